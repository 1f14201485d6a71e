import type { ConnectionLimits } from "../config/settings.js";
import { LoopTurns } from "../fairness/loop-turns.js";
import { buildAuditSchema } from "../graphql/schema.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { writeListsOf } from "./execution/list-texts.js";
import { createGeneration, type Generation, type Served } from "./generation.js";
import { type Answer, json, READING, type Route, Routes } from "./http/exchange.js";
import { throughLayers } from "./http/layers.js";
import { Listener } from "./http/listen.js";
import { Refusals } from "./limits.js";
import { builtPage, homePage, homePolicy } from "./pages.js";

type Phase = "starting" | "ready" | "draining";

/** Can it serve? Health of sources is told, but does not decide: half an answer is better than none. */
class Readiness {
  phase: Phase = "starting";

  constructor(private readonly generation: () => Pick<Generation, "catalog" | "since" | "isSandbox">) {}

  get status(): 200 | 503 {
    return this.phase === "ready" ? 200 : 503;
  }

  /** What operations saw of the sources, and since when this configuration is served; asks no upstream. */
  report(): Record<string, unknown> {
    const { catalog, since, isSandbox } = this.generation();
    const sources = catalog.all.map((source) => ({
      name: source.info.name,
      kind: source.info.kind,
      health: source.health(),
    }));
    const configuredAt = new Date(since).toISOString();
    return { status: this.phase, ...(isSandbox && { sandbox: true }), configuredAt, sources };
  }
}

/** What is closed when it is no longer in use. */
interface Closing {
  close(): Promise<unknown>;
}

interface Term<T> {
  readonly holder: T;
  users: number;
}

interface Lease<T> {
  readonly holder: T;
  /** To be called once, when the work is done. */
  readonly leave: () => void;
}

/**
 * One current holder of an office. Whoever entered under it keeps it to the end of its work; it is closed when a
 * successor has taken over and the last of them has left.
 */
class Succession<T extends Closing> {
  #current: Term<T>;
  /** Terms whose holders are not closed yet; the current one among them. */
  readonly #open = new Set<Term<T>>();
  readonly #closing = new Set<Promise<unknown>>();

  constructor(
    first: T,
    /** Told when a holder cannot be closed; nobody waits for such a one. */
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.#current = this.#begin(first);
  }

  get current(): T {
    return this.#current.holder;
  }

  enter(): Lease<T> {
    const term = this.#current;
    term.users += 1;
    return {
      holder: term.holder,
      leave: () => {
        term.users -= 1;
        if (term.users === 0 && term !== this.#current) this.#close(term);
      },
    };
  }

  replace(next: T): void {
    const before = this.#current;
    this.#current = this.#begin(next);
    if (before.users === 0) this.#close(before);
  }

  /** Closes all holders, whoever still uses them. */
  async end(): Promise<void> {
    for (const term of this.#open) this.#close(term);
    await Promise.all(this.#closing);
  }

  #begin(holder: T): Term<T> {
    const term = { holder, users: 0 };
    this.#open.add(term);
    return term;
  }

  #close(term: Term<T>): void {
    if (!this.#open.delete(term)) return;
    const closing: Promise<unknown> = term.holder
      .close()
      .catch(this.onFailure)
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

interface ServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly connections: ConnectionLimits;
  /** Shows the console: a page for looking around, in the sandbox. */
  readonly withConsole: boolean;
  readonly served: Served;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly telemetry: Telemetry;
}

interface RunningServer {
  readonly baseUrl: string;
  /** Operations that asked for too much, counted by what. */
  readonly refusals: Refusals;
  /** New operations get `next`; those in flight end as they began, then what served them is closed. */
  replace(next: Served): Promise<void>;
  /**
   * Readiness fails, nothing new is accepted, what is in flight finishes within `graceMs`; then connections are cut, and
   * what was served is closed.
   */
  drain(graceMs: number): Promise<void>;
}

const text = (body: string, type = "text/plain; charset=utf-8", headers: Answer["headers"] = {}): Answer => ({
  status: 200,
  headers: { "content-type": type, ...headers },
  body,
});

/** Builds the schema, mounts the routes and listens. */
export const createServer = async (options: ServerOptions): Promise<RunningServer> => {
  const { clock, telemetry, withConsole } = options;
  const { log, metrics } = telemetry;
  const refusals = new Refusals();
  metrics.watchRefusals(() => refusals.byReason);
  const { executable, apiSdl } = buildAuditSchema();
  const schema = writeListsOf(executable);
  // There is one event loop.
  const parts = { schema, refusals, clock, log, turns: new LoopTurns() };
  const generations = new Succession(await createGeneration(options.served, parts), (error) =>
    log.error({ err: error }, "what was served before could not be closed"),
  );
  const readiness = new Readiness(() => generations.current);
  const introspection = (): boolean => generations.current.introspection;
  const isSandbox = (): boolean => generations.current.isSandbox;

  const routes: readonly Route[] = [
    {
      path: "/graphql",
      // HEAD is no way to ask an operation.
      methods: ["GET", "POST"],
      answersOperations: true,
      handle: (exchange) => {
        const { holder, leave } = generations.enter();
        exchange.response.once("close", leave);
        return holder.answer(exchange);
      },
    },
    { path: "/livez", methods: READING, handle: () => json({ status: "alive" }) },
    { path: "/readyz", methods: READING, handle: () => json(readiness.report(), readiness.status) },
    {
      path: "/metrics",
      methods: READING,
      handle: async () => text(await metrics.registry.metrics(), metrics.registry.contentType),
    },
    { path: "/schema.graphql", methods: READING, offered: introspection, handle: () => text(apiSdl) },
    {
      path: "/",
      methods: READING,
      handle: ({ headers: { host = "" } }) => {
        const page = homePage({ origin: `http://${host}`, introspection: introspection(), withConsole });
        return text(page, "text/html; charset=utf-8", { "content-security-policy": homePolicy });
      },
    },
    // GraphiQL is there where the schema may be read. Monaco, its editor, writes style elements of its own.
    ...builtPage({ name: "graphiql", inlineStyles: true, offered: introspection, isSandbox }),
    ...builtPage({ name: "console", inlineStyles: false, offered: () => withConsole, isSandbox }),
  ];
  const { limits } = options.served;
  const http = new Listener({
    handle: throughLayers({ telemetry, limits, refusals, routes: new Routes(routes) }),
    log,
    limits: options.connections,
    closed: (reason) => metrics.connectionClosed(reason),
  });
  metrics.watchWaitingBytes(() => http.waitingBytes);
  const baseUrl = await http.listen(options.host, options.port);
  readiness.phase = "ready";

  return {
    refusals,
    baseUrl,
    replace: async (next) => generations.replace(await createGeneration(next, parts)),
    drain: async (graceMs) => {
      readiness.phase = "draining";
      await http.drain(graceMs);
      await generations.end();
    },
  };
};
