/**
 * npm run fuzz -- [--count 1000000] [--seed 1]: the short run of `npm test`, for as long as it is asked for. Says on
 * standard error how far it is.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { count: { type: "string", default: "1000000" }, seed: { type: "string", default: "1" } },
});
const { status } = spawnSync(process.execPath, ["node_modules/jest/bin/jest.js", "test/fuzz"], {
  cwd: fileURLToPath(new URL("../..", import.meta.url)),
  stdio: "inherit",
  env: { ...process.env, FUZZ_COUNT: values.count, FUZZ_SEED: values.seed },
});
process.exit(status ?? 1);
