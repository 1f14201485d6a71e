/** Builds and runs src/, and again after every change. Arguments go to the server. */
import { spawn, spawnSync } from "node:child_process";
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
let server;
let timer;

const restart = () => {
  server?.kill("SIGTERM");
  const build = spawnSync(process.execPath, [here("build.mjs")], { stdio: "inherit" });
  if (build.status === 0) {
    server = spawn(process.execPath, ["--enable-source-maps", here("../dist/main.js"), ...process.argv.slice(2)], {
      stdio: "inherit",
    });
  }
};

restart();
watch(here("../src"), { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(restart, 100);
});
