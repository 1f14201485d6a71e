import { LRUCache } from "lru-cache";
import type { Appearance } from "./appearance.js";
import { type EndSignal, untilSessionEnds } from "./session.js";
import { inWindow, SECOND, type TimeWindow } from "./window.js";

/** How long after its end a reading serves others: counted from its begin, a slow source would be read by each of them. */
export const SHARED_FOR = 5 * SECOND;
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
}

/** One reading of one timeline, whole. */
interface Reading {
  readonly window: TimeWindow;
  readonly floor: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** In the order in which they became visible. */
  readonly appearances: readonly Appearance[];
}

const serves = (reading: Reading, { window, floor, newerThan }: Wanted, now: number): boolean =>
  reading.startedAt > newerThan + SKEW &&
  now - reading.endedAt <= SHARED_FOR &&
  reading.window.from <= window.from &&
  reading.floor <= floor &&
  // What begins after the reading cannot have been listed when it was made.
  (reading.window.to >= window.to || reading.window.to >= reading.startedAt);

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

  /** A reading that serves; waits for one that is under way. */
  async find(
    key: string,
    wanted: Wanted,
    signal: EndSignal,
  ): Promise<Pick<Reading, "appearances" | "endedAt"> | undefined> {
    const underWay = this.#underWay.get(key);
    if (underWay && underWay.startedAt > wanted.newerThan + SKEW) await untilSessionEnds(underWay.done, signal);
    const reading = this.#readings.get(key);
    if (!reading || !serves(reading, wanted, this.clock())) return undefined;
    const { appearances, endedAt } = reading;
    const fits = ({ key: { time }, record }: Appearance): boolean =>
      time >= wanted.floor && inWindow(record.key.time, wanted.window);
    return { appearances: appearances.filter(fits), endedAt };
  }

  /** A reading begins. To be ended, whatever becomes of it. */
  begin(key: string, { window, floor }: Wanted): ReadingUnderWay {
    const startedAt = this.clock();
    let done = (): void => undefined;
    const underWay = { startedAt, done: new Promise<void>((resolve) => (done = resolve)) };
    this.#underWay.set(key, underWay);
    let appearances: Appearance[] | undefined = [];
    return {
      took: (records) => {
        if (appearances && appearances.length + records.length > MOST_RECORDS) appearances = undefined;
        appearances?.push(...records);
      },
      end: (isWhole) => {
        const endedAt = this.clock();
        if (isWhole && appearances) this.#readings.set(key, { window, floor, startedAt, endedAt, appearances });
        if (this.#underWay.get(key) === underWay) this.#underWay.delete(key);
        done();
      },
    };
  }
}

export interface ReadingUnderWay {
  took(records: readonly Appearance[]): void;
  end(isWhole: boolean): void;
}
