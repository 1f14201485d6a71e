import { setMaxListeners } from "node:events";
import { GraphQLError, type GraphQLSchema } from "graphql";
import { AuditError } from "../audit/errors.js";
import type { Caller } from "../audit/session.js";
import type { AnySource } from "../audit/sources.js";
import { nextMoment, Walks } from "../audit/walk.js";
import type { DocumentPolicy } from "../config/parse.js";
import type { DemandLimits } from "../config/settings.js";
import type { LoopTurns } from "../fairness/loop-turns.js";
import { operationContext, SourceCatalog } from "../graphql/context.js";
import type { Log } from "../telemetry/log.js";
import { type AccessPolicy, accessRefusal, type RequestHeaders } from "./access/policy.js";
import { AnswerTexts } from "./execution/list-texts.js";
import type { Answer, Exchange } from "./http/exchange.js";
import { inTime, LargeOperations } from "./large-operations.js";
import type { Refusals } from "./limits.js";
import type { ObservedOperation } from "./observation.js";
import { type ServerContext, startPipeline } from "./pipeline.js";
import { CallerRates, type RateRules } from "./rate-limits.js";

/** What a configuration decides of operations: all that a reload can put in another's place. */
export interface Served {
  readonly sources: readonly AnySource[];
  readonly access: AccessPolicy;
  /** `bodyBytes` belongs to the listener: that of the start counts. */
  readonly limits: DemandLimits;
  /** How often callers may ask; undefined: as often as they like. */
  readonly rate: RateRules | undefined;
  /** Which documents are run. */
  readonly documents: DocumentPolicy;
  readonly introspection: boolean;
  /** All data are made up, and whoever asks is told so. */
  readonly isSandbox: boolean;
  /** Milliseconds for a whole operation. */
  readonly deadlineMs: number;
  /** Closes what the sources hold open. Called once, when no operation is left that reads from them. */
  close(): Promise<unknown>;
}

/** The part of an HTTP response that tells when it is over. */
interface Finishing {
  readonly writableFinished: boolean;
  once(event: "close", listener: () => void): unknown;
}

/**
 * Fires at the operation's deadline, or as soon as the caller goes away: what nobody waits for any more is not worth an
 * upstream call. The timer ends with the response.
 */
const deadlineOf = (response: Finishing, deadlineMs: number): AbortSignal => {
  const controller = new AbortController();
  // Every socket of the operation listens; there is no right number of them to warn at.
  setMaxListeners(0, controller.signal);
  const abort = (message: string): void =>
    controller.abort(new AuditError("DEADLINE_EXCEEDED", message, { retryable: true }));
  const timer = setTimeout(() => {
    abort(`The operation took longer than ${deadlineMs} ms; ask for less, or again.`);
  }, deadlineMs);
  timer.unref();
  response.once("close", () => {
    clearTimeout(timer);
    if (!response.writableFinished) abort("The caller went away before the answer was ready.");
  });
  return controller.signal;
};

/** Waits for work no longer than the signal lets it. */
const within = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });

/** What stays when the configuration changes. */
interface GenerationParts {
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
