/**
 * Pollers and subscribers of two replicas over the sandbox, of which one or the other is killed again and again, and what they
 * cost: `npm run bench:live`. POLLERS (1000), SUBSCRIBERS (200), SECONDS (600), EVERY (30, seconds between two polls of
 * one poller), KILL (60, seconds between two deaths; 0: nobody dies). Prints upstream requests, memory, latency, and
 * whether any client was told a record twice, or not at all. Needs redis-server.
 */
import { once } from "node:events";
import { Agent, request } from "node:http";
import { sandbox, startReplica, stop } from "./served.mjs";

const number = (name, fallback) => Number(process.env[name] ?? fallback);
const [pollers, subscribers] = [number("POLLERS", 1_000), number("SUBSCRIBERS", 200)];
const [seconds, every, killEvery] = [number("SECONDS", 600), number("EVERY", 30), number("KILL", 60)];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const replicas = await Promise.all([startReplica(), startReplica()]);
const anyReplica = () => replicas[Math.floor(Math.random() * replicas.length)];

const agent = new Agent({ keepAlive: true, maxSockets: 100 });
const streaming = new Agent({ maxSockets: Infinity });

/** POSTs, and calls back with each piece of the answer. */
const post = ({ baseUrl }, at, body, headers, took, via = agent) =>
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

/** As a balancer does it: at another replica where no answer comes. */
const anywhere = async (work) => {
  for (let tries = 0; ; tries += 1) {
    const replica = anyReplica();
    try {
      return await work(replica);
    } catch (error) {
      if (tries === 50) throw error;
      lostConnections += 1;
      await sleep(100);
    }
  }
};
let lostConnections = 0;

const LIST = `query ($newSince: String) {
  auditRecords(window: { from: "2026-01-01T00:00:00Z" }, first: 200, newSince: $newSince) { newsCursor nodes { id ... on AuditLogFile { name } } pageInfo { hasNextPage } coverage(states: [FAILED]) { problem { retryable } } }
}`;
const APPEARED = `subscription ($newSince: String) {
  auditRecordAppeared(window: { from: "2026-01-01T00:00:00Z" }, first: 200, newSince: $newSince) { newsCursor nodes { id ... on AuditLogFile { name } } }
}`;

const waits = [];
const failures = new Map();
const failed = (why) => failures.set(why, (failures.get(why) ?? 0) + 1);
/** Of each client: the files that it was told, and since when it asks. Periods may come again, in another state. */
const clients = [];
const names = new Map();
let twice = 0;
const hear = (client, { nodes, newsCursor }) => {
  for (const { id, name } of nodes) {
    if (name === undefined) continue;
    if (client.told.has(id)) twice += 1;
    client.told.add(id);
    names.set(id, name);
  }
  client.since = newsCursor;
};

const poll = async (newSince) => {
  const began = performance.now();
  const [status, text] = await anywhere(async (replica) => {
    let text = "";
    const status = await post(
      replica,
      "/graphql",
      { query: LIST, variables: { newSince } },
      {},
      (piece) => (text += piece),
    );
    return [status, text];
  });
  waits.push(performance.now() - began);
  const { data, errors } = JSON.parse(text);
  if (status !== 200 || errors) failed(errors?.[0]?.extensions?.code ?? `HTTP ${status}`);
  return data?.auditRecords;
};

const first = (await poll())?.newsCursor;
if (!first) throw new Error(`no token: ${JSON.stringify([...failures])}`);
const end = performance.now() + seconds * 1_000;
const newClient = () => {
  const client = { told: new Set(), since: first };
  clients.push(client);
  return client;
};

const runPoller = async () => {
  const client = newClient();
  await sleep(Math.random() * every * 1_000);
  while (performance.now() < end) {
    const began = performance.now();
    const news = await poll(client.since).catch((error) => failed(error.code ?? error.message));
    if (news) hear(client, news);
    if (!news?.pageInfo.hasNextPage) await sleep(Math.max(0, every * 1_000 - (performance.now() - began)));
  }
};

const open = new Set();
const runSubscriber = async () => {
  const client = newClient();
  while (performance.now() < end) {
    let text = "";
    const took = (piece) => {
      text += piece;
      for (let at = text.indexOf("\n\n"); at >= 0; at = text.indexOf("\n\n")) {
        const data = /^data: (.+)$/m.exec(text.slice(0, at))?.[1];
        text = text.slice(at + 2);
        const answer = data && JSON.parse(data);
        if (answer?.errors) failed(`stream: ${answer.errors[0].extensions?.code}`);
        const list = answer?.data?.auditRecordAppeared;
        if (list) hear(client, list);
      }
    };
    const body = { query: APPEARED, variables: { newSince: client.since } };
    open.add(client);
    try {
      const status = await post(
        anyReplica(),
        "/graphql/stream",
        body,
        { accept: "text/event-stream" },
        took,
        streaming,
      );
      if (status !== 200) failed(`stream: HTTP ${status}`);
    } catch {
      // Its replica was killed, or is not there yet.
    }
    open.delete(client);
    // As clients are told to come back.
    await sleep(1_000 + 4_000 * Math.random());
  }
};

/** Kills the one and the other in turn, and starts it again some seconds later. */
let deaths = 0;
const killAgainAndAgain = async () => {
  while (killEvery > 0 && performance.now() + killEvery * 1_000 < end) {
    await sleep(killEvery * 1_000);
    const which = deaths % 2;
    replicas[which].child.kill("SIGKILL");
    deaths += 1;
    await sleep(5_000);
    replicas[which] = await startReplica();
  }
};

/** A file that has just ended, every second. */
const due = [];
const write = async () => {
  const database = sandbox.control.database("mysql-eu");
  const instance = database.instance(database.ids()[0]);
  while (performance.now() < end) {
    const [name, now] = [`appeared-${due.length}`, Date.now()];
    instance.append({ name, begin: now - 60_000, end: now });
    due.push(name);
    await sleep(1_000);
  }
};

const figuresOf = async ({ baseUrl }) => {
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

const subscriptions = Array.from({ length: subscribers }, runSubscriber);
const running = Array.from({ length: pollers }, runPoller);
const others = [killAgainAndAgain(), write()];
for (let minute = 1; performance.now() < end; minute += 1) {
  const before = await Promise.all(
    replicas.map(async (replica) => [replica, await figuresOf(replica).catch(() => undefined)]),
  );
  const began = performance.now();
  await sleep(Math.min(60_000, Math.max(0, end - performance.now())));
  const passed = (performance.now() - began) / 60_000;
  const told = await Promise.all(
    replicas.map(async (replica) => {
      const now = await figuresOf(replica).catch(() => undefined);
      if (!now) return "down";
      // What it counted before it died is lost.
      const [, then = { requests: 0, cpu: 0 }] = before.find(([each]) => each === replica) ?? [];
      return `${((now.requests - then.requests) / passed).toFixed(0)} requests a minute, ${now.rss.toFixed(0)} MB, ${((now.cpu - then.cpu) / (passed * 60)).toFixed(2)} of a core`;
    }),
  );
  console.log(`minute ${minute}: ${told.join("; ")}; ${open.size} streams open`);
}
await Promise.all([...running, ...others]);
for (const { child } of replicas) child.kill("SIGTERM");
await Promise.all([...subscriptions, ...replicas.map(({ child }) => once(child, "exit"))]);

// What nobody was told yet is asked for, by everybody: then all have heard the same, or something was lost.
replicas.splice(0, 2, await startReplica());
waits.sort((a, b) => a - b);
const at = (share) => `${(waits[Math.floor(waits.length * share)] ?? 0).toFixed(0)} ms`;
console.log(`${waits.length} polls: half within ${at(0.5)}, 95 of 100 within ${at(0.95)}`);
console.log(`${deaths} deaths; ${lostConnections} polls were asked again elsewhere`);
for (const client of clients) {
  for (let more = true; more;) {
    const news = await poll(client.since);
    if (news) hear(client, news);
    // News of a source that could not be asked come with a later token.
    more = !news || news.pageInfo.hasNextPage || news.coverage.some(({ problem }) => problem?.retryable);
  }
}
const heard = new Set(names.values());
const untold = due.filter((name) => !heard.has(name)).length;
const lost = clients.reduce((all, { told }) => all + [...names.keys()].filter((id) => !told.has(id)).length, untold);
console.log(`${names.size} files appeared, ${due.length} of them put in here; ${clients.length} clients`);
console.log(`told twice: ${twice}; lost: ${lost}; failures: ${JSON.stringify([...failures])}`);
replicas[0].child.kill("SIGTERM");
await once(replicas[0].child, "exit");
await stop();
process.exit(failures.size > 0 || twice > 0 || lost > 0 ? 1 : 0);
