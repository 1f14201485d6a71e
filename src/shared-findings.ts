import type { Config } from "./config/parse.js";
import { cureOfDetail } from "./doctor/checks.js";
import type { Row, SharedReport } from "./doctor/report.js";
import { type Finding, good, warning } from "./sources/source.js";
import type { CacheMemory } from "./upstream/cache/redis.js";
import type { Clock } from "./upstream/clock.js";

/*
 * What answers do not need, and what is used where it is there: whatever is wrong with it is a warning.
 */

const hostOf = (url: string): string => new URL(url).host;
const rowOf = (check: string, finding: Finding): Row => ({ check, ...finding });

const CACHE_GOES = "Check cache.url, and that the cache is up; meanwhile answers come from the sources.";

const CACHE_CURES: Readonly<Record<string, string>> = {
  NOAUTH: "Give user and password in cache.url.",
  WRONGPASS: "Check user and password in cache.url.",
  NOPERM: "Let the account of cache.url read and write keys auditgraph:1:*.",
  OOM: "Set maxmemory-policy allkeys-lru, so that the least used goes.",
  READONLY: "Name the primary in cache.url, not a replica.",
};
const cacheCureOf = (word: string): string => CACHE_CURES[word] ?? cureOfDetail(word) ?? CACHE_GOES;

const DROPPING = "Set maxmemory and maxmemory-policy allkeys-lru: it is a cache, and the least used may go.";

const memoryFinding = ({ limit, policy, dropped }: CacheMemory): Finding => {
  const soFar = `${dropped} keys were dropped since it started`;
  if (limit === 0) return warning(`grows without a limit of its own (maxmemory 0); ${soFar}`, DROPPING);
  const room = `${Math.round(limit / 1024 / 1024)} MiB`;
  if (policy === "noeviction") return warning(`refuses what is written beyond ${room} (noeviction)`, DROPPING);
  return good(`drops keys beyond ${room} (${policy}); ${soFar}`);
};

/** Is the shared cache reached, does it take what is written, and what goes when it is full? Undefined where none is named. */
export const cacheReport = async ({ cache }: Config, clock: Clock): Promise<SharedReport | undefined> => {
  const { url } = cache;
  if (url === undefined) return undefined;
  const { lookAtSharedCache } = await import("./upstream/cache/redis.js");
  const look = await lookAtSharedCache({ ...cache, url }, clock);
  const endpoint = hostOf(url);
  if (typeof look === "string") {
    return { endpoint, rows: [rowOf("reachable", warning(`cannot be used (${look})`, cacheCureOf(look)))] };
  }
  const { answeredInMs, refusal, memory } = look;
  const writes =
    refusal === undefined
      ? good("takes what is written")
      : warning(`refuses what is written (${refusal})`, cacheCureOf(refusal));
  const full: Finding =
    memory === undefined
      ? { verdict: "skipped", result: "it does not tell what it does when it is full", cure: "" }
      : memoryFinding(memory);
  return {
    endpoint,
    rows: [
      rowOf("reachable", good(`answers after ${answeredInMs} ms`)),
      rowOf("writes", writes),
      rowOf("when full", full),
    ],
  };
};

const COLLECTOR_GOES =
  "Check traces.endpoint: a collector's OTLP over HTTP, mostly at port 4318; meanwhile spans are dropped.";
const collectorCureOf = (word: string): string => {
  if (/^HTTP 40[13]$/.test(word)) return "Give what the collector wants in OTEL_EXPORTER_OTLP_HEADERS.";
  return (word.startsWith("HTTP ") ? undefined : cureOfDetail(word)) ?? COLLECTOR_GOES;
};

/** Does the trace collector take an export? Undefined where nothing is traced. */
export const tracesReport = async ({ traces: { url } }: Config): Promise<SharedReport | undefined> => {
  if (url === undefined) return undefined;
  const { tryCollector } = await import("./telemetry/traces.js");
  const refusal = await tryCollector(url);
  const finding =
    refusal === null
      ? good("takes an export without spans")
      : warning(`takes no export (${refusal})`, collectorCureOf(refusal));
  return { endpoint: hostOf(url), rows: [rowOf("export", finding)] };
};
