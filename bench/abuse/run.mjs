/**
 * Abuses the product: `npm run soak:abuse -- [--seconds 60] [--abusers 40] [--accounts 40] [--attack all|each|NAME]
 * [--out file] [--docs]`. Forty abusers, each within the limits, beside one ordinary caller. Sandbox, product and abusers
 * run in processes of their own; the product is a fresh one for each row. `each` runs every attack alone, then all
 * together, by as many accounts and by one. `--docs` puts the table into docs/soak.md.
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startProcess } from "../measure/program.mjs";
import { putTable } from "../measure/write-docs.mjs";
import { attacks } from "./attacks.mjs";
import { askInTurn, watchLife } from "./ordinary.mjs";
import { giveLast, giveOwn, isApart, processorMs } from "./processors.mjs";
import { startIssuer } from "./tokens.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    abusers: { type: "string", default: "40" },
    /** How many accounts the abusers share: 40 are as many callers, 1 is one caller with as many connections. */
    accounts: { type: "string", default: "40" },
    attack: { type: "string", default: "each" },
    out: { type: "string" },
    docs: { type: "boolean", default: false },
  },
});
const [seconds, abusers, accounts] = ["seconds", "abusers", "accounts"].map((name) => Number(values[name]));
/** Those that do not read are cheap to be, and so there are more. */
const UNREAD = 60;
const [WARM_UP_MS, ALONE_MS] = [4_000, 2_500];

const DOCS = new URL("../../docs/soak.md", import.meta.url);

const names = Object.keys(attacks);
const rows =
  values.attack === "each"
    ? [...names.map((name) => ({ asked: [name] })), { asked: names }, { asked: names, isOneAccount: true }]
    : [{ asked: values.attack === "all" ? names : [values.attack] }];

const folder = await mkdtemp(join(tmpdir(), "auditgraph-abuse-"));
const issuer = await startIssuer();
const keyFile = join(folder, "issuer.pem");
await writeFile(keyFile, issuer.publicKey);
const tokens = await Promise.all(Array.from({ length: accounts }, (_, i) => issuer.tokenOf(`abuser-${i}`)));

const upstreams = startProcess("abuse-upstreams", "../soak/upstreams.mjs");
const { sources } = await upstreams.ready;
const sourceOf = (wanted) => sources.find(({ name }) => name === wanted);
const { endpoint } = sourceOf("compute-eu");
/** The ordinary caller has a token for it as well. */
const ordinary = {
  authorization: `Bearer ${await issuer.tokenOf("ordinary")}`,
  "x-auth-token": sourceOf("compute-docs").credentials.token,
};
const own = { name: "own", kind: "nova", endpoint, credentials: { type: "forward" } };
const file = join(folder, "auditgraph.yaml");
const config = { server: { port: 0 }, access: issuer.access(keyFile), sources: [...sources, own] };
await writeFile(file, JSON.stringify(config));

/** As all that is shipped starts it. */
const SHIPPED = [
  "--disallow-code-generation-from-strings",
  "--min-semi-space-size=24",
  "--max-semi-space-size=24",
  "--heap-growing-percent=40",
];

const startProduct = () =>
  startProcess("abuse-product", "../../dist/main.js", {
    args: ["--config", file],
    node: [...SHIPPED, "--import", new URL("watch.mjs", import.meta.url).href],
  });

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const spread = (times) => {
  const sorted = times.toSorted((a, b) => a - b);
  return { p50: at(sorted, 0.5), p95: at(sorted, 0.95) };
};
const figures = ({ times, processor }) => ({ answers: times.length, ...spread(times), processor: spread(processor) });
const quicker = (one, other) => (one.p50 < other.p50 ? one : other);

const measure = async ({ asked, isOneAccount = accounts === 1 }) => {
  const product = startProduct();
  const crowd = startProcess("abuse-abusers", "../abuse/abusers.mjs");
  const url = await product.ready;
  await crowd.ready;
  giveOwn(product);
  giveLast(crowd);
  const caller = { url, pid: product.pid, credentials: ordinary };
  // Once for what is cold, then for what it takes alone.
  const { expected } = await askInTurn(caller, WARM_UP_MS);
  const known = { ...caller, expected };
  const before = await askInTurn(known, ALONE_MS);
  await product.ask("watched", "watched");
  const count = asked.length === 1 && asked[0] === "silent" ? UNREAD : abusers;
  const begin = {
    url,
    abusers: Array.from({ length: count }, (_, i) => ({
      attack: asked[i % asked.length],
      token: tokens[isOneAccount ? 0 : i % accounts],
    })),
  };
  const endOfLife = watchLife(url);
  crowd.ask({ begin }, "outcomes").catch(() => undefined);
  const [began, busyBefore] = [performance.now(), processorMs(product.pid)];
  const beside = await askInTurn(known, seconds * 1_000);
  const busy = (processorMs(product.pid) - busyBefore) / (performance.now() - began);
  const longestLivezMs = await endOfLife();
  const outcomes = await crowd.ask({ end: true }, "outcomes");
  const watched = await product.ask("watched", "watched");
  await crowd.stop();
  // What the abusers left behind has an end; and what the product has learnt by now must not make the difference.
  await askInTurn(known, ALONE_MS);
  const after = await askInTurn(known, ALONE_MS);
  await product.stop();
  return {
    attack: (asked.length === 1 ? asked[0] : "all together") + (isOneAccount ? ", one account" : ""),
    alone: quicker(figures(before), figures(after)),
    beside: { ...figures(beside), broken: beside.broken },
    busy,
    longestLivezMs,
    ...watched,
    outcomes,
  };
};

const ms = (value) => `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
const line = ({ attack, alone, beside, busy, longestLivezMs, peakBytes, longestStretchMs }) => {
  const bad = Object.values(beside.broken).reduce((sum, count) => sum + count, 0);
  const cells = [
    attack,
    `${beside.answers - bad} of ${beside.answers}`,
    `${ms(alone.p50)} / ${ms(beside.p50)}`,
    (beside.p50 / alone.p50).toFixed(1),
    (beside.processor.p50 / alone.processor.p50).toFixed(1),
    `${ms(alone.p95)} / ${ms(beside.p95)}`,
    `${Math.round(100 * busy)} %`,
    ms(longestLivezMs),
    ms(longestStretchMs),
    `${Math.round(peakBytes / 2 ** 20)} MB`,
  ];
  return `| ${cells.join(" | ")} |`;
};
const HEAD = [
  "attack",
  "whole answers",
  "p50 alone / beside",
  "times",
  "by processor",
  "p95 alone / beside",
  "busy",
  "/livez, longest",
  "longest stretch",
  "peak memory",
];

const results = [];
const lines = [`| ${HEAD.join(" | ")} |`, `| ${HEAD.map(() => "---").join(" | ")} |`];
try {
  process.stdout.write(`${abusers} abusers with ${accounts} account(s), ${seconds} s each\n\n${lines.join("\n")}\n`);
  for (const row of rows) {
    const result = await measure(row);
    results.push(result);
    lines.push(line(result));
    process.stdout.write(`${line(result)}\n`);
    process.stderr.write(`  ${JSON.stringify({ ...result.outcomes, broken: result.beside.broken })}\n`);
  }
  if (values.out) {
    await writeFile(
      values.out,
      `${JSON.stringify({ seconds, abusers, accounts, node: process.version, results }, null, 2)}\n`,
    );
  }
  if (values.docs) {
    const [{ model }] = cpus();
    const where = isApart
      ? "the product on a processor of its own, the abusers after all else on the others"
      : "all on the same processors";
    await putTable(DOCS, {
      where: `Taken ${new Date().toISOString().slice(0, 10)} on ${cpus().length} processors (${model}), Node ${process.version.slice(1)}, ${where}: ${abusers} abusers with ${accounts} accounts, ${seconds} s each.`,
      table: lines.join("\n"),
    });
  }
} finally {
  await upstreams.stop();
}
