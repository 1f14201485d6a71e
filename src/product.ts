import { accessTold } from "./access-findings.js";
import { settingsTold } from "./settings-told.js";
import { type AccessConfig, type Config, openDocuments, type ProxyConfig } from "./config/config.js";
import { type ConnectionLimits, defaultConnectionLimits, defaultLimits } from "./config/limits.js";
import { ConfigError } from "./config/problems.js";
import { version } from "./config/version.js";
import { jwtAccess } from "./server/access/jwt.js";
import { type AccessPolicy, keystoneAccess, openAccess } from "./server/access/policy.js";
import type { Served } from "./server/generation.js";
import type { Refusals } from "./server/limits.js";
import { createServer } from "./server/server.js";
import { createSources } from "./sources/registry.js";
import { createLog, type Log } from "./telemetry/log.js";
import { createTelemetry, type Telemetry } from "./telemetry/telemetry.js";
import { SharedRedis } from "./upstream/cache/redis.js";
import { createCache } from "./upstream/cache/stores.js";
import { type Clock, systemClock } from "./upstream/clock.js";
import { publicDocument } from "./upstream/public-document.js";
import { createTokenValidator } from "./upstream/token-validation.js";
import { createUpstreams, type Upstreams } from "./upstream/upstreams.js";

/** How long operations in flight may take to finish when the process is asked to stop. */
const DRAIN_MS = 10_000;

/** What a reload can change. Without `close` each source closes its own connections. */
type ServedOptions = Pick<Served, "sources"> & Partial<Served>;

export interface StartOptions extends ServedOptions {
  readonly host?: string;
  /** A free one when omitted. */
  readonly port?: number;
  readonly connections?: ConnectionLimits;
  /** Serves the console too; not unless it is asked for. */
  readonly withConsole?: boolean;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly log?: Log;
  /** Its log counts, then, and it is closed with the server. */
  readonly telemetry?: Telemetry;
}

export interface Running {
  /** Such as http://127.0.0.1:4000, without a slash at its end. */
  readonly baseUrl: string;
  /** Operations that asked for too much, counted by what. */
  readonly refusals: Pick<Refusals, "byReason">;
  /** Serves something else from now on. Operations in flight end as they began; then what served them is closed. */
  replace(options: ServedOptions): Promise<void>;
  /** Lets operations in flight finish, then closes the sources. */
  stop(): Promise<void>;
}

const servedOf = ({ sources, ...rest }: ServedOptions): Served => ({
  sources,
  access: rest.access ?? openAccess,
  limits: rest.limits ?? defaultLimits,
  rate: rest.rate,
  documents: rest.documents ?? openDocuments,
  introspection: rest.introspection ?? true,
  isSandbox: rest.isSandbox ?? false,
  deadlineMs: rest.deadlineMs ?? 10_000,
  close: rest.close ?? (() => Promise.all(sources.map((source) => source.close()))),
});

/** The whole product in this process: what main.ts starts, and what tests talk to over HTTP. */
export const start = async (options: StartOptions): Promise<Running> => {
  const { host = "127.0.0.1", port = 0, clock = Date.now, log = createLog(), withConsole = false } = options;
  const { connections = defaultConnectionLimits } = options;
  const { telemetry = await createTelemetry({ log, version }) } = options;
  const server = await createServer({
    host,
    port,
    connections,
    withConsole,
    served: servedOf(options),
    clock,
    telemetry,
  });
  return {
    baseUrl: server.baseUrl,
    refusals: server.refusals,
    replace: (next) => server.replace(servedOf(next)),
    stop: async () => {
      await server.drain(DRAIN_MS);
      await telemetry.close();
    },
  };
};

interface AccessParts {
  readonly upstreams: Upstreams;
  readonly clock: Clock;
  readonly proxy: ProxyConfig;
}

/** The policy of the configured access mode, and what closes its connections. Asks nobody for anything yet. */
const accessOf = (
  access: AccessConfig,
  { upstreams, clock, proxy }: AccessParts,
): { readonly policy: AccessPolicy; close(): Promise<void> } => {
  const nothing = (): Promise<void> => Promise.resolve();
  switch (access.mode) {
    case "open":
      return { policy: openAccess, close: nothing };
    case "keystone": {
      const validator = createTokenValidator(upstreams, access, clock);
      const validate = validator.validate.bind(validator);
      return { policy: keystoneAccess({ validate, roles: access.roles }), close: nothing };
    }
    case "jwt": {
      const { keys, ...rules } = access;
      const settings = { ...rules, clock: () => clock.now() };
      if ("publicKey" in keys) return { policy: jwtAccess({ ...settings, keys }), close: nothing };
      const document = publicDocument({ name: "issuer", url: keys.jwksUri, clock, proxy });
      const policy = jwtAccess({ ...settings, keys: { read: () => document.read() } });
      return { policy, close: () => document.close() };
    }
  }
};

interface ServedByOptions {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** The configuration is the sandbox's. */
  readonly isSandbox: boolean;
}

/** What a configuration serves: its sources, with their tokens, breakers and cache, its access and its limits. */
const servedBy = (config: Config, { telemetry, clock, isSandbox }: ServedByOptions): Served => {
  const { proxy, server, limits } = config;
  const { introspection, deadlineMs } = server;
  const { log, metrics } = telemetry;
  const { url } = config.cache;
  const redis = url === undefined ? undefined : new SharedRedis(url, { clock, log });
  const cache = createCache({ redis, clock });
  const upstreams = createUpstreams({ clock, proxy, deadlineMs, cache, observer: metrics.upstream });
  metrics.watchSources(() => upstreams.states());
  const access = accessOf(config.access, { upstreams, clock, proxy });
  return {
    sources: createSources(config.sources, upstreams),
    access: access.policy,
    limits,
    rate: config.rate && {
      ...config.rate,
      byAddress: config.access.mode === "open",
      trustedProxies: server.trustedProxies,
      shared: redis,
    },
    documents: config.documents,
    introspection,
    isSandbox,
    deadlineMs,
    close: () => Promise.all([upstreams.close(), access.close()]),
  };
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its directory is not there",
  ENOTDIR: "its directory is none",
  EACCES: "this process may not write it",
  EISDIR: "it is a directory",
  EROFS: "the file system takes no writes",
  ENOSPC: "the disk is full",
};

const reasonOf = (error: unknown): string => {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return reasons[code] ?? "it cannot be opened";
};

/** Sends the access log where the configuration wants it. Throws ConfigError for a file that cannot be written. */
const directAccessLog = ({ accessLog }: Pick<Telemetry, "accessLog">, { accessLog: to }: Config): void => {
  try {
    accessLog.direct(to);
  } catch (error) {
    const file = typeof to === "object" ? to.file : to;
    const cure = "Name a file in accessLog.to.file that this process may append to.";
    throw new ConfigError(file, [{ path: "accessLog.to.file", problem: reasonOf(error), cure }]);
  }
};

export interface ServeOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** This is the process' one server: /metrics tells of the process too. */
  readonly isWholeProcess?: boolean;
  /** The configuration is the sandbox's: callers are told, and the console is served too. */
  readonly isSandbox?: boolean;
}

interface Serving extends Running {
  /** Serves another configuration from now on, but for what waits for a restart (waitingForRestart). */
  reconfigure(config: Config): Promise<void>;
  /** Opens the access log's file anew, which somebody has put aside. */
  reopenLogs(): void;
}

/** What an operator should read of a configuration that is served: what its roles amount to, and what is odd. */
const tell = (config: Config, { sources }: Pick<Served, "sources">, log: Log): void => {
  const { unknownVariables: variables } = config;
  if (variables.length > 0) log.warn({ variables }, "nothing reads these environment variables; are they misspelled?");
  for (const source of config.sources) {
    const settings = settingsTold(source).map(({ fact, value, from }) => [fact, `${value} (${from})`] as const);
    log.info({ source: source.name, ...Object.fromEntries(settings) }, "whose data the source reads");
  }
  for (const { scope, verdict, result, cure } of accessTold(config, sources)) {
    if (verdict === "good") log.info({ scope }, result);
    else log.warn({ scope }, `${result}. ${cure}`);
  }
};

/** Configuration → sources → schema → server. Asks nothing of any upstream: those that are down do not stop the start. */
export const serve = async (config: Config, options: ServeOptions): Promise<Serving> => {
  const { log, clock = systemClock, isWholeProcess = false, isSandbox = false } = options;
  const { host, port, ...connections } = config.server;
  const { traces } = config;
  const telemetry = await createTelemetry({ log, version, traces, process: isWholeProcess });
  directAccessLog(telemetry, config);
  const served = (wanted: Config) => servedBy(wanted, { telemetry, clock, isSandbox });
  const first = served(config);
  const running = await start({
    ...first,
    host,
    port,
    connections,
    withConsole: isSandbox,
    clock: () => clock.now(),
    telemetry,
  });
  tell(config, first, log);
  return {
    ...running,
    reconfigure: async (wanted) => {
      directAccessLog(telemetry, wanted);
      const next = served(wanted);
      await running.replace(next);
      tell(wanted, next, log);
    },
    reopenLogs: () => telemetry.accessLog.reopen(),
  };
};
