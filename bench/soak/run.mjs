/**
 * Soaks the product: `npm run soak -- [--minutes 30] [--rate 10] [--warmUpMinutes 5] [--sampleSeconds 30] [--out file]`.
 * The sandbox and the product run in processes of their own. Before each sample the load rests until nothing is in
 * flight, so that every count should be what it was. Prints the slopes after the warm-up.
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startProcess } from "../measure/program.mjs";
import { faults, operationOf } from "./operations.mjs";
import { slopesOf } from "./slope.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    /** Operations begun per second. */
    rate: { type: "string", default: "10" },
    warmUpMinutes: { type: "string", default: "5" },
    sampleSeconds: { type: "string", default: "30" },
    out: { type: "string" },
  },
});
const [minutes, rate, warmUp, sampleSeconds] = ["minutes", "rate", "warmUpMinutes", "sampleSeconds"].map((name) =>
  Number(values[name]),
);

/** Pages that one caller turns at most, and callers that turn pages at a time. */
const PAGES = 4;
const MOST_WALKING = 5;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const upstreams = startProcess("soak-upstreams", "../soak/upstreams.mjs");
const { control, sources } = await upstreams.ready;
const file = join(await mkdtemp(join(tmpdir(), "auditgraph-soak-")), "auditgraph.yaml");
// JSON is YAML.
await writeFile(file, JSON.stringify({ server: { port: 0 }, sources }));
const product = startProcess("soak-product", "../../dist/main.js", {
  args: ["--config", file],
  node: [
    "--disallow-code-generation-from-strings",
    "--expose-gc",
    "--import",
    new URL("census.mjs", import.meta.url).href,
  ],
});
const url = await product.ready;

const outcomes = {};
const tally = (outcome) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);
const answered = () => Object.values(outcomes).reduce((sum, count) => sum + count, 0);
const inFlight = new Set();
let turn = 0;
/** Next pages that somebody wants. */
const walk = [];

const ask = async ({ leaveAfterMs, pages = 1, ...operation }) => {
  try {
    const answer = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(operation),
      ...(leaveAfterMs === undefined ? {} : { signal: globalThis.AbortSignal.timeout(leaveAfterMs) }),
    });
    const { data, errors } = await answer.json();
    const covered = data?.auditRecords;
    const { hasNextPage, endCursor } = covered?.pageInfo ?? {};
    if (hasNextPage && walk.length < MOST_WALKING && pages < PAGES) {
      walk.push({ ...operation, variables: { ...operation.variables, after: endCursor }, pages: pages + 1 });
    }
    const isWhole = !errors && (covered?.coverage ?? []).every(({ state }) => state !== "FAILED");
    tally(isWhole ? "whole" : errors ? (errors[0].extensions?.code ?? "no code") : "some source FAILED");
  } catch (error) {
    tally(error.name === "TimeoutError" ? "caller left" : `no answer: ${error.cause?.code ?? error.name}`);
  }
};

const switchFault = async (index) => {
  await fetch(`${control}/faults`, { method: "DELETE" });
  const fault = faults[index % (faults.length + 1)];
  if (fault) await fetch(`${control}/faults`, { method: "POST", body: JSON.stringify(fault) });
};

/** Begins operations at the rate, however slowly they are answered. */
const load = async (forMs) => {
  const began = performance.now();
  for (let sent = 0; performance.now() - began < forMs; sent += 1) {
    const work = ask(walk.shift() ?? operationOf((turn += 1))).finally(() => inFlight.delete(work));
    inFlight.add(work);
    await sleep(Math.max(0, began + ((sent + 1) * 1_000) / rate - performance.now()));
  }
  await Promise.all(inFlight);
};

const samples = [];
const began = performance.now();
try {
  for (let index = 0; performance.now() - began < minutes * 60_000; index += 1) {
    await switchFault(index);
    await load(sampleSeconds * 1_000);
    samples.push({ atMs: Math.round(performance.now() - began), ...(await product.ask("census", "census")) });
    const { atMs, heapBytes, openSockets, timers } = samples.at(-1);
    process.stderr.write(
      `${(atMs / 60_000).toFixed(1)} min: ${answered()} operations, heap ${(heapBytes / 2 ** 20).toFixed(2)} MB, ${openSockets} sockets, ${timers} timers\n`,
    );
  }
  const counted = samples.filter(({ atMs }) => atMs > warmUp * 60_000);
  const result = { minutes, rate, warmUp, node: process.version, operations: answered(), outcomes, samples };
  if (values.out) await writeFile(values.out, `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`${answered()} operations: ${JSON.stringify(outcomes)}\n\n${slopesOf(counted)}\n`);
} finally {
  await product.stop();
  await upstreams.stop();
}
