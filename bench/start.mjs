/** What `npm run bench` starts: installs what is measured beside auditgraph where it is missing, builds, and runs. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

const run = (command, args, cwd) => {
  const { status } = spawnSync(command, args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
};

/** `run` measures time, `allocations` what does not depend on it. */
const [what = "run", ...wanted] = process.argv.slice(2);
if (!existsSync(`${here}node_modules`)) run("npm", ["ci"], here);
run(process.execPath, ["scripts/build.mjs"], root);
run(process.execPath, [`${what}.mjs`, ...wanted], here);
