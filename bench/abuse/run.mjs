/**
 * Abuses the product: `npm run soak:abuse -- [--seconds 60] [--abusers 40] [--accounts 40] [--attack all|each|NAME]
 * [--out file]`. Forty abusers, each within the limits, beside one ordinary caller. Sandbox, product and abusers run in
 * processes of their own; the product is a fresh one for each row. `each` runs every attack alone, then all together.
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startProcess } from "../measure/program.mjs";
import { attacks } from "./attacks.mjs";
import { askInTurn, watchLife } from "./ordinary.mjs";
import { startIssuer } from "./tokens.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    abusers: { type: "string", default: "40" },
    /** How many accounts the abusers share: 40 are as many callers, 1 is one caller with as many connections. */
    accounts: { type: "string", default: "40" },
    attack: { type: "string", default: "each" },
    out: { type: "string" },
  },
});
const [seconds, abusers, accounts] = ["seconds", "abusers", "accounts"].map((name) => Number(values[name]));
/** Those that do not read are cheap to be, and so there are more. */
const UNREAD = 60;
const ALONE_MS = 5_000;

const names = Object.keys(attacks);
const rows =
  values.attack === "each"
    ? [...names.map((name) => [name]), names]
    : [values.attack === "all" ? names : [values.attack]];

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

const startProduct = () =>
  startProcess("abuse-product", "../../dist/main.js", {
    args: ["--config", file],
    node: ["--disallow-code-generation-from-strings", "--import", new URL("watch.mjs", import.meta.url).href],
  });

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const spread = (times) => {
  const sorted = times.toSorted((a, b) => a - b);
  return { answers: sorted.length, p50: at(sorted, 0.5), p95: at(sorted, 0.95) };
};

const measure = async (asked) => {
  const product = startProduct();
  const crowd = startProcess("abuse-abusers", "../abuse/abusers.mjs");
  const url = await product.ready;
  await crowd.ready;
  // Once for what is cold, then for what it takes alone.
  const { expected } = await askInTurn(url, ordinary, 4_000);
  const alone = await askInTurn(url, ordinary, ALONE_MS, expected);
  await product.ask("watched", "watched");
  const count = asked.length === 1 && asked[0] === "silent" ? UNREAD : abusers;
  const begin = {
    url,
    abusers: Array.from({ length: count }, (_, i) => ({
      attack: asked[i % asked.length],
      token: tokens[i % accounts],
    })),
  };
  const endOfLife = watchLife(url);
  crowd.ask({ begin }, "outcomes").catch(() => undefined);
  const beside = await askInTurn(url, ordinary, seconds * 1_000, expected);
  const longestLivezMs = await endOfLife();
  const outcomes = await crowd.ask({ end: true }, "outcomes");
  const watched = await product.ask("watched", "watched");
  await crowd.stop();
  await product.stop();
  return {
    attack: asked.length === 1 ? asked[0] : "all together",
    alone: spread(alone.times),
    beside: { ...spread(beside.times), broken: beside.broken },
    longestLivezMs,
    ...watched,
    outcomes,
  };
};

const ms = (value) => `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
const line = ({ attack, alone, beside, longestLivezMs, peakBytes, longestStretchMs }) => {
  const bad = Object.values(beside.broken).reduce((sum, count) => sum + count, 0);
  const cells = [
    attack,
    `${beside.answers - bad} of ${beside.answers}`,
    `${ms(alone.p50)} / ${ms(alone.p95)}`,
    `${ms(beside.p50)} / ${ms(beside.p95)}`,
    ms(longestLivezMs),
    ms(longestStretchMs),
    `${Math.round(peakBytes / 2 ** 20)} MB`,
  ];
  return `| ${cells.join(" | ")} |`;
};

const results = [];
try {
  process.stdout.write(
    `${abusers} abusers with ${accounts} account(s), ${seconds} s each\n\n` +
      "| attack | whole answers | p50 / p95 alone | beside | /livez, longest | longest stretch | peak memory |\n" +
      "| --- | --- | --- | --- | --- | --- | --- |\n",
  );
  for (const asked of rows) {
    const result = await measure(asked);
    results.push(result);
    process.stdout.write(`${line(result)}\n`);
    process.stderr.write(`  ${JSON.stringify({ ...result.outcomes, broken: result.beside.broken })}\n`);
  }
  if (values.out) {
    await writeFile(
      values.out,
      `${JSON.stringify({ seconds, abusers, accounts, node: process.version, results }, null, 2)}\n`,
    );
  }
} finally {
  await upstreams.stop();
}
