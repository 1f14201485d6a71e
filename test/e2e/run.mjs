/**
 * npm run test:e2e: starts the real services, runs the suite against them, stops them. Arguments go to jest.
 * Where the services cannot be installed (no root, no apt) it says so and ends well, unless E2E_REQUIRED is set.
 */
import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const script = join(here, "real-nova.sh");
const CANNOT = 3;

const services = (...command) => spawnSync("bash", [script, ...command], { stdio: ["ignore", "pipe", "inherit"] });

const run = (command, args, env) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", env });
    // An interrupt reaches jest by itself; here it must not end the run before the services are stopped.
    process.on("SIGINT", () => undefined);
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    child.on("close", (code) => resolve(code ?? 1));
  });

const started = services("start");
if (started.status === CANNOT && !process.env.E2E_REQUIRED) {
  console.log("The end-to-end tests against a real Nova are SKIPPED: this machine cannot run one (see above).");
  process.exit(0);
}
if (started.status !== 0) process.exit(started.status ?? 1);

const lines = started.stdout.toString().trim().split("\n");
const access = Object.fromEntries(lines.map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]));
const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
const args = [jest, "--config", "jest.e2e.config.mjs", "--runInBand", ...process.argv.slice(2)];
const code = await run(process.execPath, args, { ...process.env, REAL_NOVA: JSON.stringify(access) });
services("stop");
process.exit(code);
