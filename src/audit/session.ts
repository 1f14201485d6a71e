import type { OperationTrace } from "./operation-trace.js";
import type { Reads } from "./reads.js";
import type { Walks } from "./walk.js";

/** Who asks. Deny by default: a scope that is not in the set is not granted. */
export interface Caller {
  /** Distinguishes callers in loaders and caches; a hash, never a token. */
  readonly key: string;
  /**
   * Whose caller this is, a hash: the same for all tokens of one account, so that a new token begins no new count. Absent
   * where it is not known.
   */
  readonly account?: string;
  /** The caller's own Keystone token, for sources with `forward` credentials. */
  readonly token: string | undefined;
  readonly scopes: ReadonlySet<Scope>;
  /** Who it is, by the public name that the access mode knows; never a credential. Absent where it knows none. */
  readonly subject?: string;
  /** Sent no credential at all: what it may not have is UNAUTHENTICATED, not FORBIDDEN. */
  readonly anonymous?: boolean;
}

export const Scope = { READ: "audit:read", ADMIN: "audit:admin", DOWNLOAD: "audit:download" } as const;
export type Scope = (typeof Scope)[keyof typeof Scope];

/**
 * Asked before each step of a loop over what a caller chose. Undefined: go on at once. Otherwise a promise for the turn; it
 * rejects where the operation ended meanwhile.
 */
export type Turn = (steps?: number) => Promise<void> | undefined;

/** One operation: its clock reading, its deadline, its caller. Loaders live and die with it. */
export interface Session {
  /** Milliseconds since the epoch, read once, so that two fields of one operation mean the same now. */
  readonly now: number;
  /** The operation's place in this process' order (walk.ts). */
  readonly moment: number;
  /** Fires at the operation's deadline or when the caller goes away; every socket listens to it. */
  readonly signal: AbortSignal;
  readonly caller: Caller;
  /** The walks that this process knows of; absent where no list is paged. */
  readonly walks?: Walks;
  /** The operation's turns of the event loop; absent where nobody else waits for it. */
  readonly turn?: Turn;
  /** Counts what the operation asks of upstreams; absent where nobody wants to know. */
  readonly calls?: CallCounts;
  /** The operations that wait for the same read; absent where this one asks for itself alone. */
  readonly company?: Company;
  /** Notes what the operation reads; absent where nobody wants to know. */
  readonly reads?: Reads;
  /** Absent where nothing is traced: then tracing costs nothing. */
  readonly trace?: OperationTrace | undefined;
}

/** Which operation of which caller. */
export type Asker = Pick<Session, "caller" | "moment">;

/** The operations that wait for a read beside the one that it goes out for. */
export interface Company {
  /** Calls back for each that has joined, and for each that joins, until what it returns is called. */
  watch(joined: (asker: Asker) => void): () => void;
}

/** A source turned out to hold more than was assumed: the plan grows by the calls that it takes, up to its limit. */
export const planMore = ({ calls }: Pick<Session, "calls">, more: number): void => {
  if (calls?.planned === undefined || more <= 0) return;
  calls.planned = Math.max(calls.planned, Math.min(calls.planned + more, calls.most ?? Infinity));
};

export interface CallCounts {
  /** The most requests that the operation may send; absent where nobody bounds it. */
  planned?: number;
  /** What `planned` may grow to. */
  most?: number;
  /** Requests sent to sources, retries and replays included. */
  made: number;
  /** Reads that another read of the operation served. */
  deduplicated: number;
}
