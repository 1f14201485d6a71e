import type { ConnectionLimits } from "../audit/connection-limits.js";
import { buildAuditSchema } from "../graphql/schema/build-schema.js";
import { LoopTurns } from "../audit/fairness/loop-turns.js";
import type { Telemetry } from "../telemetry/create-telemetry.js";
import { createGeneration } from "./create-generation.js";
import { writeListsOf } from "./execution/list-texts.js";
import { type Answer, json } from "./http/exchange.js";
import { throughLayers } from "./http/layers.js";
import { Listener } from "./http/listen.js";
import { READING, type Route, Routes } from "./http/routes.js";
import { Refusals } from "./limits/refusals.js";
import { builtPage } from "./pages/built-page.js";
import { homePage, homePolicy } from "./pages/home-page.js";
import { Readiness } from "./readiness.js";
import type { Served } from "./served.js";
import { Succession } from "./succession.js";

export interface ServerOptions {
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

export interface RunningServer {
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
