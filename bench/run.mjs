/**
 * The benchmark: `npm run bench -- [--rounds 5] [--seconds 3] [--only page,merged] [--programs auditgraph,bare] [--processes 2] [--docs]`.
 * Every round asks every program every query, one after the other, so that whatever else the machine does meets all.
 */
import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { drive } from "./measure/drive.mjs";
import { latencies } from "./measure/latency.mjs";
import { underLoad } from "./measure/load.mjs";
import { startProcess, startProcesses } from "./measure/program.mjs";
import { spreadOf } from "./measure/spread.mjs";
import { tableOf } from "./measure/table.mjs";
import { writeDocs } from "./measure/write-docs.mjs";
import { asAsked, canAnswer, chosen, programs as known } from "./programs.mjs";
import { INSTANCES } from "./upstream/world.mjs";
import { questionsOf, queries as allQueries } from "./queries.mjs";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    only: { type: "string" },
    programs: { type: "string" },
    processes: { type: "string", default: "1" },
    out: { type: "string", default: "result.json" },
    docs: { type: "boolean", default: false },
    cpuProf: { type: "string" },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
/** Of each program: the connections are dealt out to them, as by a balancer that costs nothing. */
const processes = Number(values.processes);
const queries = allQueries.filter(({ name }) => values.only?.split(",").includes(name) ?? true);
const names = chosen(values.programs);

/** What each request of the latency measurement waits for upstream, milliseconds. */
const LATENCY_MS = 20;
const LATENCY_REQUESTS = 60;
/** Requests after which a program's functions are compiled, for each query: auditgraph needs some thousands of them. */
const WARM_UP = 4_000;
const LONGEST_WARM_UP_MS = 8_000;

const upstream = startProcess("upstream", "../upstream/fast-upstream.mjs");
const upstreams = await upstream.ready;
const setLatency = (latencyMs) => upstream.ask({ latencyMs }, "calls");
const callsSoFar = () => upstream.ask({}, "calls");

const env = { BENCH_UPSTREAMS: JSON.stringify(upstreams) };
const headers = { "content-type": "application/json", "x-auth-token": upstreams.callerToken };
const programs = await Promise.all(
  names.map(async (name) => {
    const { file, node = [] } = known[name];
    const profile = values.cpuProf === name ? ["--cpu-prof", "--cpu-prof-dir=profile"] : [];
    const program = startProcesses(processes, name, file, { env, node: [...node, ...profile] });
    return { name, program, urls: await program.ready };
  }),
);

/** How long the upstream itself takes to answer one page at that latency, by the same client. */
const upstreamMs = async () => {
  const { database, projectId } = upstreams;
  const query = "start_time=2025-01-05T00:00:00%2B0000&end_time=2025-01-25T00:00:00%2B0000&offset=0&limit=100";
  const url = `${database}/v3/${projectId}/instances/${INSTANCES[0]}/audit-logs?${query}`;
  return spreadOf(await latencies(url, { method: "GET", next: () => ({}), count: LATENCY_REQUESTS })).median;
};

/** Those that can answer it. */
const programsFor = (query) => programs.filter(({ name }) => canAnswer(name, query));

const questions = new Map();
/** What this program is asked next: through the whole run, so that nothing comes twice. */
const questionsFor = ({ name }, query) => {
  const key = `${name}/${query.name}`;
  const next = questions.get(key) ?? questionsOf(asAsked(name, query));
  questions.set(key, next);
  return next;
};

const check = async ({ name, url }, query, { body }) => {
  const answer = await fetch(url, { method: "POST", headers, body });
  const { data, errors } = await answer.json();
  if (errors || !data) throw new Error(`${name} answers ${query.name} with ${JSON.stringify(errors).slice(0, 500)}`);
};

const seen = new Map();
const note = (program, query, figures) => {
  const key = `${program}/${query}`;
  const known = seen.get(key) ?? {};
  for (const [figure, value] of Object.entries(figures)) known[figure] = [...(known[figure] ?? []), value];
  seen.set(key, known);
};

try {
  for (const query of queries) {
    for (const each of programsFor(query)) {
      const next = questionsFor(each, query);
      for (const url of each.urls) await check({ ...each, url }, query, next());
      const endsAt = performance.now() + LONGEST_WARM_UP_MS;
      const isOver = (answered) => answered >= WARM_UP || performance.now() >= endsAt;
      await drive(each.urls, { headers, next, connections: 50, isOver });
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const query of queries) {
      const order = programsFor(query).map((_, i, all) => all[(i + round) % all.length]);
      for (const each of order) {
        const { name, program, urls } = each;
        const options = { urls, headers, next: questionsFor(each, query) };
        if (query.settleSeconds) await underLoad(program, { ...options, seconds: query.settleSeconds });
        const before = await callsSoFar();
        const load = await underLoad(program, { ...options, seconds });
        note(name, query.name, { ...load, calls: ((await callsSoFar()) - before) / load.answered });
        process.stderr.write(`round ${round + 1} ${query.name} ${name}: ${load.cpuMs.toFixed(3)} ms CPU\n`);
      }
      await setLatency(LATENCY_MS);
      const floor = await upstreamMs();
      for (const each of order) {
        const { name, urls } = each;
        const [url] = urls;
        const times = await latencies(url, { headers, next: questionsFor(each, query), count: LATENCY_REQUESTS });
        const { median } = spreadOf(times);
        note(name, query.name, { p50Ms: median, addedMs: median - floor });
      }
      await setLatency(0);
    }
  }
  const result = {
    at: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    rounds,
    seconds,
    processes,
    queries: queries.map(({ name, title }) => ({
      name,
      title,
      programs: programsFor({ name }).map(({ name: program }) => ({
        name: program,
        title: known[program].title,
        ...Object.fromEntries(
          Object.entries(seen.get(`${program}/${name}`)).map(([figure, all]) => [figure, spreadOf(all)]),
        ),
      })),
    })),
  };
  await writeFile(values.out, `${JSON.stringify(result, null, 2)}\n`);
  const table = tableOf(result);
  process.stdout.write(`${table}\n`);
  if (values.docs) await writeDocs(result, table);
} finally {
  await Promise.all(programs.map(({ program }) => program.stop()));
  await upstream.stop();
}
