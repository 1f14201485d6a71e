import { GraphQLError, type GraphQLSchema } from "graphql";
import type { LoopTurns } from "../audit/fairness/loop-turns.js";
import type { Caller } from "../audit/session.js";
import { nextMoment, Walks } from "../audit/walk.js";
import { operationContext } from "../graphql/context/operation-context.js";
import { SourceCatalog } from "../graphql/context/source-catalog.js";
import type { Log } from "../telemetry/log.js";
import type { RequestHeaders } from "./access/access-policy.js";
import { accessRefusal } from "./access/access-refusal.js";
import { deadlineOf, within } from "./deadline.js";
import { AnswerTexts } from "./execution/answer-texts.js";
import type { Answer, Exchange } from "./http/exchange.js";
import { LargeOperations } from "./limits/large-operations.js";
import { CallerRates } from "./limits/rate-limits.js";
import type { Refusals } from "./limits/refusals.js";
import { inTime } from "./limits/untimely.js";
import type { ObservedOperation } from "./observation/observed-operation.js";
import { startPipeline } from "./pipeline.js";
import type { Served } from "./served.js";
import type { ServerContext } from "./server-context.js";

/** What stays when the configuration changes. */
export interface GenerationParts {
  readonly schema: GraphQLSchema;
  readonly refusals: Refusals;
  readonly turns: LoopTurns;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly log: Log;
}

/** One configuration at work: it answers operations from its sources, by its rules. */
export interface Generation {
  readonly catalog: SourceCatalog;
  readonly introspection: boolean;
  readonly isSandbox: boolean;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Answers one request to /graphql. */
  answer(exchange: Exchange): Promise<Answer>;
  close(): Promise<void>;
}

/** Characters of a document that are parsed and judged in a step. */
const CHARACTERS_PER_STEP = 200;
/** Bytes of variables that are coerced and priced in a step. */
const BYTES_PER_STEP = 8_192;

/** What it takes to look at a document that was not seen before, and at its variables. */
const stepsOf = ({ body, headers }: Exchange): number => {
  const text = typeof body === "object" && body !== null && "query" in body ? body.query : "";
  const characters = typeof text === "string" ? text.length : 0;
  // Who sends a body in chunks tells no length; a document that is no text is refused.
  const bytes = Number(headers["content-length"] ?? characters);
  return 1 + Math.floor(characters / CHARACTERS_PER_STEP + bytes / BYTES_PER_STEP);
};

export const createGeneration = async (served: Served, parts: GenerationParts): Promise<Generation> => {
  const { access, introspection, isSandbox, limits, documents, deadlineMs } = served;
  const { clock, refusals, turns } = parts;
  const rates = served.rate && new CallerRates(served.rate);
  const catalog = new SourceCatalog(served.sources);
  const walks = new Walks();
  const large = new LargeOperations();

  const placed = async (headers: RequestHeaders, signal: AbortSignal, observed: ObservedOperation): Promise<Caller> => {
    try {
      const caller = await within(signal, access.callerOf(headers, signal));
      observed.placed(caller);
      return caller;
    } catch (error) {
      observed.failed([error]);
      throw accessRefusal(error, access.challenge);
    }
  };
  const admit = async (exchange: Exchange, caller: Caller): Promise<void> => {
    if (!rates) return;
    exchange.rate = await rates.admit(exchange.request, caller);
    const { refusal } = exchange.rate;
    if (!refusal) return;
    refusals.count(refusal.reason);
    throw new GraphQLError(refusal.error.message, {
      originalError: refusal.error,
      extensions: { http: { status: 429 } },
    });
  };
  const context = async (exchange: Exchange): Promise<ServerContext> => {
    const signal = deadlineOf(exchange.response, deadlineMs);
    const observed = exchange.operation;
    const caller = await placed(exchange.headers, signal, observed);
    await admit(exchange, caller);
    const { calls, reads, trace } = observed;
    const moment = nextMoment();
    const turn = turns.of({ caller, moment, signal });
    await inTime(turn(stepsOf(exchange)));
    const session = { now: clock(), moment, signal, caller, turn, walks, calls, reads, trace };
    const shared = operationContext({ session, catalog, covered: (part) => observed.covered(part) });
    return { ...shared, observed, texts: new AnswerTexts(), place: large.place() };
  };
  const pipeline = await startPipeline({ ...parts, introspection, isSandbox, limits, documents, context });

  return {
    catalog,
    introspection,
    isSandbox,
    since: clock(),
    answer: async (exchange) => {
      try {
        return await pipeline.answer(exchange);
      } finally {
        const { points = 0, calls } = exchange.operation;
        // What was refused for its cost took none of it.
        exchange.rate?.settle({ points: points <= limits.cost ? points : 0, upstreamCalls: calls.made });
      }
    },
    close: async () => {
      await pipeline.stop();
      await served.close();
    },
  };
};
