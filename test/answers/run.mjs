/**
 * npm run test:answers -- [--count 100000] [--seed 1] [--times 3]: the short run of `npm test`, for as long as it is asked
 * for; each request is made `times` times by POST. Says on standard error how far it is, and at its end what it met.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    times: { type: "string", default: "3" },
  },
});
const { status } = spawnSync(process.execPath, ["node_modules/jest/bin/jest.js", "test/answers/answers.test.ts"], {
  cwd: fileURLToPath(new URL("../..", import.meta.url)),
  stdio: "inherit",
  env: {
    NODE_ENV: "production",
    ...process.env,
    ANSWERS_COUNT: values.count,
    ANSWERS_SEED: values.seed,
    ANSWERS_TIMES: values.times,
  },
});
process.exit(status ?? 1);
