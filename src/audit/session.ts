import { AuditError } from "./errors.js";
import type { OperationTime } from "./operation-time.js";
import type { Standings } from "./standings.js";
import type { Walks } from "./walk.js";
import type { OperationTrace, Reads } from "./watchers.js";

/** One service of a catalog, with what is needed of its endpoints. */
export interface CatalogService {
  readonly type: string;
  readonly endpoints: readonly {
    readonly interface: string;
    readonly url: string;
    readonly region?: string | null | undefined;
    readonly region_id?: string | null | undefined;
  }[];
}

/** The project that a caller's own token is for. */
interface CallerProject {
  /** Goes into URLs. */
  readonly id: string;
  /** The token's catalog, as far as sources look into it; absent where the access mode knows none. */
  readonly catalog?: readonly CatalogService[] | undefined;
}

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
  /** For sources with `forward` credentials that name no project; absent where the access mode cannot tell. */
  readonly project?: CallerProject | undefined;
  readonly scopes: ReadonlySet<Scope>;
  /** Who it is, by the public name that the access mode knows; never a credential. Absent where it knows none. */
  readonly subject?: string;
  /** Sent no credential at all: what it may not have is UNAUTHENTICATED, not FORBIDDEN. */
  readonly anonymous?: boolean;
}

/** What a caller may have. Here, since a caller is made of them; config and server take the words from here. */
export const Scope = {
  READ: "audit:read",
  ADMIN: "audit:admin",
  DOWNLOAD: "audit:download",
  CONTENT: "audit:content",
} as const;
export type Scope = (typeof Scope)[keyof typeof Scope];

/**
 * Asked before each step of a loop over what a caller chose. Undefined: go on at once. Otherwise a promise for the turn; it
 * rejects where the operation ended meanwhile.
 */
export type Turn = (steps?: number) => Promise<void> | undefined;

/** Fires once: when nobody waits for the work any more that it belongs to. Every AbortSignal is one. */
export interface EndSignal {
  readonly aborted: boolean;
  /** Why, once it has fired. */
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Told in one go when the work ends; the rest hears of it in the next turns of the event loop. */
const TOLD_AT_ONCE = 64;

const tell = (waiting: Set<() => void>): void => {
  let told = 0;
  for (const each of waiting) {
    if (told === TOLD_AT_ONCE) {
      setImmediate(() => tell(waiting));
      return;
    }
    told += 1;
    waiting.delete(each);
    each();
  }
};

/**
 * An EndSignal in the hand of whoever ends the work. There is one for each operation and for each read, and an operation
 * may have thousands of things that wait: an AbortSignal is slow to make, looks through all of its listeners for each
 * that is added, and calls all of them in one go.
 */
export class Cancellation implements EndSignal {
  /** Mostly one waits, and a set of one takes ten times its room. */
  #first: (() => void) | undefined;
  #others: Set<() => void> | undefined;
  #isOver = false;
  #reason: unknown;

  get aborted(): boolean {
    return this.#isOver;
  }

  get reason(): unknown {
    return this.#reason;
  }

  addEventListener(_type: "abort", listener: () => void): void {
    if (this.#first === listener) return;
    if (this.#first === undefined && !this.#others?.has(listener)) this.#first = listener;
    else (this.#others ??= new Set()).add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    if (this.#first === listener) this.#first = undefined;
    else this.#others?.delete(listener);
  }

  /** Only the first time counts. */
  abort(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reason = reason;
    const first = this.#first;
    this.#first = undefined;
    first?.();
    if (this.#others) tell(this.#others);
  }
}

/** One operation: its clock reading, its deadline, its caller. Loaders live and die with it. */
export interface Session {
  /** Milliseconds since the epoch, read once, so that two fields of one operation mean the same now. */
  readonly now: number;
  /** The operation's place in this process' order (walk.ts). */
  readonly moment: number;
  /** Fires at the operation's deadline or when the caller goes away; every socket listens to it. */
  readonly signal: EndSignal;
  readonly caller: Caller;
  /** The walks that this process knows of; absent where no list is paged. */
  readonly walks?: Walks;
  /** How the sources have fared; absent where a page waits for each of them until the deadline. */
  readonly standings?: Standings;
  /** What the operation's time leaves to its sources; absent where nobody hurries them. */
  readonly time?: OperationTime;
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

/** Which operation of which caller, and what it asked for so far. */
export type Asker = Pick<Session, "caller" | "moment" | "calls" | "turn">;

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
  /** Reads that another one served, of this operation or of one that asked before: nothing was sent for them. */
  deduplicated: number;
}

const isTimeout = (reason: unknown): boolean =>
  typeof reason === "object" && reason !== null && "name" in reason && reason.name === "TimeoutError";

/**
 * Why an operation's signal fired, as the error to throw: its reason where that is an AuditError,
 * otherwise DEADLINE_EXCEEDED. A caller that went away gets the same code, and nobody reads the sentence.
 */
export const sessionEnded = (signal: Pick<EndSignal, "reason">): AuditError => {
  const reason: unknown = signal.reason;
  if (reason instanceof AuditError) return reason;
  return isTimeout(reason)
    ? new AuditError("DEADLINE_EXCEEDED", "The operation's deadline passed.", { retryable: true })
    : new AuditError("DEADLINE_EXCEEDED", "The operation was given up before its end.", { detail: "caller gone" });
};

/** Calls back when the signal fires, unless what it returns is called before. */
export const whenSessionEnds = (signal: EndSignal, ended: () => void): (() => void) => {
  signal.addEventListener("abort", ended);
  return () => signal.removeEventListener("abort", ended);
};

/** Waits for shared work without owning it: ends with the session, and leaves the work running for the others. */
export const untilSessionEnds = <T>(work: Promise<T>, signal: EndSignal): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const leave = (): void => {
      stop();
      reject(sessionEnded(signal));
    };
    const stop = whenSessionEnds(signal, leave);
    work.then(
      (result) => {
        stop();
        resolve(result);
      },
      (error: unknown) => {
        stop();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what failed goes on as it is
        reject(error);
      },
    );
    if (signal.aborted) leave();
  });

/**
 * The operation has made as many calls as were planned for it, and the source was not asked. It says nothing of the
 * source: the read of a list stops with what there is, and the next page goes on from there.
 */
export class CallsSpent extends AuditError {}

/** Calls that the operation may still make. */
export const callsLeft = (calls: CallCounts | undefined): number =>
  calls?.planned === undefined ? Infinity : Math.max(0, calls.planned - calls.made);
