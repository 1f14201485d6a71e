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
let server;
let timer;

const restart = () => {
  server?.kill("SIGTERM");
  const build = spawnSync(process.execPath, [here("build.mjs")], { stdio: "inherit" });
  if (build.status === 0) {
    const node = ["--disallow-code-generation-from-strings", "--enable-source-maps"];
    server = spawn(process.execPath, [...node, here("../dist/main.js"), ...process.argv.slice(2)], {
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
