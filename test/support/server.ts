import { openDocuments } from "../../src/config/parse.js";
import { defaultLimits, defaultLive, defaultServer } from "../../src/config/settings.js";
import type { LoopTurns } from "../../src/fairness/loop-turns.js";
import { openAccess } from "../../src/server/access/policy.js";
import type { GenerationOptions } from "../../src/server/generation.js";
import { ApiServer } from "../../src/server/server.js";
import type { Pace } from "../../src/server/http/waiting-answers.js";
import { createCache, newsStoreIn } from "../../src/upstream/cache/stores.js";
import { systemClock } from "../../src/upstream/clock.js";
import { createLog, type Log } from "../../src/telemetry/log.js";
import { Telemetry } from "../../src/telemetry/telemetry.js";

/** Without `close` each source closes its own connections. */
export type ServedOptions = Pick<GenerationOptions, "sources"> & Partial<GenerationOptions>;

export interface ServerOptions extends ServedOptions {
  readonly isSandbox?: boolean;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly log?: Log;
  /** What is written under `server`; host and port are the test's. */
  readonly server?: Partial<typeof defaultServer>;
  /** How answers and exports wait. */
  readonly pace?: Pace;
  /** Turns of the event loop. */
  readonly turns?: LoopTurns;
}

const generationOf = ({ sources, ...rest }: ServedOptions): GenerationOptions => ({
  sources,
  access: rest.access ?? openAccess,
  limits: rest.limits ?? defaultLimits,
  rate: rest.rate,
  documents: rest.documents ?? openDocuments,
  introspection: rest.introspection ?? true,
  console: rest.console ?? rest.introspection ?? true,
  deadlineMs: rest.deadlineMs ?? 10_000,
  live: rest.live ?? defaultLive,
  newsStore: rest.newsStore ?? newsStoreIn(createCache({ clock: systemClock }), systemClock),
  ...(rest.standings ? { standings: rest.standings } : {}),
  close: rest.close ?? (() => Promise.all(sources.map((source) => source.close()))),
});

/** The API over sources that a test made, on a free port: what a Product has below its configuration. */
export class TestServer {
  private constructor(
    private readonly server: ApiServer,
    private readonly closeTelemetry: () => Promise<void>,
  ) {}

  static async start(options: ServerOptions): Promise<TestServer> {
    const { isSandbox = false, clock = Date.now, log = createLog({ level: "silent" }) } = options;
    const telemetry = await Telemetry.start({ log, version: "0" });
    const listen = { ...defaultServer, ...options.server, host: "127.0.0.1", port: 0 };
    const server = await ApiServer.start(generationOf(options), {
      listen,
      isSandbox,
      clock,
      telemetry,
      ...(options.pace ? { pace: options.pace } : {}),
      ...(options.turns ? { turns: options.turns } : {}),
    });
    return new TestServer(server, () => telemetry.close());
  }

  get baseUrl(): string {
    return this.server.baseUrl;
  }

  /** Operations that asked for too much, by the limit that they were over. */
  get refusals(): ReadonlyMap<string, number> {
    return this.server.refusals.byReason;
  }

  /** What a reload does. */
  replace(next: ServedOptions): Promise<void> {
    return this.server.swap(generationOf(next));
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.closeTelemetry();
  }
}
