import type { ConnectionLimits, Written } from "../config/settings.js";
import type { ServerTls } from "../config/certificates.js";
import { LoopTurns } from "../fairness/loop-turns.js";
import { buildAuditSchema } from "../graphql/schema.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { arrivalTurn, BEHIND } from "./turns.js";
import { writeListsOf } from "./execution/list-texts.js";
import { Exports } from "./export/exports.js";
import { Generation, type GenerationOptions } from "./generation.js";
import { type Answer, json, READING, type Route, Routes } from "./http/exchange.js";
import { HeldBodies } from "./http/held-bodies.js";
import { throughLayers } from "./http/layers.js";
import { Listener } from "./http/listen.js";
import { type Pace, realPace } from "./http/waiting-answers.js";
import { Refusals } from "./limits.js";
import { builtPage, homePage, homePolicy } from "./pages.js";
import type { ServerParts } from "./pipeline.js";
import { Swap } from "./swap.js";

/** How long operations in flight may take to finish when the server is stopped. */
const DRAIN_MS = 10_000;

export interface ServerOptions {
  /** Port 0 picks a free one. */
  readonly listen: Pick<
    Written<"server">,
    "host" | "port" | "operations" | "cors" | "compression" | keyof ConnectionLimits
  > & {
    readonly tls?: ServerTls | undefined;
  };
  /** All data are made up: every answer says so, and each page has a banner. */
  readonly isSandbox: boolean;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly telemetry: Telemetry;
  /** How answers and exports wait; by the machine's time when absent. */
  readonly pace?: Pace;
  /** Turns of the event loop. There is one event loop: only tests name others. */
  readonly turns?: LoopTurns;
}

const text = (body: string, type = "text/plain; charset=utf-8", headers: Answer["headers"] = {}): Answer => ({
  status: 200,
  headers: { "content-type": type, ...headers },
  body,
});

/** The API over HTTP: the routes, and the generation that answers operations. */
export class ApiServer {
  /** Such as http://127.0.0.1:4000, without a slash at its end. */
  baseUrl = "";
  readonly #parts: ServerParts;
  readonly #generations: Swap<Generation>;
  readonly #listener: Listener;
  readonly #operations: Listener | undefined;
  readonly #exports: Exports;
  #phase: "starting" | "ready" | "draining" = "starting";
  /** When a configuration was read again and refused, where none was taken since. */
  #refusedAt: number | undefined;

  private constructor(first: Generation, parts: ServerParts, apiSdl: () => string, options: ServerOptions) {
    const { listen, telemetry, pace = realPace } = options;
    const { log, metrics } = telemetry;
    const { refusals } = parts;
    this.#parts = parts;
    this.#generations = new Swap(first, (error) =>
      log.error({ err: error }, "what was served before could not be closed"),
    );
    this.#exports = new Exports({
      schema: parts.schema,
      lease: () => this.#generations.lease(),
      isEnding: () => this.#phase === "draining",
      telemetry,
      pace,
    });
    const bodies = new HeldBodies(listen.maxBufferedBytes, refusals);
    const listenerOf = (routes: readonly Route[], tls?: ServerTls): Listener =>
      new Listener({
        handle: throughLayers(new Routes(routes), {
          telemetry,
          refusals,
          bodyBytes: first.limits.bodyBytes,
          corsOrigins: listen.cors.origins,
          compression: listen.compression,
          bodies,
          accountOf: ({ headers }) => this.#generations.current.known.find(headers) ?? "",
          turnOf: (exchange, bytes) => {
            const { known, deadlineMs } = this.#generations.current;
            const account = known.find(exchange.headers);
            const usual = account === undefined ? undefined : known.mannerOf(account);
            exchange.manner = exchange.isSentAhead ? BEHIND : usual;
            const manner = account === undefined ? BEHIND : exchange.manner;
            return arrivalTurn(parts.turns, { account, manner, bytes, deadlineMs });
          },
        }),
        log,
        limits: listen,
        pace,
        closed: (reason) => metrics.connectionClosed(reason),
        tls,
      });
    const [api, operations] = [this.#routes(apiSdl), this.#operationsRoutes(telemetry)];
    this.#listener = listenerOf(listen.operations ? api : [...operations, ...api], listen.tls);
    this.#operations = listen.operations && listenerOf(operations);
    metrics.watchRefusals(() => refusals.byReason);
    metrics.shared.watchLarge(() => this.#generations.current.large);
    metrics.watchWaitingBytes(() => this.#listener.waitingBytes);
  }

  /** Builds the schema, mounts the routes and listens. */
  static async start(options: GenerationOptions, serverOptions: ServerOptions): Promise<ApiServer> {
    const { listen, isSandbox, clock, telemetry, turns = new LoopTurns() } = serverOptions;
    const { executable, apiSdl } = buildAuditSchema();
    const parts: ServerParts = {
      schema: writeListsOf(executable),
      isSandbox,
      refusals: new Refusals(),
      turns,
      clock,
      log: telemetry.log,
    };
    const server = new ApiServer(await Generation.start(options, parts), parts, apiSdl, serverOptions);
    const { operations } = listen;
    if (operations) {
      const url = await server.#operations?.listen(operations.host ?? listen.host, operations.port);
      telemetry.log.info({ at: url && new URL(url).host }, "liveness, readiness and metrics have a port of their own");
    }
    server.baseUrl = await server.#listener.listen(listen.host, listen.port);
    server.#phase = "ready";
    return server;
  }

  /** Operations that asked for too much, counted by what. */
  get refusals(): Pick<Refusals, "byReason"> {
    return this.#parts.refusals;
  }

  /** New operations get the next generation; those in flight end as they began, then their generation is closed. */
  async swap(next: GenerationOptions): Promise<void> {
    const before = this.#generations.current;
    this.#generations.swap(await Generation.start(next, this.#parts));
    before.endStreams();
    this.#refusedAt = undefined;
  }

  /** New connections are shown another certificate. */
  secure(tls: ServerTls): void {
    this.#listener.secure(tls);
  }

  /** A configuration was read again, and the one before is served on: readiness says so. */
  reloadRefused(): void {
    this.#refusedAt = this.#parts.clock();
  }

  /** Readiness fails, nothing new is accepted, what is in flight finishes; then what was served is closed. */
  async stop(): Promise<void> {
    this.#phase = "draining";
    this.#generations.current.endStreams();
    await this.#listener.drain(DRAIN_MS);
    // Last: until then readiness tells that this drains.
    await this.#operations?.drain(0);
    await this.#generations.close();
  }

  /** What operations saw of the sources, and since when this configuration is served; asks no upstream. */
  #readiness(): Answer {
    const { catalog, since, dependencies } = this.#generations.current;
    const sources = catalog.all.map((source) => ({
      name: source.info.name,
      kind: source.info.kind,
      health: source.health(),
    }));
    const sandbox = this.#parts.isSandbox && { sandbox: true };
    const configuredAt = new Date(since).toISOString();
    const refused = this.#refusedAt !== undefined && { reloadRefusedAt: new Date(this.#refusedAt).toISOString() };
    const report = { status: this.#phase, ...sandbox, configuredAt, ...refused, ...dependencies, sources };
    // The health of sources does not decide: half an answer is better than none.
    return json(report, this.#phase === "ready" ? 200 : 503);
  }

  #operationsRoutes({ metrics }: Telemetry): readonly Route[] {
    return [
      { path: "/livez", methods: READING, handle: () => json({ status: "alive" }) },
      { path: "/readyz", methods: READING, handle: () => this.#readiness() },
      {
        path: "/metrics",
        methods: READING,
        handle: async () => text(await metrics.registry.metrics(), metrics.registry.contentType),
      },
    ];
  }

  #routes(apiSdl: () => string): readonly Route[] {
    const { isSandbox } = this.#parts;
    const introspection = (): boolean => this.#generations.current.introspection;
    const withConsole = (): boolean => this.#generations.current.console;
    return [
      {
        path: "/graphql",
        // HEAD is no way to ask an operation.
        methods: ["GET", "POST"],
        answersOperations: true,
        openedAs: "/graphiql",
        handle: (exchange) => {
          const { value: generation, release } = this.#generations.lease();
          exchange.whenOver(release);
          return generation.answer(exchange);
        },
      },
      {
        path: "/graphql/stream",
        methods: ["POST"],
        answersOperations: true,
        handle: (exchange) => {
          const { value: generation, release } = this.#generations.lease();
          exchange.whenOver(release);
          return generation.stream(exchange);
        },
      },
      // Each page is answered by what is served then: a reload holds for the next.
      {
        path: "/export",
        methods: ["GET"],
        answersOperations: true,
        handle: (exchange) => this.#exports.answer(exchange),
      },
      { path: "/schema.graphql", methods: READING, offered: introspection, handle: () => text(apiSdl()) },
      {
        path: "/",
        methods: READING,
        handle: ({ headers: { host = "" } }) => {
          const page = homePage({
            origin: `${new URL(this.baseUrl).protocol}//${host}`,
            introspection: introspection(),
            withConsole: withConsole(),
          });
          return text(page, "text/html; charset=utf-8", { "content-security-policy": homePolicy });
        },
      },
      // GraphiQL is there where the schema may be read. Monaco, its editor, writes style elements of its own.
      ...builtPage({ name: "graphiql", inlineStyles: true, offered: introspection, isSandbox }),
      ...builtPage({ name: "console", inlineStyles: false, offered: withConsole, isSandbox }),
    ];
  }
}
