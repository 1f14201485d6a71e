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
const CANNOT = 3;

const servicesOf =
  (script) =>
  (...command) =>
    spawnSync("bash", [join(here, script), ...command], { stdio: ["ignore", "pipe", "inherit"] });
const services = servicesOf("real-nova.sh");
const balancers = servicesOf("real-octavia.sh");

/** What a script's start prints, by its keys. */
const accessOf = ({ stdout }) => {
  const lines = stdout.toString().trim().split("\n");
  return Object.fromEntries(lines.map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]));
};

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
  console.log(
    "The end-to-end tests against a real Nova and a real Octavia are SKIPPED: this machine cannot run them (see above).",
  );
  process.exit(0);
}
if (started.status !== 0) process.exit(started.status ?? 1);

// Beside the Keystone that runs now. Where there is no Octavia, its tests say that they are skipped.
const octavia = balancers("start");
if (octavia.status !== 0 && (octavia.status !== CANNOT || process.env.E2E_REQUIRED)) {
  balancers("stop");
  services("stop");
  process.exit(octavia.status ?? 1);
}
const env = {
  ...process.env,
  REAL_NOVA: JSON.stringify(accessOf(started)),
  REAL_OCTAVIA: JSON.stringify(octavia.status === 0 ? accessOf(octavia) : {}),
};
const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
const args = [jest, "--config", "jest.e2e.config.mjs", "--runInBand", ...process.argv.slice(2)];
const code = await run(process.execPath, args, env);
balancers("stop");
services("stop");
process.exit(code);
