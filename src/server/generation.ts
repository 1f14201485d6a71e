import { AuditError } from "../audit/errors.js";
import { type Caller, Cancellation, type EndSignal, untilSessionEnds } from "../audit/session.js";
import type { AnySource } from "../audit/sources.js";
import { nextMoment, Walks } from "../audit/walk.js";
import type { DemandLimits } from "../config/settings.js";
import { operationContext, SourceCatalog } from "../graphql/context.js";
import { type AccessPolicy, accessRefusal } from "./access/policy.js";
import { refusedWith } from "./errors.js";
import { AnswerTexts } from "./execution/list-texts.js";
import type { Answer, Exchange } from "./http/exchange.js";
import { inTime, type Place } from "./large-operations.js";
import { type OperationRules, Pipeline, type ServerContext, type ServerParts } from "./pipeline.js";
import { CallerRates, type RateRules } from "./rate-limits.js";

/** What a configuration decides of operations: all that a reload can change. */
export interface GenerationOptions extends OperationRules {
  /** Whether the console is served. */
  readonly console: boolean;
  readonly sources: readonly AnySource[];
  readonly access: AccessPolicy;
  /** How often callers may ask; undefined: as often as they like. */
  readonly rate: RateRules | undefined;
  /** Milliseconds for a whole operation. */
  readonly deadlineMs: number;
  /** Closes what the sources hold open. Called once, when no operation is left that reads from them. */
  close(): Promise<unknown>;
}

/**
 * Fires at the operation's deadline, or as soon as the caller goes away: what nobody waits for any more is not worth an
 * upstream call. The timer ends with the response.
 */
const deadlineOf = (exchange: Exchange, deadlineMs: number): EndSignal => {
  const end = new Cancellation();
  const abort = (message: string): void => end.abort(new AuditError("DEADLINE_EXCEEDED", message, { retryable: true }));
  const timer = setTimeout(() => {
    abort(`The operation took longer than ${deadlineMs} ms; ask for less, or again.`);
  }, deadlineMs);
  timer.unref();
  exchange.whenOver(() => {
    clearTimeout(timer);
    if (!exchange.response.writableFinished) abort("The caller went away before the answer was ready.");
  });
  return end;
};

/** Characters of a document that are parsed and judged in a step. */
const CHARACTERS_PER_STEP = 200;
/** Bytes of variables that are coerced and priced in a step. */
const BYTES_PER_STEP = 8_192;

/** What it takes to look at a document that was not seen before, and at its variables. */
const stepsOf = ({ body, headers }: Exchange): number => {
  const text = typeof body === "object" && body !== null && "query" in body ? body.query : "";
  const characters = typeof text === "string" ? text.length : 0;
  // A body in chunks has no length in its head; a document that is no text is refused.
  const bytes = Number(headers["content-length"] ?? characters);
  return 1 + Math.floor(characters / CHARACTERS_PER_STEP + bytes / BYTES_PER_STEP);
};

/** One configuration at work: it answers operations from its sources, by its rules. */
export class Generation {
  readonly catalog: SourceCatalog;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly #options: GenerationOptions;
  readonly #parts: ServerParts;
  readonly #pipeline: Pipeline;
  readonly #rates: CallerRates | undefined;
  readonly #walks = new Walks();

  private constructor(options: GenerationOptions, parts: ServerParts) {
    this.#options = options;
    this.#parts = parts;
    this.catalog = new SourceCatalog(options.sources);
    this.since = parts.clock();
    this.#rates = options.rate && new CallerRates(options.rate);
    this.#pipeline = new Pipeline(options, parts, (exchange, place) => this.#context(exchange, place));
  }

  static async start(options: GenerationOptions, parts: ServerParts): Promise<Generation> {
    const generation = new Generation(options, parts);
    await generation.#pipeline.start();
    return generation;
  }

  get introspection(): boolean {
    return this.#options.introspection;
  }

  /** Whether the console is served. */
  get console(): boolean {
    return this.#options.console;
  }

  get limits(): DemandLimits {
    return this.#options.limits;
  }

  /** Answers one request to /graphql. */
  async answer(exchange: Exchange): Promise<Answer> {
    try {
      return await this.#pipeline.answer(exchange);
    } finally {
      const { points = 0, calls } = exchange.operation;
      // What was refused for its cost took none of it.
      exchange.rate?.settle({ points: points <= this.limits.cost ? points : 0, upstreamCalls: calls.made });
    }
  }

  async close(): Promise<void> {
    await this.#pipeline.stop();
    await this.#options.close();
  }

  /** The steps place and admit. */
  async #context(exchange: Exchange, place: Place): Promise<ServerContext> {
    const { clock, turns } = this.#parts;
    const signal = deadlineOf(exchange, this.#options.deadlineMs);
    const observed = exchange.operation;
    const caller = await this.#callerOf(exchange, signal);
    if (this.#rates) await this.#admit(exchange, caller, this.#rates);
    const { calls, reads, trace } = observed;
    const moment = nextMoment();
    const turn = turns.of({ caller, moment, signal });
    const ahead = inTime(turn(stepsOf(exchange)));
    if (ahead) await ahead;
    const session = { now: clock(), moment, signal, caller, turn, walks: this.#walks, calls, reads, trace };
    const covered: ServerContext["covered"] = (part) => observed.covered(part);
    const shared = operationContext({ session, catalog: this.catalog, covered });
    return { ...shared, observed, texts: new AnswerTexts(), place };
  }

  async #callerOf({ headers, operation }: Exchange, signal: EndSignal): Promise<Caller> {
    const { access } = this.#options;
    try {
      const found = access.callerOf(headers, signal);
      const caller = found instanceof Promise ? await untilSessionEnds(found, signal) : found;
      operation.placed(caller);
      return caller;
    } catch (error) {
      operation.failed([error]);
      throw accessRefusal(error, access.challenge);
    }
  }

  async #admit(exchange: Exchange, caller: Caller, rates: CallerRates): Promise<void> {
    exchange.rate = await rates.admit(exchange.request, caller);
    const { refusal } = exchange.rate;
    if (!refusal) return;
    this.#parts.refusals.count(refusal.reason);
    throw refusedWith(429, refusal.error);
  }
}
