import type { CoverageTracker } from "./coverage.js";
import { asAuditError } from "./errors.js";
import { Head } from "./head.js";
import { type Holds, timeIsUp, type Wait } from "./patience.js";
import { type AuditRecord, compareIn, type RecordKey } from "./record.js";
import type { ReadRequest, Timeline } from "./timeline.js";

/** `front`: the time up to which all timelines are known, and all records are out; undefined where nothing is. */
export interface Cut {
  readonly front: number | undefined;
}

/** A chunk that is at hand is little work, and one that is not takes a step of its own where the source is asked. */
const STEPS_OF_CHUNK = 1 / 4;
/** Timelines that are begun, or left, in one turn. */
const AT_ONCE = 16;

/**
 * Many timelines as one, in one order; ties by source, instance, id. The heads that hold the next record up are
 * advanced together, so that reads of different timelines run side by side.
 *
 * A timeline that fails is passed, and the others go on. One that stops for want of calls holds all of them back: the
 * next page goes on from where they stopped, and what the others hold beyond would hide what this one holds before it.
 * One that is slow is waited for as long as its share lasts (patience.ts), and is then passed like one that failed.
 */
export class Merge<R extends AuditRecord> {
  readonly #heads: readonly Head<R>[];
  #cut: Cut | undefined;

  constructor(
    timelines: readonly Timeline<R>[],
    private readonly request: ReadRequest,
    private readonly holds?: Holds,
  ) {
    const shared = { ...request, among: timelines.length };
    this.#heads = timelines.map((timeline) => new Head(timeline, shared));
  }

  /** One tracker for each timeline, in the order in which they were given. */
  get trackers(): readonly CoverageTracker[] {
    return this.#heads.map(({ tracker }) => tracker);
  }

  /** Where the merge stopped for want of calls; undefined where it did not. */
  get cut(): Cut | undefined {
    return this.#cut;
  }

  /**
   * The records in runs: a run holds what can be told without waiting, for a promise for each record would cost more
   * than the record. A reader that leaves the iteration leaves the timelines.
   */
  async *runs(): AsyncGenerator<Iterable<R>, void, undefined> {
    try {
      for (;;) {
        yield this.#ready();
        let waiting = this.#waitingFor(this.#earliest()?.first);
        if (waiting.length === 0) return;
        if (this.holds?.isOver) {
          // An operation of a thousand pages hears of it for all of them at once.
          await this.request.turn?.();
          for (const head of waiting) head.stop(timeIsUp(head.source));
          waiting = this.#waitingFor(this.#earliest()?.first);
          if (waiting.length === 0) continue;
        }
        const moving = this.#behindTheSpent(waiting);
        if (moving.length === 0) {
          const front = this.#front();
          this.#cut = { front };
          for (const head of waiting) if (head.through === front) head.holdsBack();
          return;
        }
        await this.#advance(moving);
      }
    } finally {
      await this.#leave();
    }
  }

  /** One step further with all of them. Of thousands, some begin it in each turn. */
  async #advance(moving: readonly Head<R>[]): Promise<void> {
    const waits: Wait[] = [];
    for (let at = 0; at < moving.length; at += AT_ONCE) {
      const some = moving.length <= AT_ONCE ? moving : moving.slice(at, at + AT_ONCE);
      try {
        const turn = this.request.turn?.(some.length * STEPS_OF_CHUNK);
        if (turn) await turn;
        if (at > 0 && this.holds?.isOver) {
          for (const head of moving.slice(at)) head.stop(timeIsUp(head.source));
          break;
        }
      } catch (thrown) {
        // The operation has ended.
        for (const head of moving.slice(at)) head.stop(asAuditError(thrown));
        break;
      }
      for (const head of some) waits.push(head.waitFor());
    }
    if (!this.holds) await Promise.all(waits.map(({ arrived }) => arrived));
    else await this.holds.all(waits, (waitedFor) => this.#heads.some(({ source }) => !waitedFor.has(source)));
  }

  async #leave(): Promise<void> {
    const open = this.#heads.filter((head) => head.isOpen);
    const left: Promise<unknown>[] = [];
    for (let at = 0; at < open.length; at += AT_ONCE) {
      // What is left when the operation has ended is left at once.
      const turn = at > 0 ? this.request.turn?.() : undefined;
      if (turn) await turn.catch(() => undefined);
      const some = Promise.all(open.slice(at, at + AT_ONCE).flatMap((head) => head.leave() ?? []));
      some.catch(() => undefined);
      left.push(some);
    }
    await Promise.all(left);
  }

  /** What can be told without waiting. One timeline is in its order already. */
  #ready(): Iterable<R> {
    const [head, ...others] = this.#heads;
    return head && others.length === 0 ? head.takeAll() : this.#merged();
  }

  *#merged(): Generator<R, void, undefined> {
    for (;;) {
      const head = this.#earliest();
      const next = head?.first;
      if (!head || next === undefined || this.#heads.some((each) => this.#mayComeBefore(each, head.place))) return;
      yield next;
      head.take();
    }
  }

  /** The heads that may hold something before this record, or anything where there is none. */
  #waitingFor(next: R | undefined): readonly Head<R>[] {
    return this.#heads.filter((head) => this.#mayComeBefore(head, next?.key));
  }

  #mayComeBefore(head: Head<R>, next: RecordKey | undefined): boolean {
    return !head.done && head.first === undefined && !(next && head.isPast(next.time, this.request.order));
  }

  /** The waiting heads that can still bring the front forward: not the spent, and none that is past one of those. */
  #behindTheSpent(waiting: readonly Head<R>[]): readonly Head<R>[] {
    const spent = waiting.filter((head) => head.isSpent);
    if (spent.length === 0) return waiting;
    const front = this.#front(spent);
    if (front === undefined) return [];
    return waiting.filter((head) => !head.isSpent && !this.#reaches(head, front));
  }

  /** The time up to which all of the heads are known; undefined where nothing is known of one of them. */
  #front(heads: readonly Head<R>[] = this.#heads.filter((head) => !head.done)): number | undefined {
    const known = heads.map(({ through }) => through);
    if (!known.every((through) => through !== undefined)) return undefined;
    return this.request.order === "OLDEST_FIRST" ? Math.min(...known) : Math.max(...known);
  }

  #reaches({ through }: Head<R>, front: number): boolean {
    if (through === undefined) return false;
    return this.request.order === "OLDEST_FIRST" ? through >= front : through <= front;
  }

  #earliest(): Head<R> | undefined {
    const { order } = this.request;
    let earliest: Head<R> | undefined;
    for (const head of this.#heads) {
      if (head.place && (!earliest?.place || compareIn(order, head.place, earliest.place) < 0)) earliest = head;
    }
    return earliest;
  }
}
