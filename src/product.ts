import { accessAtWork } from "./access-at-work.js";
import { accessFindings } from "./access-findings.js";
import { Standings } from "./audit/patience.js";
import type { Config } from "./config/parse.js";
import { settingsTold } from "./settings-told.js";
import { ConfigError } from "./config/problems.js";
import { version } from "./config/version.js";
import type { GenerationOptions } from "./server/generation.js";
import { ApiServer } from "./server/server.js";
import { createSources } from "./sources/registry.js";
import { systemCode } from "./telemetry/access-log.js";
import type { Log } from "./telemetry/log.js";
import { Telemetry } from "./telemetry/telemetry.js";
import { SharedRedis } from "./upstream/cache/redis.js";
import { newsStoreIn } from "./upstream/cache/news-store.js";
import { createCache } from "./upstream/cache/stores.js";
import { type Clock, systemClock } from "./upstream/clock.js";
import { createUpstreams } from "./upstream/upstreams.js";

/** What a configuration serves: its sources, with their tokens, breakers and cache, its access and its limits. */
const generationOf = (config: Config, { log, metrics }: Telemetry, clock: Clock): GenerationOptions => {
  const { proxy, server, limits, documents, cache, live } = config;
  const { introspection, console, deadlineMs, patienceMs, maxPatienceMs, trustedProxies } = server;
  const redis = cache.url === undefined ? undefined : new SharedRedis(cache.url, { clock, log });
  const kept = createCache({ redis, clock });
  const upstreams = createUpstreams({
    clock,
    proxy,
    deadlineMs,
    cache: kept,
    observer: metrics.upstream,
  });
  metrics.watchSources(() => upstreams.states());
  const access = accessAtWork(config, upstreams, clock);
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

const reasonOf = (error: unknown): string => reasons[systemCode(error) ?? ""] ?? "it cannot be opened";

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
    private readonly telemetry: Telemetry,
    private readonly clock: Clock,
    private readonly sandbox: ProductOptions["sandbox"],
  ) {}

  /** Asks nothing of any upstream: those that are down do not stop the start. */
  static async start(config: Config, options: ProductOptions): Promise<Product> {
    const { log, clock = systemClock, isWholeProcess = false, sandbox } = options;
    const telemetry = await Telemetry.start({ log, version, traces: config.traces, ofProcess: isWholeProcess });
    directAccessLog(telemetry, config);
    const generation = generationOf(config, telemetry, clock);
    const server = await ApiServer.start(generation, {
      listen: config.server,
      isSandbox: sandbox !== undefined,
      clock: () => clock.now(),
      telemetry,
    });
    logFindings(config, generation, log);
    return new Product(server, telemetry, clock, sandbox);
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
    directAccessLog(this.telemetry, config);
    const generation = generationOf(config, this.telemetry, this.clock);
    await this.server.swap(generation);
    logFindings(config, generation, this.telemetry.log);
  }

  /** Opens the access log's file anew, which somebody has put aside. */
  reopenLogs(): void {
    this.telemetry.accessLog.reopen();
  }

  /** Lets operations in flight finish, then closes the sources. */
  async stop(): Promise<void> {
    await this.server.stop();
    await this.telemetry.close();
    await this.sandbox?.stop();
  }
}
