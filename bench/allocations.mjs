/**
 * What a request allocates, and which calls it makes: figures that do not depend on how fast or busy the machine is, so
 * that two commits can be compared. `npm run bench:allocations -- [--only page,again] [--programs bare,auditgraph]`.
 * The young generation is made so large that nothing is collected while it is measured.
 */
import { parseArgs } from "node:util";
import { latencies } from "./measure/latency.mjs";
import { startProcess } from "./measure/program.mjs";
import { asAsked, canAnswer, chosen, programs as known } from "./programs.mjs";
import { questionsOf, queries as allQueries } from "./queries.mjs";

const { values } = parseArgs({
  options: { only: { type: "string" }, programs: { type: "string", default: "bare,auditgraph,mercurius" } },
});
const queries = allQueries.filter(({ name }) => values.only?.split(",").includes(name) ?? true);
const NO_COLLECTION = ["--expose-gc", "--min-semi-space-size=512", "--max-semi-space-size=512"];
/** Until the functions are compiled: before, they allocate more. */
const WARM_UP = 1_500;
const REQUESTS = 100;

const upstream = startProcess("upstream", "../upstream/fast-upstream.mjs");
const upstreams = await upstream.ready;
const headers = { "content-type": "application/json", "x-auth-token": upstreams.callerToken };
const env = { BENCH_UPSTREAMS: JSON.stringify(upstreams) };

const rows = [];
for (const name of chosen(values.programs)) {
  for (const query of queries) {
    if (!canAnswer(name, query)) continue;
    const program = startProcess(name, known[name].file, {
      env,
      // Last, so that they win over what the program sets itself.
      node: [...(known[name].node ?? []), ...NO_COLLECTION],
    });
    const url = await program.ready;
    const next = questionsOf(asAsked(name, query));
    await latencies(url, { headers, next, count: WARM_UP });
    const calls = await upstream.ask({}, "calls");
    const before = await program.ask("collect", "heap");
    await latencies(url, { headers, next, count: REQUESTS });
    const after = await program.ask("heap", "heap");
    const made = (await upstream.ask({}, "calls")) - calls;
    rows.push([query.title, known[name].title, Math.round((after - before) / REQUESTS / 1_024), made / REQUESTS]);
    await program.stop();
  }
}
await upstream.stop();

process.stdout.write("| query | program | KB allocated per request | upstream calls |\n| --- | --- | --- | --- |\n");
for (const row of rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  process.stdout.write(`| ${row.join(" | ")} |\n`);
