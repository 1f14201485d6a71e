import type { AuditError } from "../audit/errors.js";
import type { Caller } from "../audit/session.js";
import type { Log } from "./log.js";
import type { Reads } from "../audit/watchers.js";

/** Of each kind so many are named; those beyond are counted. */
const MOST_NAMED = 100;

interface InstanceRead {
  readonly source: string;
  readonly instance: string;
}

interface LinkHandedOut extends InstanceRead {
  /** The source's own id of the file; never the link, which is a secret. */
  readonly file: string;
}

/** The first that were named, each once, and how many came behind them. */
interface Named<T> {
  readonly named: readonly T[];
  readonly more: number;
}

class EachOnce<T> {
  readonly #keys = new Set<string>();
  readonly #named: T[] = [];

  add(key: string, one: T): void {
    if (this.#keys.size === this.#keys.add(key).size) return;
    if (this.#named.length < MOST_NAMED) this.#named.push(one);
  }

  get all(): Named<T> {
    return { named: this.#named, more: this.#keys.size - this.#named.length };
  }
}

/** What one operation read, for the access log. What a cache answered counts too, and so does what failed. */
export class OperationReads implements Reads {
  readonly #sources = new EachOnce<string>();
  readonly #instances = new EachOnce<InstanceRead>();
  readonly #links = new EachOnce<LinkHandedOut>();

  source(name: string): void {
    this.#sources.add(name, name);
  }

  instance(source: string, instance: string): void {
    this.#instances.add(`${source}/${instance}`, { source, instance });
  }

  link(source: string, instance: string, file: string): void {
    this.#links.add(`${source}/${instance}/${file}`, { source, instance, file });
  }

  get sources(): Named<string> {
    return this.#sources.all;
  }

  get instances(): Named<InstanceRead> {
    return this.#instances.all;
  }

  get links(): Named<LinkHandedOut> {
    return this.#links.all;
  }
}

/**
 * How an operation ended.
 * ok: everything that was asked for is in the answer. partial: some of it, or a source is not whole in it. error:
 * nothing, by a fault of the sources or of this program. refused: nothing, by a mistake of the caller. abandoned: the
 * caller went away first.
 */
export const outcomes = ["ok", "partial", "error", "refused", "abandoned"] as const;
export type Outcome = (typeof outcomes)[number];

/** One thing that went wrong, and how often in this operation: a source that is down fails each of its instances. */
export interface CountedProblem {
  /** The name of the source that it is about, where it is about one. */
  readonly source: string | undefined;
  readonly problem: AuditError;
  readonly times: number;
}

/** One operation, over: the one event that the log, the metrics and the trace make theirs of. */
export interface OperationReport {
  readonly requestId: string;
  /** What the caller calls itself. */
  readonly client: string | undefined;
  /** As the document names it, cut to 100 characters; null without a name, or where no operation was found. */
  readonly name: string | null;
  /** The caller sent no credential, where one is asked for. Absent: it was let in; as in Caller. */
  readonly anonymous?: boolean;
  readonly type: "query" | "mutation" | "subscription" | null;
  readonly durationMs: number;
  /** Points that it was planned to cost, at most; undefined where it was refused before. */
  readonly cost: number | undefined;
  readonly upstreamCalls: {
    readonly planned: number | undefined;
    readonly made: number;
    readonly deduplicated: number;
  };
  readonly outcome: Outcome;
  /** Every error code of the answer, once. */
  readonly codes: readonly string[];
  readonly problems: readonly CountedProblem[];
  /** Records that lists read, by source. */
  readonly recordsRead: ReadonlyMap<string, number>;
  /** Who asked; undefined where that is not believed, or was not asked yet. */
  readonly caller: Caller | undefined;
  /** SHA-256 of the document's text, in hexadecimal. */
  readonly documentHash: string | undefined;
  /** By names and ids; of links never the link. */
  readonly reads: OperationReads;
}

/** Is this code a fault of the sources or of this program? All others are the caller's own. */
export const isFault = (code: string): boolean => /^(?:UPSTREAM_|DEADLINE_EXCEEDED|INTERNAL)/.test(code);

/** Our own faults stand out as errors, with their cause; what upstreams did is a warning, a caller's mistake a detail. */
const logProblem = (log: Log, problem: AuditError, place: object): void => {
  const { code, message, detail, upstreamRequestId, cause } = problem;
  const facts = { ...place, code, detail, upstreamRequestId, err: cause };
  if (code === "INTERNAL") log.error(facts, message);
  else if (isFault(code)) log.warn(facts, message);
  else log.debug(facts, message);
};

/**
 * One line for each problem, then one for the operation; the request id shows that they belong together, and the trace
 * id where the rest of it is found. Never variables or the document: they may hold what only the caller should know.
 * What is undefined is not written.
 */
export const logOperation = (log: Log, report: OperationReport, traceId: string | undefined): void => {
  const { requestId, client, name, type, durationMs, cost, upstreamCalls, outcome, codes, problems } = report;
  for (const { source, problem, times } of problems) {
    logProblem(log, problem, { requestId, traceId, source, times: times === 1 ? undefined : times });
  }
  log.info(
    {
      requestId,
      traceId,
      client,
      operation: name,
      type,
      outcome,
      durationMs: Math.round(durationMs * 10) / 10,
      cost,
      upstreamCalls,
      codes: codes.length === 0 ? undefined : codes,
    },
    "operation",
  );
};

/*
 * What upstream/ reports of its work; the metrics listen. Who reports takes an UpstreamObserver and calls the member that
 * fits, with `?.`, since each may be absent.
 *
 * Everything in an event may become a label of a metric. So it must be bounded whatever callers send: a source's name,
 * a call's name, a code, a count. Never an id, a URL, a caller, or a word of an answer.
 */

/** One HTTP exchange with a source, over. */
interface TryEvent {
  readonly source: string;
  /** The call's name, such as "listAuditLogFiles". */
  readonly operation: string;
  /** Null when no answer came. */
  readonly status: number | null;
  /** Null when an answer came, of whatever status. */
  readonly code: string | null;
  readonly durationMs: number;
  readonly upstreamRequestId: string | undefined;
}

interface RetryEvent {
  readonly source: string;
  readonly operation: string;
  /** 1 for the first retry. */
  readonly retry: number;
  readonly delayMs: number;
  /** Why the try before it failed. */
  readonly code: string;
}

/** One call of a source, over: its tries, waits and retries together. */
interface CallEvent {
  readonly source: string;
  readonly operation: string;
  /** Null when it succeeded. */
  readonly code: string | null;
}

/** One login, over. Sources with the same identity share it, so it is no source's own. */
interface LoginEvent {
  /** Null when it succeeded. */
  readonly code: string | null;
  readonly durationMs: number;
}

/** One question to the cache that is shared between operations. */
export interface CacheEvent {
  readonly source: string;
  /** `stale`: the source failed, and what was kept of it is answered past its time. */
  readonly result: "hit" | "miss" | "stale";
}

/** A request was refused a place in the queue before a source, or lost it to another. */
interface RefusalEvent {
  readonly source: string;
  /** Whose part was used up: the operation's, its caller's, or all of it. */
  readonly reason: "operation" | "caller" | "queue";
}

export interface UpstreamObserver {
  tried?(event: TryEvent): void;
  retrying?(event: RetryEvent): void;
  called?(event: CallEvent): void;
  loggedIn?(event: LoginEvent): void;
  cached?(event: CacheEvent): void;
  refused?(event: RefusalEvent): void;
}
