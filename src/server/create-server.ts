import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { AnySource } from "../audit/any-source.js";
import type { Caller } from "../audit/session.js";
import type { DemandLimits } from "../audit/demand-limits.js";
import { nextMoment } from "../audit/walk.js";
import { type OperationContext, operationContext } from "../graphql/context/operation-context.js";
import { SourceCatalog } from "../graphql/context/source-catalog.js";
import { buildAuditSchema } from "../graphql/schema/build-schema.js";
import type { Log } from "../telemetry/log.js";
import { logProblem } from "../telemetry/log-problem.js";
import type { AccessPolicy, RequestHeaders } from "./access/access-policy.js";
import { accessRefusal } from "./access/access-refusal.js";
import { baseUrlOf } from "./base-url.js";
import { createApollo } from "./create-apollo.js";
import { createHttp } from "./create-http.js";
import { deadlineOf, within } from "./deadline.js";
import { homePage } from "./home-page.js";
import { Refusals } from "./limits/refusals.js";
import { QuietSockets } from "./quiet-sockets.js";
import { Readiness } from "./readiness.js";

export interface ServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly introspection: boolean;
  /** For a whole operation. */
  readonly deadlineMs: number;
  readonly sources: readonly AnySource[];
  readonly access: AccessPolicy;
  readonly limits: DemandLimits;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly log: Log;
}

export interface RunningServer {
  readonly baseUrl: string;
  /** Operations that asked for too much, counted by what. */
  readonly refusals: Refusals;
  /** Readiness fails, nothing new is accepted, what is in flight finishes within `graceMs`; then connections are cut. */
  drain(graceMs: number): Promise<void>;
}

/** Builds the schema, mounts the routes and listens. */
export const createServer = async (options: ServerOptions): Promise<RunningServer> => {
  const { introspection, limits, log } = options;
  const refusals = new Refusals();
  const catalog = new SourceCatalog(options.sources);
  const readiness = new Readiness(catalog);
  const { executable, apiSdl } = buildAuditSchema();
  const apollo = createApollo({ schema: executable, introspection, limits, refusals, log });
  await apollo.start();

  const placed = async (headers: RequestHeaders, signal: AbortSignal): Promise<Caller> => {
    try {
      return await within(signal, options.access.callerOf(headers, signal));
    } catch (error) {
      throw accessRefusal(error, options.access.challenge);
    }
  };
  const context = async (request: FastifyRequest, reply: FastifyReply): Promise<OperationContext> => {
    const signal = deadlineOf(reply.raw, options.deadlineMs);
    const caller = await placed(request.headers, signal);
    const calls = { made: 0, deduplicated: 0 };
    const session = { now: options.clock(), moment: nextMoment(), signal, caller, calls };
    return operationContext({ session, catalog, report: (problem) => logProblem(log, problem) });
  };

  const http = createHttp({ log, limits, refusals });
  const quiet = new QuietSockets(http);
  http.addHook("onSend", (_request, reply, _payload, done) => {
    // Else the caller's kept connection would hold the drain up until it times out.
    if (readiness.phase === "draining") void reply.header("connection", "close");
    done();
  });
  http.route({ method: ["GET", "POST"], url: "/graphql", handler: fastifyApolloHandler(apollo, { context }) });
  http.get("/livez", () => ({ status: "alive" }));
  http.get("/readyz", (_request, reply) => reply.code(readiness.status).send(readiness.report()));
  http.get("/", (request, reply) =>
    reply.type("text/html; charset=utf-8").send(homePage(`${request.protocol}://${request.host}`, introspection)),
  );
  if (introspection) {
    http.get("/schema.graphql", (_request, reply) => reply.type("text/plain; charset=utf-8").send(apiSdl));
  }

  await http.listen({ host: options.host, port: options.port });
  readiness.phase = "ready";

  return {
    refusals,
    baseUrl: baseUrlOf(http.server.address(), options.host),
    drain: async (graceMs) => {
      readiness.phase = "draining";
      const cut = setTimeout(() => http.server.closeAllConnections(), graceMs);
      const closed = http.close();
      quiet.close();
      await closed;
      clearTimeout(cut);
      await apollo.stop();
    },
  };
};
