import { asAuditError, AuditError } from "../audit/errors.js";
import { type CallCounts, type Caller, Cancellation, type EndSignal, untilSessionEnds } from "../audit/session.js";
import { NewsReadings } from "../audit/news-readings.js";
import type { NewsStore } from "../audit/news-token.js";
import type { AnySource } from "../audit/sources.js";
import { OperationTime } from "../audit/operation-time.js";
import type { Standings } from "../audit/standings.js";
import { nextMoment, Walks } from "../audit/walk.js";
import type { DemandLimits } from "../config/settings.js";
import { operationContext, SourceCatalog } from "../graphql/context.js";
import { type AccessPolicy, accessRefusal } from "./access/policy.js";
import { refusedWith } from "./errors.js";
import { AnswerTexts } from "./execution/answer-texts.js";
import { passingBy, type Place } from "./large-operations.js";
import { AFTER_MUCH, BEHIND, inTime, KnownCallers } from "./turns.js";
import type { Answer, Exchange } from "./http/exchange.js";
import { type LiveRules, LiveStreams } from "./live/streams.js";
import { Pipeline, type ServerContext, type ServerParts } from "./pipeline.js";
import { type OperationRules, SharedSteps } from "./steps.js";
import { CallerRates, type RateRules } from "./rate-limits.js";

/** What a configuration decides of operations: all that a reload can change. */
export interface GenerationOptions extends OperationRules {
  /** Whether the console is served. */
  readonly console: boolean;
  readonly sources: readonly AnySource[];
  readonly access: AccessPolicy;
  /** How often callers may ask; undefined: as often as they like. */
  readonly rate: RateRules | undefined;
  /** How subscriptions are served. */
  readonly live: LiveRules;
  /** Milliseconds for a whole operation. */
  readonly deadlineMs: number;
  /** Keeps what is too long for a token of newSince. */
  readonly newsStore: NewsStore;
  /** How its sources have fared; absent where a page waits for each of them until the deadline. */
  readonly standings?: Standings;
  /** For readiness: how what operations need beside the sources fares. Asks nobody. */
  readonly dependencies?: () => object;
  /** Closes what the sources hold open. Called once, when no operation is left that reads from them. */
  close(): Promise<unknown>;
}

const ended = (message: string): AuditError => new AuditError("DEADLINE_EXCEEDED", message, { retryable: true });
const tooLong = (deadlineMs: number): AuditError =>
  ended(
    `The operation took longer than ${deadlineMs} ms: what it needs of sources or their identity services is slow, or much. Ask again, or for less.`,
  );

/**
 * Fires at the operation's deadline, or as soon as the caller goes away: what nobody waits for any more is not worth an
 * upstream call. The timer ends with the response.
 */
const deadlineOf = (exchange: Exchange, deadlineMs: number): EndSignal => {
  const end = new Cancellation();
  const timer = setTimeout(() => end.abort(tooLong(deadlineMs)), deadlineMs);
  timer.unref();
  exchange.whenOver(() => {
    clearTimeout(timer);
    if (!exchange.isAnswered) end.abort(ended("The caller went away before the answer was ready."));
  });
  return end;
};

/** Characters of a document that are parsed and judged in a step. */
const CHARACTERS_PER_STEP = 200;
/** Bytes of variables that are coerced and priced in a step. */
const BYTES_PER_STEP = 8_192;

/** What it takes to look at a document that was not seen before, and at its variables. */
const stepsOf = ({ body, headers }: Exchange): number => {
  const characters = typeof body?.query === "string" ? body.query.length : 0;
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
  readonly #readings: NewsReadings;
  /** Whose credentials were believed lately. */
  readonly known: KnownCallers;
  readonly #streams: LiveStreams;

  private constructor(options: GenerationOptions, parts: ServerParts) {
    this.#options = options;
    this.#parts = parts;
    this.catalog = new SourceCatalog(options.sources);
    this.since = parts.clock();
    this.known = new KnownCallers(parts.clock, options.access.believes);
    this.#readings = new NewsReadings(parts.clock);
    this.#rates = options.rate && new CallerRates(options.rate);
    const steps = new SharedSteps(options, parts.refusals);
    this.#pipeline = new Pipeline(steps, options, parts, (exchange, place) =>
      this.#context(exchange, place, deadlineOf(exchange, options.deadlineMs)),
    );
    this.#streams = new LiveStreams(steps, options, parts, options.live, (exchange) => this.#contextOfEvent(exchange));
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

  /** The longest that a caller may let a slow source hold a page; undefined where pages wait for each source. */
  get maxPatienceMs(): number | undefined {
    return this.#options.standings?.rules.maxPatienceMs;
  }

  get deadlineMs(): number {
    return this.#options.deadlineMs;
  }

  get limits(): DemandLimits {
    return this.#options.limits;
  }

  /** Of large operations, how many there are at this moment. */
  get large(): Pipeline["large"] {
    return this.#pipeline.large;
  }

  /** What readiness tells beside the sources. */
  get dependencies(): object {
    return this.#options.dependencies?.() ?? {};
  }

  /** Answers one request to /graphql. */
  async answer(exchange: Exchange): Promise<Answer> {
    exchange.whenOver(() => {
      const isLong = exchange.endTurns?.() === true;
      const manner = exchange.operation.isRefused ? BEHIND : isLong ? AFTER_MUCH : undefined;
      this.known.operationEnded(exchange.headers, manner);
    });
    try {
      return await this.#pipeline.answer(exchange);
    } finally {
      const { points = 0, calls } = exchange.operation;
      // What was refused for its cost took none of it.
      exchange.rate?.settle({ points: points <= this.limits.cost ? points : 0, upstreamCalls: calls.made });
    }
  }

  /** Answers one request to /graphql/stream. */
  stream(exchange: Exchange): Promise<Answer> {
    return this.#streams.answer(exchange);
  }

  /** Ends subscriptions, so that their callers come back, with the ids of their last events. */
  endStreams(): void {
    this.#streams.end();
  }

  async close(): Promise<void> {
    await this.#pipeline.stop();
    await this.#options.close();
  }

  /** As of an operation; but its deadline is that of one event, and its calls are counted by themselves. */
  #contextOfEvent(exchange: Exchange): Promise<ServerContext> {
    const end = new Cancellation();
    const { deadlineMs } = this.#options;
    setTimeout(() => end.abort(tooLong(deadlineMs)), deadlineMs).unref();
    return this.#context(exchange, passingBy, end, { made: 0, deduplicated: 0 });
  }

  /** The steps place and admit. */
  async #context(
    exchange: Exchange,
    place: Place,
    signal: EndSignal,
    calls: CallCounts = exchange.operation.calls,
  ): Promise<ServerContext> {
    const { clock, turns } = this.#parts;
    const observed = exchange.operation;
    const caller = await this.#callerOf(exchange, signal);
    if (this.#rates) await this.#admit(exchange, caller, this.#rates);
    const { reads, trace } = observed;
    const moment = nextMoment();
    const isEvent = place === passingBy;
    const { wait, end, ...own } = turns.of({ caller, moment, signal }, isEvent ? BEHIND : exchange.manner);
    const turn = place.counted(own.turn);
    // A stream may be open for days.
    const whenOver = (run: () => void): void =>
      isEvent ? signal.addEventListener("abort", run) : exchange.whenOver(run);
    if (isEvent) end();
    else exchange.endTurns = end;
    const ahead = inTime(turn(stepsOf(exchange)));
    if (ahead) await ahead;
    const time = new OperationTime(() => own.isWaiting() || place.isWaiting());
    whenOver(() => time.end());
    const { standings } = this.#options;
    const learned = { walks: this.#walks, ...(standings ? { standings } : {}) };
    const session = { now: clock(), moment, signal, caller, turn, time, calls, reads, trace, ...learned };
    const covered: ServerContext["covered"] = (part) => observed.covered(part);
    const news = { readings: this.#readings, store: this.#options.newsStore };
    const shared = operationContext({ session, catalog: this.catalog, news, covered });
    return { ...shared, observed, texts: new AnswerTexts(), place, wait };
  }

  async #callerOf({ headers, operation }: Exchange, signal: EndSignal): Promise<Caller> {
    const { access } = this.#options;
    try {
      const found = access.callerOf(headers, signal);
      const caller = found instanceof Promise ? await untilSessionEnds(found, signal) : found;
      operation.placed(caller);
      this.known.believed(headers, caller);
      return caller;
    } catch (error) {
      this.known.refused(headers);
      operation.failed([error]);
      this.#parts.refusals.count(asAuditError(error).code === "UNAUTHENTICATED" ? "credentials" : "access");
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
