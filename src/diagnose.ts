import { type AccessAtWork, accessAtWork } from "./access-at-work.js";
import { accessFindings, settingsTold } from "./access-findings.js";
import type { Caller, EndSignal } from "./audit/session.js";
import { type Environment, setting } from "./config/environment.js";
import { loadConfig } from "./config/load.js";
import type { Config } from "./config/parse.js";
import { detect } from "./contents/detect.js";
import { DEADLINE_MS, deadlineOf, examine } from "./doctor/examine.js";
import { type AccessReport, exitCodeOf, jsonOf, type Row, type SharedReport, tableOf } from "./doctor/report.js";
import { requireSandbox, startConfiguredSandbox } from "./served-sandbox.js";
import { createSources, sourceKinds } from "./sources/registry.js";
import { type Clock, systemClock } from "./upstream/clock.js";
import { createUpstreams, type Upstreams } from "./upstream/upstreams.js";
import { cureOfDetail } from "./doctor/checks.js";
import { type Finding, good, warning } from "./sources/source.js";
import type { CacheMemory } from "./upstream/cache/redis.js";

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
const cacheReport = async ({ cache }: Config, clock: Clock): Promise<SharedReport | undefined> => {
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
const tracesReport = async ({ traces: { url } }: Config): Promise<SharedReport | undefined> => {
  if (url === undefined) return undefined;
  const { tryCollector } = await import("./telemetry/traces.js");
  const refusal = await tryCollector(url);
  const finding =
    refusal === null
      ? good("takes an export without spans")
      : warning(`takes no export (${refusal})`, collectorCureOf(refusal));
  return { endpoint: hostOf(url), rows: [rowOf("export", finding)] };
};

export interface DiagnoseOptions {
  /** The file that --config names. */
  readonly file: string | undefined;
  /** --sandbox. */
  readonly sandbox?: boolean;
  /** For machines, in place of a table. */
  readonly json?: boolean;
  readonly env: Environment;
  readonly clock?: Clock;
  readonly deadlineMs?: number;
}

export interface Diagnosis {
  readonly text: string;
  readonly exitCode: 0 | 1 | 2;
  /** Closes what is still open. */
  close(): Promise<void>;
}

const accessReport = (config: Config, upstreams: Upstreams, looked: readonly Row[]): AccessReport => {
  const opened = accessFindings(config, createSources(config.sources, upstreams));
  const scopes = opened.map(({ verdict, result, cure }) => ({ check: "scope", verdict, result, cure }));
  return { mode: config.access.mode, rows: [...scopes, ...looked] };
};

/** The caller that OS_TOKEN speaks for, as the access policy places it; the token alone where it does not. */
const callerOf = async (
  { policy }: AccessAtWork,
  token: string | undefined,
  signal: EndSignal,
): Promise<Pick<Caller, "token" | "project">> => {
  if (token === undefined) return { token };
  try {
    const { project } = await policy.callerOf({ "x-auth-token": token }, signal);
    return { token, project };
  } catch {
    return { token };
  }
};

/**
 * Looks at the sources that the configuration names, or at the sandbox's. Throws ConfigError for a configuration that
 * is wrong: print its message, exit with its exitCode.
 */
export const diagnose = async (options: DiagnoseOptions): Promise<Diagnosis> => {
  const { file, json = false, env, clock = systemClock, deadlineMs = DEADLINE_MS } = options;
  await requireSandbox({ file, env });
  const loaded = loadConfig({ file, sandbox: options.sandbox ?? false, env, kinds: sourceKinds });
  const { config, sandbox } =
    loaded.mode === "sandbox"
      ? await startConfiguredSandbox(env, { control: false })
      : { config: loaded, sandbox: undefined };
  const upstreams = createUpstreams({ clock, proxy: config.proxy, deadlineMs });
  const access = await accessAtWork(config, { upstreams, clock });
  const deadline = deadlineOf(clock, deadlineMs);
  const { signal } = deadline;
  const token = setting(env, "OS_TOKEN");
  const caller = await callerOf(access, token, signal);
  const [found, looked, cache, traces] = await Promise.all([
    examine(config.sources, {
      upstreams,
      clock,
      signal,
      caller,
      formOf: (first, isWhole) => detect(first, isWhole).format,
    }),
    access.check({ signal, token }),
    cacheReport(config, clock),
    tracesReport(config),
  ]).finally(() => deadline.settled());
  const sources = found.map((report, at) => {
    const source = config.sources[at];
    return { ...report, settings: source === undefined ? [] : settingsTold(source) };
  });
  const shared = [
    ...(cache ? [{ name: "cache" as const, ...cache }] : []),
    ...(traces ? [{ name: "traces" as const, ...traces }] : []),
  ];
  const report = { access: accessReport(config, upstreams, looked), shared, sources };
  return {
    text: json ? jsonOf(report) : tableOf(report),
    exitCode: exitCodeOf(report),
    close: async () => {
      await Promise.all([upstreams.close(), access.close()]);
      await sandbox?.stop();
    },
  };
};
