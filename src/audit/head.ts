import { CoverageTracker } from "./coverage.js";
import { asAuditError, type AuditError } from "./errors.js";
import type { Wait } from "./patience.js";
import type { AuditRecord, RecordKey } from "./record.js";
import { CallsSpent } from "./session.js";
import type { Chunk, ReadRequest, Timeline } from "./timeline.js";
import type { RecordOrder } from "./window.js";

/** One timeline being read: what has arrived of it, and how far it has come. */
export class Head<R extends AuditRecord> {
  readonly tracker: CoverageTracker;
  readonly source: string;
  #chunks: AsyncIterator<Chunk<R>> | undefined;
  #records: readonly R[] = [];
  #next = 0;
  #placed: R | undefined;
  #place: RecordKey | undefined;
  #through: number | undefined;
  /** Why it can go no further, although it is not at its end. */
  #spent: AuditError | undefined;
  /** It was given up while it was waited for: what comes of it comes too late. */
  #isLeft = false;
  done = false;

  constructor(
    private readonly timeline: Timeline<R>,
    private readonly request: ReadRequest,
  ) {
    this.source = timeline.source.name;
    this.tracker = new CoverageTracker(timeline, request);
  }

  get first(): R | undefined {
    return this.#records[this.#next];
  }

  /** Where its first record stands. Looked at for each record of the others, and made once. */
  get place(): RecordKey | undefined {
    const { first } = this;
    if (first !== this.#placed) {
      this.#placed = first;
      this.#place = first?.key;
    }
    return this.#place;
  }

  get through(): number | undefined {
    return this.#through;
  }

  get isSpent(): boolean {
    return this.#spent !== undefined;
  }

  take(): void {
    this.#next += 1;
  }

  /** Everything that has arrived of it. */
  takeAll(): readonly R[] {
    const records = this.#next === 0 ? this.#records : this.#records.slice(this.#next);
    this.#next = this.#records.length;
    return records;
  }

  /** Can nothing that is still to come stand before a record of this time? */
  isPast(time: number, order: RecordOrder): boolean {
    if (this.done) return true;
    if (this.#through === undefined) return false;
    return order === "OLDEST_FIRST" ? time < this.#through : time >= this.#through;
  }

  /** One step further. A failing timeline ends here and is reported; it never takes the others with it. */
  async advance(): Promise<void> {
    try {
      this.#chunks ??= this.timeline.read(this.request)[Symbol.asyncIterator]();
      const step = await this.#chunks.next();
      if (this.#isLeft) return;
      if (step.done === true) {
        this.done = true;
        return;
      }
      this.tracker.took(step.value);
      this.#records = step.value.records;
      this.#next = 0;
      this.#through = step.value.through;
    } catch (thrown) {
      if (this.#isLeft) return;
      if (thrown instanceof CallsSpent) this.#spent = thrown;
      else this.#fail(asAuditError(thrown));
    }
  }

  /** One step further, which may be given up. */
  waitFor(): Wait {
    return {
      source: this.source,
      arrived: this.advance(),
      giveUp: (why) => {
        this.#isLeft = true;
        if (why.code === "DEADLINE_EXCEEDED") this.stop(why);
        else this.#fail(why);
      },
    };
  }

  /** The operation's time is over. What is known of it may be shown, and gone on from; otherwise it is missing. */
  stop(why: AuditError): void {
    if (this.#through === undefined) this.#fail(why);
    else this.#spent ??= why;
  }

  /** The page ends where this one could go no further. */
  holdsBack(): void {
    if (this.#spent) this.tracker.stopped(this.#spent);
  }

  /** It was not read to its end: whoever reads no further leaves it. */
  get isOpen(): boolean {
    return !this.done || this.#isLeft;
  }

  /** Undefined where there is nothing to wait for. */
  leave(): Promise<unknown> | undefined {
    const left = this.#chunks?.return?.();
    if (!this.#isLeft) return left;
    // What is still under way is waited for by nobody.
    left?.catch(() => undefined);
    return undefined;
  }

  #fail(why: AuditError): void {
    this.tracker.failed(why);
    this.done = true;
  }
}
