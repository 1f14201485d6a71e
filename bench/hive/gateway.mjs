/**
 * Hive Gateway's own command with its defaults, before the database source's OpenAPI description. It serves in this
 * process: with one worker, which is its default, it starts no other. The supergraph is composed before, by a process that
 * has ended when the gateway starts.
 */
import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "../measure/free-port.mjs";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

const isReady = async (url) => {
  try {
    return (await fetch(`${url}/readiness`)).ok;
  } catch {
    return false;
  }
};

const supergraph = join(await mkdtemp(join(tmpdir(), "auditgraph-bench-hive-")), "supergraph.graphql");
const compose = path("node_modules/@graphql-mesh/compose-cli/esm/bin.js");
await promisify(execFile)(process.execPath, [compose, "-c", path("mesh.config.mjs"), "-o", supergraph]);

const port = String(await freePort());
process.argv.push("supergraph", supergraph, "--fork", "1", "--host", "127.0.0.1", "--port", port);
await import("./node_modules/@graphql-hive/gateway/dist/bin.js");

const url = `http://127.0.0.1:${port}`;
while (!(await isReady(url))) await pause(100);
process.send({ ready: `${url}/graphql` });
