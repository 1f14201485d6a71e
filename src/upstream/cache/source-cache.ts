import type { Session } from "../../audit/session.js";
import { AuditError } from "../../audit/errors.js";
import type { CacheEvent, UpstreamObserver } from "../../telemetry/reports.js";
import type { Clock } from "../clock.js";
import { type CallKey, cacheKey } from "../options.js";
import { type Codec, type Held, isFresh, type Lifetime, mayStandIn, standIn } from "./entry.js";
import { Flights, inGoodTime } from "./flights.js";
import type { TwoTierCache } from "./stores.js";

export interface SourceCacheParts {
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
export interface KeptFor extends Lifetime {
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
export class SourceCache {
  readonly #flights = new Flights();

  constructor(private readonly parts: SourceCacheParts) {}

  async find<T>(call: CallKey, codec: Codec<T>, session: Session): Promise<Found<T> | undefined> {
    const { cache, clock } = this.parts;
    const entry = await cache?.find(this.#keyOf(call, session), codec);
    const fresh = entry !== undefined && isFresh(entry, clock.now());
    this.#tell(fresh ? "hit" : "miss");
    return entry && { value: entry.value, isFresh: fresh, keptAt: entry.keptAt };
  }

  /** `readAt`: the source was asked no earlier, milliseconds since the epoch. */
  keep<T>(call: CallKey, codec: Codec<T>, value: T, kept: KeptFor, session: Session): void {
    const { readAt, freshMs, staleMs } = kept;
    const entry = { readAt, keptAt: this.parts.clock.now(), freshMs, staleMs, value };
    this.parts.cache?.keep(this.#keyOf(call, session), entry, codec);
  }

  /** One read of a key under way at a time, and nothing kept: the answer is never older than the question. */
  share<T>(call: CallKey, session: Session, load: (session: Session) => Promise<T>): Promise<T> {
    return this.#flights.share(this.#keyOf(call, session), session, load);
  }

  /** What is kept and fresh, otherwise the source's answer, otherwise what is kept and older: with the problem that it stands in for. */
  async read<T>(read: CachedRead<T>, session: Session): Promise<Held<T>> {
    const known = await this.find(read.key, read.codec, session);
    if (known?.isFresh) return { value: known.value };
    const kept = async (): Promise<T | undefined> => {
      const found = await this.find(read.key, read.codec, session);
      return found?.isFresh ? found.value : undefined;
    };
    const key = this.#keyOf(read.key, session);
    const answer = this.#flights.share(key, session, (shared) => this.#ask(read, shared), kept);
    return known ? this.insteadOf(answer, known.value) : { value: await answer };
  }

  /** The answer; or, where the source fails or takes too long, what is at hand, with the problem. */
  async insteadOf<T>(answer: Promise<T>, atHand: T): Promise<Held<T>> {
    const { source, clock, patienceMs } = this.parts;
    try {
      return { value: await inGoodTime(answer, { source, clock, patienceMs }) };
    } catch (error) {
      if (!(error instanceof AuditError && mayStandIn(error))) throw error;
      this.#tell("stale");
      return { value: atHand, problem: standIn(error) };
    }
  }

  async #ask<T>({ key, codec, load, lifetime }: CachedRead<T>, session: Session): Promise<T> {
    const readAt = this.parts.clock.now();
    const value = await load(session);
    const kept = lifetime(value);
    if (kept) this.keep(key, codec, value, { readAt, ...kept }, session);
    return value;
  }

  #tell(result: CacheEvent["result"]): void {
    this.parts.observer.cached?.({ source: this.parts.source, result });
  }

  #keyOf(call: CallKey, { caller }: Session): string {
    return cacheKey(this.parts.scope, this.parts.perCaller ? caller.key : "", call);
  }
}
