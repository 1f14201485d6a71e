import { rmSync } from "node:fs";

export default () => {
  try {
    rmSync(process.env.TMPDIR, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    // Something still writes there. No test failed by it.
    console.warn(`Left behind: ${process.env.TMPDIR} (${error.code})`);
  }
};
