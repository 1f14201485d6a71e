import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../measure/free-port.mjs";

/** A sandbox in this process, a Redis, and replicas over both, each a process of what `npm start` runs. */
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

spawnSync(process.execPath, [path("../../scripts/build.mjs")], { stdio: "inherit" });
const folder = mkdtempSync(join(tmpdir(), "auditgraph-live-"));

const redisPort = await freePort();
const nothingKept = ["--save", "", "--appendonly", "no", "--dir", folder];
const redis = spawn("redis-server", ["--port", String(redisPort), "--bind", "127.0.0.1", ...nothingKept], {
  stdio: "ignore",
});
redis.on("error", ({ message }) => {
  console.error(`no redis-server: ${message}`);
  process.exit(1);
});

const { startSandbox } = await import("../../dist/sandbox/index.js");
export const sandbox = await startSandbox({ control: false });
const configuration = join(folder, "auditgraph.json");
writeFileSync(
  configuration,
  JSON.stringify({ ...sandbox.configuration(), cache: { url: `redis://127.0.0.1:${redisPort}` } }),
);

export const startReplica = async () => {
  // As `npm start` runs it.
  const flags = [
    "--disallow-code-generation-from-strings",
    "--min-semi-space-size=24",
    "--max-semi-space-size=24",
    "--heap-growing-percent=40",
  ];
  const env = { ...process.env, HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "error" };
  const child = spawn(process.execPath, [...flags, path("../../dist/main.js"), "--config", configuration], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const baseUrl = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [url] = /http:\/\/[\w.:]+/.exec(line) ?? [];
      if (url) resolve(url);
    });
    child.once("exit", () => reject(new Error("a replica ended before it listened")));
  });
  return { child, baseUrl };
};

export const stop = async () => {
  redis.kill("SIGKILL");
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
};
