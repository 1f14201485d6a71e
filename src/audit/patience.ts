import { AuditError } from "./errors.js";
import type { Session } from "./session.js";
import type { Standings } from "./standings.js";
import { SECOND } from "./window.js";

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

/** Of the deadline, what is held back to write the answer. */
const RESERVE_SHARE = 1 / 10;
const MOST_RESERVE_MS = SECOND;

/** What is counted at once. A late timer counts twice as much at most: a busy process is not the source's fault. */
const STEP_MS = 50;
/** What each arrival gives its source back: one that has much to read, and comes on, is not slow. */
const EARNED_MS = 50;
/** Whose waiting is counted together. */
type Whose = Pick<Wait, "source" | "standing">;

const nameOf = ({ source, standing = source }: Whose): string => standing;

/** What is waited for under one name. A page may wait for thousands of instances of one source. */
interface Group {
  readonly source: string;
  readonly waits: Set<Wait>;
}

const groupsOf = (waits: readonly Wait[]): Map<string, Group> => {
  const groups = new Map<string, Group>();
  for (const wait of waits) {
    const known = groups.get(nameOf(wait));
    if (known) known.waits.add(wait);
    else groups.set(nameOf(wait), { source: wait.source, waits: new Set([wait]) });
  }
  return groups;
};

/** Given up in a step of the event loop's turns. */
const GIVEN_UP_PER_STEP = 32;

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
  readonly #operation: Session["time"];
  readonly #turn: Session["turn"];
  readonly #heldMs = new Map<string, number>();
  /** Of the sources that are to hurry: milliseconds of holding after which they are given up. */
  readonly #lasts = new Map<string, number>();
  readonly #endsAt: number;

  constructor(
    private readonly standings: Standings,
    private readonly patienceMs: number,
    { now: begunAt, time, turn }: Pick<Session, "now" | "time" | "turn">,
  ) {
    this.#operation = time;
    this.#turn = turn;
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
      if (!this.#lasts.has(name) && this.#operation?.hasAnswered(name)) this.standings.cameThrough(name);
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
      const groups = groupsOf(waits);
      let left = waits.length;
      let countedAt = timer.now();
      let cancel = (): void => undefined;
      const over = (): void => {
        left -= 1;
        if (left > 0) return;
        cancel();
        resolve();
      };
      const giveUp = (name: string, group: Group, why: AuditError): void => {
        groups.delete(name);
        void this.#giveUp(group, why, over);
      };
      const count = (): void => {
        const now = timer.now();
        const elapsed = Math.min(Math.max(0, now - countedAt), 2 * STEP_MS);
        countedAt = now;
        if (this.isOver) for (const [name, group] of groups) giveUp(name, group, timeIsUp(group.source));
        // A busy process is not the sources' fault, nor is a queue of others' requests.
        const isTheirs = this.#operation?.waitsForTurn !== true;
        if (isTheirs && groups.size > 0 && isThere(new Set([...groups.values()].map(({ source }) => source)))) {
          for (const [name, group] of groups) {
            if (this.#isTooLong(name, elapsed)) giveUp(name, group, this.#tooSlow(group.source));
          }
        }
        if (groups.size > 0) cancel = timer.after(STEP_MS, count);
      };
      for (const [name, group] of groups) {
        for (const wait of group.waits) {
          void wait.arrived.then(() => {
            if (!group.waits.delete(wait)) return;
            if (group.waits.size === 0) groups.delete(name);
            this.#earn(name);
            over();
          });
        }
      }
      if (waits.length === 0) resolve();
      else cancel = timer.after(STEP_MS, count);
    });
  }

  /** What arrives before its turn comes is not given up. */
  async #giveUp({ waits }: Group, why: AuditError, over: () => void): Promise<void> {
    let given = 0;
    for (const wait of waits) {
      // An operation of thousands of waits has whatever each of them brings about to do.
      const turn = given % GIVEN_UP_PER_STEP === 0 ? this.#turn?.() : undefined;
      // The operation ended meanwhile: nothing else does either.
      if (turn) await turn.catch(() => new Promise(setImmediate));
      if (!waits.delete(wait)) continue;
      given += 1;
      wait.giveUp(why);
      over();
    }
  }

  readonly #tooSlow = (source: string): AuditError => this.#operation?.failureOf(source) ?? heldThePage(source);

  #earn(name: string): void {
    const held = this.#heldMs.get(name);
    if (held !== undefined) this.#heldMs.set(name, Math.max(0, held - EARNED_MS));
  }

  #isTooLong(name: string, elapsed: number): boolean {
    const held = (this.#heldMs.get(name) ?? 0) + elapsed;
    this.#heldMs.set(name, held);
    const lasts = this.#lasts.get(name);
    if (lasts !== undefined) return held >= lasts;
    if (held < this.standings.shareOf(name, this.patienceMs)) return false;
    this.#lasts.set(name, held + GRACE_MS);
    // Whatever else it waited for, others' requests before its own among it, says nothing of the source.
    if (this.#operation?.isAsking(name) !== false) this.standings.heldTooLong(name);
    this.#operation?.hurry(name);
    return false;
  }
}
