/*
 * What reading into a file of 100 MB takes: CPU and memory of a search that matches little, beside csv-parse over the whole
 * file, and the calls and bytes of one minute. Each measure in a process of its own, several times, interleaved.
 * node scripts/build.mjs && node scripts/build.mjs .builds/rooms --rooms && node bench/contents/run.mjs
 */
import { spawnSync } from "node:child_process";
import { closeSync, createReadStream, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse";

const BYTES = 100_000_191;
const RUNS = 5;
const BEGIN = Date.UTC(2026, 0, 1);
const file = { id: "bench", name: "bench", bytes: BYTES, begin: BEGIN, end: BEGIN + 1_800_000, nodeId: null };
const MIB = 1024 * 1024;

const record = {
  key: { time: BEGIN, source: "s", instance: "i", id: file.id },
  source: { name: "s", kind: "RDS", region: null },
  fetchedAt: BEGIN,
  instanceId: "i",
  nodeId: null,
  upstreamId: file.id,
  name: file.name,
  sizeBytes: BYTES,
  sizeIsExact: true,
  begin: file.begin,
  end: file.end,
};

/** The file on disk as a store, 64 KiB at a time as from a socket. */
const storeOf = (path, reads) => {
  const total = statSync(path).size;
  const opened = openSync(path, "r");
  return {
    isLate: () => false,
    read: ({ from, to }) => {
      reads.calls += 1;
      const end = Math.min(to, total);
      const chunks = async function* () {
        for (let at = from; at < end;) {
          const chunk = Buffer.allocUnsafe(Math.min(65_536, end - at));
          readSync(opened, chunk, 0, chunk.length, at);
          at += chunk.length;
          reads.bytes += chunk.length;
          yield chunk;
          await setImmediate();
        }
      };
      return Promise.resolve({ etag: '"bench"', total, chunks: chunks() });
    },
  };
};

const walk = async (path, filter, more = {}) => {
  const { readEntries } = await import("../../.builds/rooms/contents/page.js");
  const { decodeEntryCursor } = await import("../../.builds/rooms/contents/cursor.js");
  const reads = { calls: 0, bytes: 0 };
  const store = storeOf(path, reads);
  let [after, found, records] = [null, 0, 0];
  do {
    const page = await readEntries({
      session: { now: BEGIN, moment: 1, signal: {}, caller: { key: "b", scopes: new Set() } },
      binding: "bench",
      cursor: after === null ? undefined : decodeEntryCursor(after, "bench"),
      frozenTo: 0,
      size: 200,
      maxBytes: 64 * MIB,
      filter: { includeUnreadable: true, ...filter },
      files: [record],
      hasMoreFiles: false,
      open: () => Promise.resolve(store),
      passes: true,
      ...more,
    });
    found += page.edges.length;
    records += page.scan.recordsRead;
    after = page.hasNextPage ? page.endCursor : null;
  } while (after !== null);
  return { found, records, ...reads };
};

const measures = {
  "search for one action": (path) => walk(path, { actions: ["drop_table"] }),
  "search for a user and a text": (path) => walk(path, { users: ["root"], textContains: "old_orders_40" }),
  "search in documents": (path) => walk(`${path}.dds`, { actions: ["drop"] }),
  "csv-parse, all of it": async (path) => {
    let records = 0;
    let found = 0;
    const rows = createReadStream(path, { highWaterMark: 65_536 }).pipe(parse({}));
    for await (const row of rows) {
      records += 1;
      if (row[5] === "drop_table") found += 1;
    }
    return { records, found, calls: 1, bytes: BYTES };
  },
  "nothing but reading the file": async (path) => {
    const reads = { calls: 0, bytes: 0 };
    const { chunks } = await storeOf(path, reads).read({ from: 0, to: BYTES });
    for await (const _chunk of chunks);
    return { records: 0, found: 0, ...reads };
  },
};

const minute = (path) => {
  const from = BEGIN + 17 * 60_000;
  const window = { from, to: from + 60_000 };
  return walk(path, { window, actions: ["drop_table"] }, { startAt: from, writtenUntil: window.to });
};

const [, , name, path] = process.argv;
if (name !== undefined) {
  const rss = process.memoryUsage.rss();
  let peak = rss;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
  const before = process.cpuUsage();
  const result = await measures[name](path);
  const { user, system } = process.cpuUsage(before);
  clearInterval(watch);
  peak = Math.max(peak, process.memoryUsage.rss());
  console.log(JSON.stringify({ ...result, seconds: (user + system) / 1e6, grown: (peak - rss) / MIB }));
} else {
  const folder = mkdtempSync(join(tmpdir(), "auditgraph-bench-"));
  try {
    const { objectOf } = await import("../../dist/sandbox/index.js");
    const made = join(folder, "audit");
    for (const [kind, at] of [
      ["rds", made],
      ["dds", `${made}.dds`],
    ]) {
      const out = openSync(at, "w");
      const object = objectOf(file, kind, 1);
      for (let from = 0; from < BYTES; from += MIB) writeSync(out, object.read(from, Math.min(BYTES, from + MIB)));
      closeSync(out);
    }
    const runs = new Map(Object.keys(measures).map((each) => [each, []]));
    for (let run = 0; run < RUNS; run += 1) {
      for (const [each, results] of runs) {
        const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), each, made]);
        if (stdout.length === 0) throw new Error(String(stderr));
        results.push(JSON.parse(String(stdout)));
      }
    }
    const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
    for (const [each, results] of runs) {
      const speeds = results.map(({ seconds }) => BYTES / 1e6 / seconds);
      const grown = median(results.map((result) => result.grown));
      const range = `${Math.min(...speeds).toFixed(0)} to ${Math.max(...speeds).toFixed(0)}`;
      console.log(
        `${each}: ${median(speeds).toFixed(0)} MB per CPU second (${range}), resident memory grew by ${grown.toFixed(0)} MiB, ${results[0].records} records, ${results[0].found} found`,
      );
    }
    const { calls, bytes, records, found } = await minute(made);
    console.log(`one minute: ${calls} reads, ${(bytes / 1e6).toFixed(2)} MB, ${records} records, ${found} found`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
