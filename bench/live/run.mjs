/**
 * Pollers and subscribers over the sandbox, and what they cost: `node bench/live/run.mjs`. POLLERS (1000), SUBSCRIBERS (200),
 * SECONDS (600), EVERY (30, seconds between two polls of one poller). Prints upstream requests, memory, latency, and whether
 * any client was told a record twice, or not at all.
 */
import { spawn, spawnSync } from "node:child_process";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const number = (name, fallback) => Number(process.env[name] ?? fallback);
const [pollers, subscribers] = [number("POLLERS", 1_000), number("SUBSCRIBERS", 200)];
const [seconds, every] = [number("SECONDS", 600), number("EVERY", 30)];

spawnSync(process.execPath, [path("../../scripts/build.mjs")], { stdio: "inherit" });
const server = spawn(
  process.execPath,
  ["--disallow-code-generation-from-strings", path("../../dist/main.js"), "--sandbox"],
  { env: { ...process.env, HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "error" }, stdio: ["ignore", "pipe", "inherit"] },
);
const lines = createInterface({ input: server.stdout });
const baseUrl = await new Promise((resolve) => {
  lines.on("line", (line) => {
    const [url] = /http:\/\/[\w.:]+/.exec(line) ?? [];
    if (url) resolve(url);
  });
});

const agent = new Agent({ keepAlive: true, maxSockets: 100 });
const streaming = new Agent({ maxSockets: Infinity });

/** POSTs, and calls back with each piece of the answer. */
const post = (at, body, headers, took, via = agent) =>
  new Promise((resolve, reject) => {
    const head = { "content-type": "application/json", ...headers };
    const asked = request(`${baseUrl}${at}`, { method: "POST", headers: head, agent: via }, (response) => {
      response.setEncoding("utf8");
      response.on("data", took);
      response.on("end", () => resolve(response.statusCode));
      response.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(JSON.stringify(body));
  });

const LIST = `query ($newSince: String) {
  auditRecords(window: { from: "2026-01-01T00:00:00Z" }, first: 200, newSince: $newSince) { newsCursor nodes { id __typename } pageInfo { hasNextPage } }
}`;
const APPEARED = `subscription ($newSince: String) {
  auditRecordAppeared(window: { from: "2026-01-01T00:00:00Z" }, first: 200, newSince: $newSince) { newsCursor nodes { id __typename } }
}`;

const waits = [];
const failures = new Map();
const failed = (why) => failures.set(why, (failures.get(why) ?? 0) + 1);
/** Of each client: the files that it was told. Periods may come again, in another state. */
const clients = [];
let twice = 0;
const hear = (client, nodes) => {
  for (const { id, __typename } of nodes) {
    if (__typename !== "AuditLogFile") continue;
    if (client.has(id)) twice += 1;
    client.add(id);
  }
};

const poll = async (newSince) => {
  let text = "";
  const began = performance.now();
  const status = await post("/graphql", { query: LIST, variables: { newSince } }, {}, (piece) => (text += piece));
  waits.push(performance.now() - began);
  const { data, errors } = JSON.parse(text);
  if (status !== 200 || errors) failed(errors?.[0]?.extensions?.code ?? `HTTP ${status}`);
  return data?.auditRecords;
};

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const first = (await poll())?.newsCursor;
if (!first) throw new Error(`no token: ${JSON.stringify([...failures])}`);
const end = performance.now() + seconds * 1_000;

const runPoller = async () => {
  const told = new Set();
  clients.push(told);
  let since = first;
  await sleep(Math.random() * every * 1_000);
  while (performance.now() < end) {
    const began = performance.now();
    const news = await poll(since).catch((error) => failed(error.code ?? error.message));
    if (news) {
      hear(told, news.nodes);
      since = news.newsCursor;
    }
    await sleep(Math.max(0, every * 1_000 - (performance.now() - began)));
  }
};

const open = new Set();
const runSubscriber = () => {
  const told = new Set();
  clients.push(told);
  let text = "";
  const took = (piece) => {
    text += piece;
    for (let at = text.indexOf("\n\n"); at >= 0; at = text.indexOf("\n\n")) {
      const data = /^data: (.+)$/m.exec(text.slice(0, at))?.[1];
      text = text.slice(at + 2);
      const answer = data && JSON.parse(data);
      if (answer?.errors) failed(`stream: ${answer.errors[0].extensions?.code}`);
      hear(told, answer?.data?.auditRecordAppeared?.nodes ?? []);
    }
  };
  const body = { query: APPEARED, variables: { newSince: first } };
  open.add(told);
  post("/graphql/stream", body, { accept: "text/event-stream" }, took, streaming)
    .then((status) => status !== 200 && failed(`stream: HTTP ${status}`))
    .catch((error) => performance.now() < end && failed(`stream: ${error.code ?? error.message}`))
    .finally(() => open.delete(told));
};

const figures = async () => {
  const text = await (await fetch(`${baseUrl}/metrics`)).text();
  const sum = (name) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"))].reduce(
      (all, [, value]) => all + Number(value),
      0,
    );
  return {
    requests: sum("auditgraph_upstream_requests_total"),
    rss: sum("process_resident_memory_bytes") / 1e6,
    cpu: sum("process_cpu_seconds_total"),
  };
};

for (let i = 0; i < subscribers; i += 1) runSubscriber();
const running = Array.from({ length: pollers }, runPoller);
await sleep(Math.min(seconds, every) * 500);
const start = await figures();
const began = performance.now();
for (let minute = 1; performance.now() < end; minute += 1) {
  await sleep(Math.min(60_000, Math.max(0, end - performance.now())));
  const { requests, rss, cpu } = await figures();
  const passed = (performance.now() - began) / 60_000;
  console.log(
    `${passed.toFixed(1)} min: ${((requests - start.requests) / passed).toFixed(0)} upstream requests a minute, ${rss.toFixed(0)} MB, ${((cpu - start.cpu) / (passed * 60)).toFixed(2)} of a core, ${open.size} streams open`,
  );
}
await Promise.all(running);
waits.sort((a, b) => a - b);
const at = (share) => `${(waits[Math.floor(waits.length * share)] ?? 0).toFixed(0)} ms`;
const most = Math.max(...clients.map(({ size }) => size));
console.log(`${waits.length} polls: half within ${at(0.5)}, 95 of 100 within ${at(0.95)}`);
console.log(
  `files told: ${most} to the client that heard most, ${Math.min(...clients.map(({ size }) => size))} to the one that heard least (it polled last before); told twice: ${twice}`,
);
console.log(`failures: ${JSON.stringify([...failures])}`);
server.kill("SIGTERM");
await new Promise((resolve) => server.once("exit", resolve));
process.exit(failures.size > 0 || twice > 0 ? 1 : 0);
