import type { Caller, Session } from "../../audit/session.js";
import { AuditError } from "../../audit/errors.js";
import type { CacheEvent, UpstreamObserver } from "../../telemetry/reports.js";
import type { Clock } from "../clock.js";
import type { CallKey } from "../options.js";
import {
  cacheKey,
  type Codec,
  type Entry,
  type Held,
  isFresh,
  type Lifetime,
  mayStandIn,
  standIn,
  type TwoTierCache,
} from "./stores.js";
import { Flights, inGoodTime } from "./flights.js";

interface SourceCacheParts {
  readonly source: string;
  /** Absent: nothing is kept, and equal reads are still shared. */
  readonly cache: TwoTierCache | undefined;
  readonly clock: Clock;
  readonly scope: string;
  /** The answers depend on who asks. */
  readonly perCaller: boolean;
  /** Milliseconds that a source may take where an older answer is at hand. */
  readonly patienceMs: number;
  readonly observer: UpstreamObserver;
}

export interface Found<T> {
  readonly value: T;
  readonly isFresh: boolean;
  /** Milliseconds since the epoch: what is asked later is another read. */
  readonly keptAt: number;
}

/** How long a value is kept, and from when on. */
interface KeptFor extends Lifetime {
  readonly readAt: number;
}

/** A read that may be answered by what was kept. */
export interface CachedRead<T> {
  readonly key: CallKey;
  readonly codec: Codec<T>;
  /** Asks the source. */
  readonly load: (session: Session) => Promise<T>;
  /** How long the value is kept; undefined: not at all. */
  readonly lifetime: (value: T) => Lifetime | undefined;
}

/**
 * What one source's answers may be kept for is decided in the source's folder; here is how. What depends on the caller is
 * found by that caller alone.
 */
/** No caller's key: those are hashes, or words of the access modes. */
const WITHOUT_TOKEN = "-";

export class SourceCache {
  readonly #flights = new Flights();

  constructor(private readonly parts: SourceCacheParts) {}

  /** At once where memory decides. */
  find<T>(call: CallKey, codec: Codec<T>, session: Session): Found<T> | undefined | Promise<Found<T> | undefined> {
    return this.#find(this.#keyOf(call, session), codec);
  }

  /** `readAt`: the source was asked no earlier, milliseconds since the epoch. */
  keep<T>(call: CallKey, codec: Codec<T>, value: T, kept: KeptFor, session: Session): void {
    this.#keep(this.#keyOf(call, session), codec, value, kept);
  }

  /** One read of a key under way at a time, and nothing kept: the answer is never older than the question. */
  share<T>(call: CallKey, session: Session, load: (session: Session) => Promise<T>): Promise<T> {
    // It does not leave the process, and names the arguments as they are.
    const key = JSON.stringify(this.parts.perCaller ? [session.caller.key, call] : call);
    return this.#flights.share(key, session, load);
  }

  /** What is kept and fresh, otherwise the source's answer, otherwise what is kept and older: with the problem that it stands in for. */
  async read<T>(read: CachedRead<T>, session: Session): Promise<Held<T>> {
    const key = this.#keyOf(read.key, session);
    const known = await this.#find(key, read.codec);
    if (known?.isFresh) return { value: known.value };
    const kept = async (): Promise<T | undefined> => {
      const found = await this.#find(key, read.codec);
      return found?.isFresh ? found.value : undefined;
    };
    const answer = this.#flights.share(key, session, (shared) => this.#ask(key, read, shared), kept);
    return known ? this.insteadOf(answer, known.value, session) : { value: await answer };
  }

  /** The source's answer, which is kept; what is kept already does not do. */
  readAnew<T>(read: CachedRead<T>, session: Session): Promise<T> {
    const key = this.#keyOf(read.key, session);
    return this.#flights.share(key, session, (shared) => this.#ask(key, read, shared));
  }

  /** The answer; or, where the source fails or takes too long, what is at hand, with the problem. */
  async insteadOf<T>(answer: Promise<T>, atHand: T, session: Session): Promise<Held<T>> {
    const { source, clock, patienceMs } = this.parts;
    try {
      return { value: await inGoodTime(answer, { source, clock, patienceMs, session }) };
    } catch (error) {
      if (!(error instanceof AuditError && mayStandIn(error))) throw error;
      this.#tell("stale");
      return { value: atHand, problem: standIn(error) };
    }
  }

  async #ask<T>(key: string, { codec, load, lifetime }: CachedRead<T>, session: Session): Promise<T> {
    const readAt = this.parts.clock.now();
    const value = await load(session);
    const kept = lifetime(value);
    if (kept) this.#keep(key, codec, value, { readAt, ...kept });
    return value;
  }

  #find<T>(key: string, codec: Codec<T>): Found<T> | undefined | Promise<Found<T> | undefined> {
    const entry = this.parts.cache?.find(key, codec);
    return entry instanceof Promise ? entry.then((found) => this.#judged(found)) : this.#judged(entry);
  }

  #judged<T>(entry: Entry<T> | undefined): Found<T> | undefined {
    const fresh = entry !== undefined && isFresh(entry, this.parts.clock.now());
    this.#tell(fresh ? "hit" : "miss");
    return entry && { value: entry.value, isFresh: fresh, keptAt: entry.keptAt };
  }

  #keep<T>(key: string, codec: Codec<T>, value: T, { readAt, freshMs, staleMs }: KeptFor): void {
    this.parts.cache?.keep(key, { readAt, keptAt: this.parts.clock.now(), freshMs, staleMs, value }, codec);
  }

  /** Whom an answer is for: that caller alone; all who send no token of their own, and are refused alike; or, where it is empty, everybody. */
  audience({ key, token }: Pick<Caller, "key" | "token">): string {
    if (!this.parts.perCaller) return "";
    return token === undefined || token === "" ? WITHOUT_TOKEN : key;
  }

  #tell(result: CacheEvent["result"]): void {
    this.parts.observer.cached?.({ source: this.parts.source, result });
  }

  #keyOf(call: CallKey, { caller }: Session): string {
    return cacheKey(this.parts.scope, this.audience(caller), call);
  }
}

/** Reads of one kind within one operation. */
export interface Once<Ask, T> {
  /** What the first read of an equal ask came to, or comes to, failures too. */
  readonly load: (ask: Ask) => Promise<T>;
  /** Reads once more; later asks get that. */
  readonly loadAnew: (ask: Ask) => Promise<T>;
}

/** Each distinct read of an operation goes out once. What it serves again is a call that was not made, and is counted. */
export const once = <Ask, T>(
  { calls }: Pick<Session, "calls">,
  read: (ask: Ask) => Promise<T>,
  keyOf: (ask: Ask) => unknown = (ask) => ask,
): Once<Ask, T> => {
  const reads = new Map<unknown, Promise<T>>();
  const loadAnew = (ask: Ask): Promise<T> => {
    const asked = read(ask);
    reads.set(keyOf(ask), asked);
    return asked;
  };
  return {
    loadAnew,
    load: (ask) => {
      const known = reads.get(keyOf(ask));
      if (known && calls) calls.deduplicated += 1;
      return known ?? loadAnew(ask);
    },
  };
};

/** Reads that went out in one turn. */
class Round {
  #underWay = 0;
  #isClosed = false;
  #over: (() => void)[] = [];

  constructor(closed: () => void) {
    // The turn is over when everything is done that waits for nothing but promises.
    queueMicrotask(() =>
      process.nextTick(() => {
        closed();
        this.#isClosed = true;
        this.#tell();
      }),
    );
  }

  add<T>(read: Promise<T>): Promise<T> {
    this.#underWay += 1;
    return new Promise((resolve, reject) => {
      const done = (tell: () => void): void => {
        this.#over.push(tell);
        this.#underWay -= 1;
        this.#tell();
      };
      read.then(
        (result) => done(() => resolve(result)),
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what failed goes on as it is
        (error: unknown) => done(() => reject(error)),
      );
    });
  }

  #tell(): void {
    if (!this.#isClosed || this.#underWay > 0) return;
    const over = this.#over;
    this.#over = [];
    for (const each of over) each();
  }
}

/**
 * Reads that go out in one turn are answered together, when the last of them is. So what was asked ahead is not left under
 * way, uncounted, when the operation is answered.
 */
export const inRounds = <Ask, T>(read: (ask: Ask) => Promise<T>): ((ask: Ask) => Promise<T>) => {
  let open: Round | undefined;
  return (ask) => {
    open ??= new Round(() => (open = undefined));
    return open.add(read(ask));
  };
};
