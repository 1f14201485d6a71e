/**
 * The sandbox behind answers that are ready: file lists are slices of entries written beforehand, every other answer is
 * the sandbox's own, kept after it was asked for once. So the benchmark measures the programs and not the sandbox.
 * A process of its own; its parent sets the latency and reads the number of calls.
 */
import { createServer } from "node:http";
import { startSandbox } from "../../dist/sandbox/index.js";
import { fileList } from "./file-list.mjs";
import { ALERTS, BALANCERS, FILES, INSTANCES, PERIOD, START, STEP } from "./world.mjs";

const sandbox = await startSandbox({ control: false });
const database = sandbox.control.database("mysql-eu");
const lists = new Map(
  INSTANCES.map((id, i) => {
    const instance = database.createInstance({
      id,
      name: `bench-${i}`,
      sequence: { start: START + i * 60_000, stepMs: STEP, count: FILES },
    });
    return [id, fileList(instance.files())];
  }),
);
sandbox.control.atlas.setBalancers(BALANCERS).setAlerts(ALERTS);
sandbox.control.nova().setPeriod(PERIOD, { rewriteHistory: true });

let latencyMs = 0;
let calls = 0;

const kept = new Map();
const answerOf = async (name, request) => {
  const key = `${name} ${request.url} ${request.headers.accept ?? ""}`;
  const known = kept.get(key);
  if (known) return known;
  const { origin } = new URL(sandbox.urls.sources[name]);
  const headers = { ...sandbox.control.headersFor(name), accept: request.headers.accept ?? "*/*" };
  const response = await fetch(origin + request.url, { headers });
  const answer = {
    status: response.status,
    type: response.headers.get("content-type") ?? "application/json",
    body: Buffer.from(await response.arrayBuffer()),
  };
  if (response.ok) kept.set(key, answer);
  return answer;
};

const filesOf = (url) => {
  const [path, query] = url.split("?", 2);
  const [, , , , instance, call] = path.split("/");
  const list = call === "audit-logs" ? lists.get(instance) : undefined;
  if (!list) return undefined;
  return { status: 200, type: "application/json", body: Buffer.from(list(new URLSearchParams(query))) };
};

const serve = async (name) => {
  const server = createServer(async (request, response) => {
    calls += 1;
    const { status, type, body } = filesOf(request.url) ?? (await answerOf(name, request));
    const send = () => {
      response.writeHead(status, { "Content-Type": type, "Content-Length": body.length, "x-request-id": "bench" });
      response.end(body);
    };
    if (latencyMs > 0) setTimeout(send, latencyMs);
    else send();
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}${new URL(sandbox.urls.sources[name]).pathname.replace(/\/$/, "")}`;
};

const [databaseUrl, novaUrl, atlasUrl] = await Promise.all(["mysql-eu", "compute-eu", "lb"].map(serve));

process.on("message", (message) => {
  if (message.latencyMs !== undefined) latencyMs = message.latencyMs;
  process.send({ calls });
});
process.send({
  ready: {
    keystone: sandbox.urls.keystone,
    database: databaseUrl,
    projectId: database.projectId,
    nova: novaUrl,
    atlas: atlasUrl,
    callerToken: sandbox.control.keystone.issue({ project: "admin", ttlMs: 86_400_000 }),
  },
});
