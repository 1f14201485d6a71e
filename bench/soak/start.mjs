/** What `npm run soak` starts: builds, and runs. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
for (const script of [["../../scripts/build.mjs"], ["run.mjs", ...process.argv.slice(2)]]) {
  const [file, ...rest] = script;
  const { status } = spawnSync(process.execPath, [path(file), ...rest], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
