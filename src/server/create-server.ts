import { buildAuditSchema } from "../graphql/schema/build-schema.js";
import type { Telemetry } from "../telemetry/create-telemetry.js";
import { baseUrlOf } from "./base-url.js";
import { createGeneration } from "./create-generation.js";
import { createHttp } from "./create-http.js";
import { writeListsOf } from "./execution/list-texts.js";
import { Refusals } from "./limits/refusals.js";
import { ObservedRequests } from "./observation/observed-requests.js";
import { servePages } from "./pages/serve-pages.js";
import { QuietSockets } from "./quiet-sockets.js";
import { Readiness } from "./readiness.js";
import { withRequestState } from "./request-state.js";
import type { Served } from "./served.js";
import { Succession } from "./succession.js";

export interface ServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
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

/** Builds the schema, mounts the routes and listens. */
export const createServer = async (options: ServerOptions): Promise<RunningServer> => {
  const { clock, telemetry } = options;
  const { log, metrics } = telemetry;
  const refusals = new Refusals();
  metrics.watchRefusals(() => refusals.byReason);
  const requests = new ObservedRequests(telemetry);
  const { executable, apiSdl } = buildAuditSchema();
  const schema = writeListsOf(executable);
  const parts = { schema, refusals, clock, log, requests };
  const generations = new Succession(await createGeneration(options.served, parts), (error) =>
    log.error({ err: error }, "what was served before could not be closed"),
  );
  const readiness = new Readiness(() => generations.current);

  const http = withRequestState(createHttp({ log, limits: options.served.limits, refusals }));
  const quiet = new QuietSockets(http);
  http.addHook("onSend", (_request, reply, _payload, done) => {
    // Else the caller's kept connection would hold the drain up until it times out.
    if (readiness.phase === "draining") void reply.header("connection", "close");
    done();
  });
  http.route({
    method: ["GET", "POST"],
    url: "/graphql",
    // HEAD is no way to ask an operation.
    exposeHeadRoute: false,
    ...requests.hooks,
    handler: (request, reply) => {
      const { holder, leave } = generations.enter();
      reply.raw.once("close", leave);
      return holder.answer(request, reply);
    },
  });
  http.get("/livez", () => ({ status: "alive" }));
  http.get("/readyz", (_request, reply) => reply.code(readiness.status).send(readiness.report()));
  http.get("/metrics", async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  const introspection = (): boolean => generations.current.introspection;
  http.get("/schema.graphql", { config: { offered: introspection } }, (_request, reply) =>
    reply.type("text/plain; charset=utf-8").send(apiSdl),
  );
  servePages(http, { introspection, withConsole: options.withConsole });

  await http.listen({ host: options.host, port: options.port });
  readiness.phase = "ready";

  return {
    refusals,
    baseUrl: baseUrlOf(http.server.address(), options.host),
    replace: async (next) => generations.replace(await createGeneration(next, parts)),
    drain: async (graceMs) => {
      readiness.phase = "draining";
      const cut = setTimeout(() => http.server.closeAllConnections(), graceMs);
      const closed = http.close();
      quiet.close();
      await closed;
      clearTimeout(cut);
      await generations.end();
    },
  };
};
