import type { LoggedProblem } from "./log-problem.js";

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
  readonly problem: LoggedProblem;
  readonly times: number;
}

export interface ReportedCaller {
  /** Tells callers apart: a hash, never a token. */
  readonly key: string;
  /** The public name, where the access mode knows one. */
  readonly subject?: string;
  readonly scopes: ReadonlySet<string>;
}

/** The first that were named, each once, and how many came behind them. */
interface Named<T> {
  readonly named: readonly T[];
  readonly more: number;
}

/** What an operation read, by names and ids; of links never the link. */
export interface ReportedReads {
  readonly sources: Named<string>;
  readonly instances: Named<{ readonly source: string; readonly instance: string }>;
  readonly links: Named<{ readonly source: string; readonly instance: string; readonly file: string }>;
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
  readonly caller: ReportedCaller | undefined;
  /** SHA-256 of the document's text, in hexadecimal. */
  readonly documentHash: string | undefined;
  readonly reads: ReportedReads;
}
