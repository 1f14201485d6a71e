import { LRUCache } from "lru-cache";
import type { Appearance } from "./appearance.js";
import type { AuditError, ErrorCode } from "./errors.js";
import { type EndSignal, untilSessionEnds } from "./session.js";
import { inWindow, SECOND, type TimeWindow } from "./window.js";

/** How long after its end a reading serves others: counted from its begin, a slow source would be read by each of them. */
const SHARED_FOR = 5 * SECOND;
/** What two replicas' clocks may differ by. */
const SKEW = SECOND;
/** A longer reading is not shared. */
const MOST_RECORDS = 5_000;
/** Records of all readings together. */
const MOST_HELD = 50_000;

/** What a reading of one timeline has to hold. */
export interface Wanted {
  /** The part of the timeline, by the records' own times. */
  readonly window: TimeWindow;
  /** What became visible before it is left out. */
  readonly floor: number;
  /** The asker knows of a reading that ended then. An older one must not answer: what it lacks would be told once more. */
  readonly newerThan: number;
  /** What the asker takes for now. */
  readonly now: number;
}

/** What came of a reading of one timeline. */
interface Outcome {
  /** In the order in which they became visible. */
  readonly appearances: readonly Appearance[];
  /** Some of it could not be taken over. */
  readonly problem?: AuditError | undefined;
  /** It could not be read: there are no appearances. */
  readonly failure?: AuditError | undefined;
}

interface Reading extends Outcome {
  readonly wanted: Wanted;
  readonly startedAt: number;
  readonly endedAt: number;
}

const serves = (reading: Reading, { window, floor, newerThan }: Wanted, now: number): boolean =>
  reading.startedAt > newerThan + SKEW &&
  now - reading.endedAt <= SHARED_FOR &&
  reading.wanted.window.from <= window.from &&
  reading.wanted.floor <= floor &&
  // It was read up to its own now: what has begun since is told by a later one.
  (reading.wanted.window.to >= window.to || reading.wanted.window.to >= reading.wanted.now);

/**
 * What a source says to everybody alike. A reader whose calls, time or place in a queue are spent has failed alone; and what
 * is unavailable is left alone by its breaker.
 */
const SAID_TO_ALL: ReadonlySet<ErrorCode> = new Set([
  "NOT_FOUND",
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_RATE_LIMITED",
  "UPSTREAM_REJECTED",
  "UPSTREAM_CONTRACT_VIOLATION",
]);

/**
 * The last readings, so that a thousand callers who poll one list cost as much as one who polls it every few seconds. One
 * caller who polls alone is never served from here: his token is of the last reading, or of a newer one.
 */
export class NewsReadings {
  readonly #readings = new LRUCache<string, Reading>({
    maxSize: MOST_HELD,
    sizeCalculation: ({ appearances }) => appearances.length + 1,
    ttl: SHARED_FOR,
    perf: { now: () => this.clock() },
  });
  readonly #underWay = new Map<string, { readonly startedAt: number; readonly done: Promise<void> }>();

  /** Milliseconds since the epoch. */
  constructor(readonly clock: () => number) {}

  /** A reading that serves, where need be one that is under way; or one that begins now, for this asker and all others. */
  async findOrBegin(key: string, wanted: Wanted, signal: EndSignal): Promise<FoundReading | ReadingUnderWay> {
    for (;;) {
      const reading = this.#readings.get(key);
      if (reading && serves(reading, wanted, this.clock())) return foundIn(reading, wanted);
      const underWay = this.#underWay.get(key);
      // One begins it, and the others wait: not each of them where it served nobody.
      if (!underWay || underWay.startedAt <= wanted.newerThan + SKEW) return this.#begin(key, wanted);
      await untilSessionEnds(underWay.done, signal);
    }
  }

  #begin(key: string, wanted: Wanted): ReadingUnderWay {
    const startedAt = this.clock();
    let done = (): void => undefined;
    const underWay = { startedAt, done: new Promise<void>((resolve) => (done = resolve)) };
    this.#underWay.set(key, underWay);
    return {
      isBegun: true,
      end: (outcome) => {
        const endedAt = this.clock();
        const { appearances, failure } = outcome;
        const isShared = failure ? SAID_TO_ALL.has(failure.code) : appearances.length <= MOST_RECORDS;
        if (isShared) this.#readings.set(key, { ...outcome, wanted, startedAt, endedAt });
        if (this.#underWay.get(key) === underWay) this.#underWay.delete(key);
        done();
      },
    };
  }
}

const foundIn = ({ appearances, endedAt, problem, failure }: Reading, { floor, window }: Wanted): FoundReading => {
  const fits = ({ key: { time }, record }: Appearance): boolean => time >= floor && inWindow(record.key.time, window);
  return { isBegun: false, appearances: appearances.filter(fits), endedAt, problem, failure };
};

interface FoundReading extends Outcome {
  readonly isBegun: false;
  readonly endedAt: number;
}

export interface ReadingUnderWay {
  readonly isBegun: true;
  /** To be called, whatever becomes of it. */
  end(outcome: Outcome): void;
}
