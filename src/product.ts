import { accessAtWork } from "./access-at-work.js";
import { accessFindings, settingsTold } from "./access-findings.js";
import { Standings } from "./audit/standings.js";
import type { Config } from "./config/parse.js";
import { systemCode } from "./audit/errors.js";
import { ConfigError } from "./config/problems.js";
import { version } from "./config/version.js";
import type { Lasting } from "./issuer-keys.js";
import type { GenerationOptions } from "./server/generation.js";
import { ApiServer } from "./server/server.js";
import { createSources } from "./sources/registry.js";
import type { Log } from "./telemetry/log.js";
import { Telemetry } from "./telemetry/telemetry.js";
import type { SharedRedis, SharedRedisAddress } from "./upstream/cache/redis.js";
import { createCache, newsStoreIn } from "./upstream/cache/stores.js";
import { type Clock, systemClock } from "./upstream/clock.js";
import { createUpstreams } from "./upstream/upstreams.js";

/** The client is loaded only where there is something to speak to: it is a twentieth of what a start takes. */
const sharedRedis = async (address: SharedRedisAddress, { telemetry, clock }: Lasting): Promise<SharedRedis> => {
  const { SharedRedis } = await import("./upstream/cache/redis.js");
  const { log, metrics } = telemetry;
  return new SharedRedis(address, { clock, log, counts: metrics.shared.cache.commands });
};

/** What a configuration serves: its sources, with their tokens, breakers and cache, its access and its limits. */
const generationOf = async (config: Config, lasting: Lasting): Promise<GenerationOptions> => {
  const { proxy, server, limits, documents, cache, traces, live } = config;
  const { introspection, console, deadlineMs, patienceMs, maxPatienceMs, trustedProxies } = server;
  const { telemetry, clock } = lasting;
  const { metrics } = telemetry;
  const counts = metrics.shared.cache;
  const redis = cache.url === undefined ? undefined : await sharedRedis({ ...cache, url: cache.url }, lasting);
  counts.isReachable = redis && (() => redis.isReachable);
  const kept = createCache({ redis, clock, hits: counts.hits });
  const upstreams = createUpstreams({
    clock,
    proxy,
    deadlineMs,
    cache: kept,
    observer: metrics.upstream,
  });
  metrics.watchSources(() => upstreams.states());
  const access = await accessAtWork(config, { upstreams, clock, lasting });
  const byAddress = config.access.mode === "open";
  return {
    sources: createSources(config.sources, upstreams),
    access: access.policy,
    limits,
    rate: config.rate && { ...config.rate, byAddress, trustedProxies, shared: redis },
    documents,
    introspection,
    console,
    deadlineMs,
    live,
    newsStore: newsStoreIn(kept, clock),
    standings: new Standings(clock, { patienceMs, maxPatienceMs, deadlineMs }),
    dependencies: () => ({
      access: access.state(),
      ...(redis && { cache: { shared: redis.isReachable ? "REACHABLE" : "UNREACHABLE" } }),
      ...(traces.url !== undefined && { traces: telemetry.tracesState }),
    }),
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

const reasonOf = (error: unknown): string => reasons[systemCode(error)] ?? "it cannot be opened";

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

/** What an operator should read of a configuration that is served: what its roles amount to, and what is odd. */
const logFindings = (config: Config, { sources }: GenerationOptions, log: Log): void => {
  const { unknownVariables: variables } = config;
  if (variables.length > 0) log.warn({ variables }, "nothing reads these environment variables; are they misspelled?");
  for (const source of config.sources) {
    const settings = settingsTold(source).map(({ fact, value, from }) => [fact, `${value} (${from})`] as const);
    log.info({ source: source.name, ...Object.fromEntries(settings) }, "whose data the source reads");
  }
  for (const { scope, verdict, result, cure } of accessFindings(config, sources)) {
    if (verdict === "good") log.info({ scope }, result);
    else log.warn({ scope }, `${result}. ${cure}`);
  }
};

export interface ProductOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** This is the process' one server: /metrics shows the process too. */
  readonly isWholeProcess?: boolean;
  /** Where the configuration is the sandbox's: every answer says that its data are made up. Stopped with the product. */
  readonly sandbox?: { stop(): Promise<void> };
}

/** A configuration at work: configuration → sources → schema → server. The only place that knows all rooms. */
export class Product {
  private constructor(
    private readonly server: ApiServer,
    private readonly lasting: Lasting,
    private readonly sandbox: ProductOptions["sandbox"],
  ) {}

  /** Asks nothing of any upstream: those that are down do not stop the start. */
  static async start(config: Config, options: ProductOptions): Promise<Product> {
    const { log, clock = systemClock, isWholeProcess = false, sandbox } = options;
    const telemetry = await Telemetry.start({ log, version, traces: config.traces, ofProcess: isWholeProcess });
    directAccessLog(telemetry, config);
    const lasting: Lasting = { telemetry, clock, keptKeys: new Map() };
    const generation = await generationOf(config, lasting);
    const server = await ApiServer.start(generation, {
      listen: config.server,
      isSandbox: sandbox !== undefined,
      clock: () => clock.now(),
      telemetry,
    });
    logFindings(config, generation, log);
    return new Product(server, lasting, sandbox);
  }

  /** Such as http://127.0.0.1:4000, without a slash at its end. */
  get baseUrl(): string {
    return this.server.baseUrl;
  }

  /**
   * Serves another configuration from now on, but for what waits for a restart (waitingForRestart). Operations in flight
   * end as they began; then what served them is closed.
   */
  async reload(config: Config): Promise<void> {
    const { telemetry } = this.lasting;
    directAccessLog(telemetry, config);
    const generation = await generationOf(config, this.lasting);
    await this.server.swap(generation);
    if (config.server.tls) this.server.secure(config.server.tls);
    telemetry.metrics.reloaded(true);
    logFindings(config, generation, telemetry.log);
  }

  /** A configuration was read again, and is not served: for metrics and readiness. */
  reloadRefused(): void {
    this.lasting.telemetry.metrics.reloaded(false);
    this.server.reloadRefused();
  }

  /** Opens the access log's file anew, which somebody has put aside. */
  reopenLogs(): void {
    this.lasting.telemetry.accessLog.reopen();
  }

  /** Lets operations in flight finish, then closes the sources. */
  async stop(): Promise<void> {
    await this.server.stop();
    await this.lasting.telemetry.close();
    await this.sandbox?.stop();
  }
}
