import { SECOND } from "./window.js";

/** Time as a parameter; upstream/clock.ts has the machine's. */
export interface Timer {
  /** Milliseconds since the epoch. */
  now(): number;
  after(ms: number, callback: () => void): () => void;
}

export interface PatienceRules {
  /** Milliseconds that a source may hold a page, where the caller names none. */
  readonly patienceMs: number;
  /** The most that a caller may name. */
  readonly maxPatienceMs: number;
  /** Milliseconds of a whole operation. */
  readonly deadlineMs: number;
}

/** Milliseconds that a source may hold a page which held another one too long, and was not heard of since. */
const PROBE_MS = 150;
const FIRST_PAUSE_MS = 2 * SECOND;
const LONGEST_PAUSE_MS = 30 * SECOND;
/** A source that was well for so long begins with the first pause again. */
const FORGOTTEN_MS = 2 * LONGEST_PAUSE_MS;
interface Standing {
  isSlow: boolean;
  /** While it is slow: until when only coming through makes it well. */
  until: number;
  pauseMs: number;
  /** When it became well. */
  wellAt: number;
}

/**
 * How sources have fared, in this process. One that held a page for all of its share is slow: from then on it gets a short
 * try in each operation. Coming through a page within that time makes it well again; so does any answer after a pause,
 * which is longer each time, for the source may be slow for good.
 */
export class Standings {
  readonly #bySource = new Map<string, Standing>();

  readonly rules: PatienceRules;

  constructor(
    readonly timer: Timer,
    { patienceMs, maxPatienceMs, deadlineMs }: PatienceRules,
  ) {
    // The other half is for the sources that are well.
    const most = Math.min(maxPatienceMs, Math.floor(deadlineMs / 2));
    this.rules = { patienceMs: Math.min(patienceMs, most), maxPatienceMs: most, deadlineMs };
  }

  /** Milliseconds that the source may hold a page whose caller has this much patience. */
  shareOf(source: string, patienceMs: number): number {
    return this.isSlow(source) ? Math.min(PROBE_MS, patienceMs) : patienceMs;
  }

  isSlow(source: string): boolean {
    return this.#bySource.get(source)?.isSlow ?? false;
  }

  heldTooLong(source: string): void {
    const now = this.timer.now();
    const known = this.#bySource.get(source);
    if (known?.isSlow) return;
    const isAgain = known !== undefined && now - known.wellAt < FORGOTTEN_MS;
    const pauseMs = isAgain ? Math.min(LONGEST_PAUSE_MS, 2 * known.pauseMs) : FIRST_PAUSE_MS;
    this.#bySource.set(source, { isSlow: true, until: now + pauseMs, pauseMs, wellAt: now });
  }

  /** A request to it was answered, in time for a page or not. */
  answered(source: string): void {
    const known = this.#bySource.get(source);
    if (known && this.timer.now() >= known.until) this.cameThrough(source);
  }

  /** It answered all that a page asked of it, within its share. */
  cameThrough(source: string): void {
    const known = this.#bySource.get(source);
    if (!known?.isSlow) return;
    known.isSlow = false;
    known.wellAt = this.timer.now();
  }
}
