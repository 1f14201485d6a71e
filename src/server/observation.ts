import { randomUUID } from "node:crypto";
import type { OperationDefinitionNode } from "graphql";
import type { Coverage } from "../audit/coverage.js";
import type { AuditError } from "../audit/errors.js";
import type { CallCounts, Caller, Turn } from "../audit/session.js";
import type { OperationTrace } from "../audit/watchers.js";
import {
  type CountedProblem,
  isFault,
  OperationReads,
  type OperationReport,
  type Outcome,
} from "../telemetry/reports.js";
import type { OperationTelemetry } from "../telemetry/telemetry.js";
import type { RequestHeaders } from "./access/policy.js";
import { judgeError } from "./errors.js";

/** The part of a GraphQL answer that shows how it went. */
interface AnswerShape {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> | undefined }[] | undefined;
}

/** Is anything in the answer? A root field that is null was not answered. */
const holdsSomething = ({ data }: AnswerShape): boolean =>
  data !== null && data !== undefined && Object.values(data).some((value) => value !== null);

/**
 * How an operation ended, by its answer and all codes of it: those of errors, and those of coverage in its data. Lists of
 * which nothing could be read are there and hold nothing: without that, no alert would see a source that is down.
 */
const outcomeOf = (answer: AnswerShape | undefined, codes: readonly string[], readNothing: boolean): Outcome => {
  if (codes.length === 0 && answer !== undefined) return "ok";
  const isFaulty = codes.some(isFault);
  if (answer !== undefined && holdsSomething(answer) && !(readNothing && isFaulty)) return "partial";
  return isFaulty ? "error" : "refused";
};

const LONGEST_NAME = 100;
/** Errors that are looked at in a step of the event loop's turns. */
const ERRORS_PER_STEP = 50;
/** Problems of one operation that get a line of their own. */
const MOST_PROBLEMS = 50;

const cut = (name: string): string => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);

/** A request without a GraphQL answer was refused before, by HTTP. */
const codeOf = (status: number): string => {
  if (status === 413) return "QUERY_TOO_COMPLEX";
  if (status === 429) return "RATE_LIMITED";
  return status < 500 ? "BAD_REQUEST" : "INTERNAL";
};

/**
 * Watches one operation from its request to its answer. Each step reports what it knows; HTTP reports the end. Nothing is
 * done for a field.
 */
export class ObservedOperation {
  readonly #startedAt = performance.now();
  readonly #codes = new Set<string>();
  readonly #problems = new Map<string, CountedProblem & { times: number }>();
  /** What was found last. */
  #last: (CountedProblem & { times: number }) | undefined;
  readonly #recordsRead = new Map<string, number>();
  #caller: Caller | undefined;
  #documentHash: string | undefined;
  #operation: OperationDefinitionNode | undefined;
  #points: number | undefined;
  #answer: AnswerShape | undefined;
  #ended = false;
  /** Of the parts of its lists: those of which something is known, and those of which nothing could be read. */
  readonly #parts = { read: 0, failed: 0 };
  /** For the session: counts what the operation asks of sources. */
  readonly calls: CallCounts = { made: 0, deduplicated: 0 };
  /** For the session: notes what the operation reads. */
  readonly reads = new OperationReads();

  constructor(
    private readonly requestId: string,
    private readonly client: string | undefined,
    private readonly telemetry: OperationTelemetry,
  ) {}

  /** For the session. */
  get trace(): OperationTrace | undefined {
    return this.telemetry.span;
  }

  /** What it was priced at; undefined where it came to no price. */
  get points(): number | undefined {
    return this.#points;
  }

  /** Was nothing answered but why not, and is that nobody's fault but the caller's? One who is to send a document's text instead of its id made no fault. */
  get isRefused(): boolean {
    const codes = [...this.#codes];
    return (
      codes.length > 0 &&
      !codes.some((code) => code.startsWith("PERSISTED_QUERY_")) &&
      outcomeOf(this.#answer, codes, false) === "refused"
    );
  }

  /** Who asks, once that is believed. */
  placed(caller: Caller): void {
    this.#caller = caller;
  }

  /** The SHA-256 of the document's text; undefined where the request brought no text that is known. */
  identified(documentHash: string | undefined): void {
    this.#documentHash = documentHash;
  }

  /** The document holds this operation, and it is valid. */
  resolved(operation: OperationDefinitionNode | undefined): void {
    this.#operation = operation;
  }

  /** In points. */
  priced({ requested }: { readonly requested: number }): void {
    this.#points = requested;
  }

  /** How a list read one of its sources. */
  covered({ source, recordsRead, state, problem }: Coverage): void {
    this.#parts[state === "FAILED" && recordsRead === 0 ? "failed" : "read"] += 1;
    this.#recordsRead.set(source.name, (this.#recordsRead.get(source.name) ?? 0) + recordsRead);
    if (problem) this.#found(problem, source.name);
  }

  /** What was thrown, before it is made fit for the caller. A mistake of the caller's is no problem. */
  failed(errors: readonly unknown[]): void {
    for (const error of errors) {
      const judged = judgeError(error);
      if (judged.kind === "problem") this.#found(judged.error, judged.error.source);
    }
  }

  /**
   * As `failed`, with turns of the event loop between: thousands of places of one operation may have failed. It is answered
   * all the same where it ended meanwhile.
   */
  async failedInSteps(errors: readonly unknown[], turn: Turn | undefined): Promise<void> {
    for (let from = 0; from < errors.length; from += ERRORS_PER_STEP) {
      if (from > 0) await turn?.()?.catch(() => undefined);
      this.failed(errors.slice(from, from + ERRORS_PER_STEP));
    }
    // Behind it all of them are written in one go.
    if (errors.length > ERRORS_PER_STEP) await turn?.(errors.length / ERRORS_PER_STEP)?.catch(() => undefined);
  }

  /** The answer, as it goes to the caller. */
  answered(answer: AnswerShape): void {
    this.#answer = answer;
    for (const { extensions } of answer.errors ?? []) {
      if (typeof extensions?.code === "string") this.#codes.add(extensions.code);
    }
  }

  /** The response is on its way, with this status. Only the first end counts. */
  end(status: number): void {
    if (this.#answer === undefined && this.#codes.size === 0) this.#codes.add(codeOf(status));
    const readNothing = this.#parts.failed > 0 && this.#parts.read === 0;
    this.#end(outcomeOf(this.#answer, [...this.#codes], readNothing));
  }

  /** The caller went away. */
  abandon(): void {
    this.#end("abandoned");
  }

  #end(outcome: OperationReport["outcome"]): void {
    if (this.#ended) return;
    this.#ended = true;
    const { requestId, client } = this;
    const name = this.#operation?.name?.value;
    this.telemetry.end({
      requestId,
      client,
      name: name === undefined ? null : cut(name),
      type: this.#operation?.operation ?? null,
      // Nobody was let in until somebody is placed.
      anonymous: this.#caller?.anonymous ?? this.#caller === undefined,
      durationMs: performance.now() - this.#startedAt,
      cost: this.#points,
      upstreamCalls: { planned: this.calls.planned, made: this.calls.made, deduplicated: this.calls.deduplicated },
      outcome,
      codes: [...this.#codes],
      problems: [...this.#problems.values()],
      recordsRead: this.#recordsRead,
      caller: this.#caller,
      documentHash: this.#documentHash,
      reads: this.reads,
    });
  }

  /** Problems whose lines would be the same are counted as one. */
  #found(problem: AuditError, source: string | undefined): void {
    const { code, detail, cause } = problem;
    // What fails for thousands mostly is one error.
    if (this.#last?.problem === problem && this.#last.source === source) {
      this.#last.times += 1;
      return;
    }
    this.#codes.add(code);
    // Put together: an operation may name thousands of instances that fail alike.
    const key = `${source}\n${code}\n${detail}\n${cause instanceof Error ? cause.message : ""}`;
    const known = this.#problems.get(key);
    if (known) known.times += 1;
    else if (this.#problems.size < MOST_PROBLEMS) this.#problems.set(key, { source, problem, times: 1 });
    this.#last = this.#problems.get(key);
  }
}

/** What a header may be to be logged and sent back: short, and of harmless characters. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;
const CLIENT_NAME = /^[\w.:@/+-][\w .:@/+-]{0,63}$/;

const sane = (value: string | readonly string[] | undefined, pattern: RegExp): string | undefined =>
  typeof value === "string" && pattern.test(value) ? value : undefined;

/** The router's x-request-id, so that its log and ours speak of one request; one of our own where it sends none. */
export const requestIdOf = (headers: RequestHeaders): string =>
  sane(headers["x-request-id"], REQUEST_ID) ?? randomUUID();

/** What the caller calls itself, by Apollo's convention. */
export const clientNameOf = (headers: RequestHeaders): string | undefined =>
  sane(headers["apollographql-client-name"], CLIENT_NAME);
