/** Builds and runs src/ and sandbox/, and again after every change; its log in a form for people. Arguments go to the server. */
import { spawn, spawnSync } from "node:child_process";
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";
import pretty from "pino-pretty";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const log = pretty({
  destination: 2,
  colorize: process.stderr.isTTY,
  ignore: "service",
  translateTime: "SYS:HH:MM:ss",
});
/** A build of its own, so that what runs from dist is left alone. */
const BUILD = ".builds/dev";

let server;
let timer;

const restart = () => {
  server?.kill("SIGTERM");
  const build = spawnSync(process.execPath, [here("build.mjs"), BUILD, "--pages"], { stdio: "inherit" });
  if (build.status === 0) {
    const node = ["--disallow-code-generation-from-strings", "--enable-source-maps"];
    server = spawn(process.execPath, [...node, here(`../${BUILD}/main.js`), ...process.argv.slice(2)], {
      stdio: ["inherit", "inherit", "pipe"],
    });
    server.stderr.pipe(log, { end: false });
  }
};

restart();
for (const folder of ["../src", "../sandbox"]) {
  watch(here(folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(restart, 100);
  });
}
