import { AuditError } from "./errors.js";
import type { OperationTime } from "./operation-time.js";
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
/** Of the deadline, what is held back to write the answer. */
const RESERVE_SHARE = 1 / 10;
const MOST_RESERVE_MS = SECOND;

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

/** Something of one source that a page waits for. */
export interface Wait {
  readonly source: string;
  /** By what name it fares, where that is not its source's: a file store may be slow while its source is well. */
  readonly standing?: string | undefined;
  /** Settles when it is there, however it went. Never rejects. */
  readonly arrived: Promise<void>;
  /** Nobody waits for it any more. */
  giveUp(why: AuditError): void;
}

/** What is counted at once. A late timer counts twice as much at most: a busy process is not the source's fault. */
const STEP_MS = 50;
/** What each arrival gives its source back: one that has much to read, and comes on, is not slow. */
const EARNED_MS = 50;
/** Whose waiting is counted together. */
type Whose = Pick<Wait, "source" | "standing">;

const nameOf = ({ source, standing = source }: Whose): string => standing;

/** From when a source is to show what is at hand until it is given up. */
const GRACE_MS = 100;

const heldThePage = (source: string): AuditError =>
  new AuditError("UPSTREAM_TIMEOUT", `Source "${source}" took longer than it may hold the page.`, {
    source,
    retryable: true,
    detail: "held a merged page too long",
  });

export const timeIsUp = (source: string): AuditError =>
  new AuditError("DEADLINE_EXCEEDED", `The operation's time was over before source "${source}" was read further.`, {
    source,
    retryable: true,
  });

/**
 * How long the sources of one page have held it. The time of a source counts while it is waited for and another source
 * is there: where all are slow, nobody is held by anybody.
 */
export class Holds {
  readonly #heldMs = new Map<string, number>();
  /** Of the sources that are to hurry: milliseconds of holding after which they are given up. */
  readonly #lasts = new Map<string, number>();
  readonly #endsAt: number;

  constructor(
    private readonly standings: Standings,
    private readonly patienceMs: number,
    /** When the operation began. */
    begunAt: number,
    private readonly operation: OperationTime | undefined,
  ) {
    const { deadlineMs } = standings.rules;
    this.#endsAt = begunAt + deadlineMs - Math.min(MOST_RESERVE_MS, deadlineMs * RESERVE_SHARE);
  }

  /** The rest of the operation's time is for writing what there is. */
  get isOver(): boolean {
    return this.standings.timer.now() >= this.#endsAt;
  }

  /** The page is read: what was not too slow for it, and did answer, is well. */
  ended(all: Iterable<Whose>): void {
    for (const name of new Set([...all].map(nameOf))) {
      if (!this.#lasts.has(name) && this.operation?.hasAnswered(name)) this.standings.cameThrough(name);
    }
  }

  /** Something of what is waited for whole has come: only silence is slow. */
  comesOn(whose: Whose): void {
    const name = nameOf(whose);
    if (this.#lasts.has(name)) this.#earn(name);
    else this.#heldMs.delete(name);
  }

  /** Resolves when each wait has arrived or was given up. `isThere`: is there another source that is not waited for? */
  all(waits: readonly Wait[], isThere: (waitedFor: ReadonlySet<string>) => boolean): Promise<void> {
    const { timer } = this.standings;
    return new Promise((resolve) => {
      const pending = new Set(waits);
      let countedAt = timer.now();
      let cancel = (): void => undefined;
      const giveUp = (name: string | undefined, why: (source: string) => AuditError): void => {
        for (const wait of pending) {
          if (name !== undefined && nameOf(wait) !== name) continue;
          pending.delete(wait);
          wait.giveUp(why(wait.source));
        }
      };
      const count = (): void => {
        const now = timer.now();
        const elapsed = Math.min(Math.max(0, now - countedAt), 2 * STEP_MS);
        countedAt = now;
        if (this.isOver) giveUp(undefined, timeIsUp);
        const waitedFor = new Set([...pending].map(({ source }) => source));
        if (waitedFor.size > 0 && isThere(waitedFor)) {
          const named = new Map([...pending].map((wait) => [nameOf(wait), wait]));
          for (const [name, wait] of named) if (this.#isTooLong(wait, elapsed)) giveUp(name, this.#tooSlow);
        }
        if (pending.size === 0) resolve();
        else cancel = timer.after(STEP_MS, count);
      };
      for (const wait of waits) {
        void wait.arrived.then(() => {
          if (!pending.delete(wait)) return;
          this.#earn(nameOf(wait));
          if (pending.size > 0) return;
          cancel();
          resolve();
        });
      }
      if (waits.length === 0) resolve();
      else cancel = timer.after(STEP_MS, count);
    });
  }

  readonly #tooSlow = (source: string): AuditError => this.operation?.failureOf(source) ?? heldThePage(source);

  #earn(name: string): void {
    const held = this.#heldMs.get(name);
    if (held !== undefined) this.#heldMs.set(name, Math.max(0, held - EARNED_MS));
  }

  #isTooLong(wait: Whose, elapsed: number): boolean {
    const name = nameOf(wait);
    const held = (this.#heldMs.get(name) ?? 0) + elapsed;
    this.#heldMs.set(name, held);
    const lasts = this.#lasts.get(name);
    if (lasts !== undefined) return held >= lasts;
    if (held < this.standings.shareOf(name, this.patienceMs)) return false;
    this.#lasts.set(name, held + GRACE_MS);
    this.standings.heldTooLong(name);
    this.operation?.hurry(name);
    return false;
  }
}
