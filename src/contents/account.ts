import type { Coverage } from "../audit/coverage.js";
import type { AuditError } from "../audit/errors.js";
import type { SourceInfo } from "../audit/record.js";
import type { AuditLogFileRecord, EntryFormat } from "../audit/sources.js";
import type { Session } from "../audit/session.js";

/** What one operation may read of files' contents. */
const MOST_BYTES = 64 * 1024 * 1024;
export const MOST_FILES = 20;

/** What is left of it, for all of the operation's fields together. */
class ReadBudget {
  bytes = MOST_BYTES;
  readonly #files = new Set<string>();

  get files(): number {
    return MOST_FILES - this.#files.size;
  }

  /** May this file be opened? One that is open counts once. */
  opens(key: string): boolean {
    if (this.#files.has(key)) return true;
    if (this.files <= 0 || this.bytes <= 0) return false;
    this.#files.add(key);
    return true;
  }
}

const budgets = new WeakMap<Session["signal"], ReadBudget>();

/** The operation's own: it lives as long as its signal. */
export const budgetOf = ({ signal }: Pick<Session, "signal">): ReadBudget => {
  const known = budgets.get(signal);
  if (known) return known;
  const made = new ReadBudget();
  budgets.set(signal, made);
  return made;
};

/** How the reading of one instance's files went. */
interface Part {
  readonly source: SourceInfo;
  readonly instance: string;
  recordsRead: number;
  problem: AuditError | null;
}

const coverageOf = ({ source, instance, recordsRead, problem }: Part): Coverage => ({
  source,
  instance,
  state: problem ? "FAILED" : "COMPLETE",
  recordsRead,
  problem,
});

/** Of an instance, among all sources. */
export const instanceNameOf = ({ name }: Pick<SourceInfo, "name">, instance: string): string => `${name}/${instance}`;

export interface PartsAsk {
  /** The instances that are read, in the order in which a cursor knows them; none where only one can be. */
  readonly instances: readonly string[];
  /** Lists of instances that could not be read, and from which time on. */
  readonly unlisted: readonly { readonly instance: string; readonly from: number }[];
}

/** How the files of each instance were read for a page, and of which instances the walk misses something. */
export class Parts {
  readonly #parts = new Map<string, Part>();

  constructor(
    private readonly ask: PartsAsk,
    /** A bit for each instance: see EntryCursor. */
    public missed: number,
  ) {}

  get coverage(): readonly Coverage[] {
    return [...this.#parts.values()].map(coverageOf);
  }

  of({ source, instanceId }: AuditLogFileRecord): Part {
    const key = instanceNameOf(source, instanceId);
    const known = this.#parts.get(key);
    if (known) return known;
    const part = { source, instance: instanceId, recordsRead: 0, problem: null };
    this.#parts.set(key, part);
    return part;
  }

  /** What is not read of the file is missing. */
  miss(file: AuditLogFileRecord, why: AuditError): void {
    this.of(file).problem ??= why;
    this.#miss(instanceNameOf(file.source, file.instanceId));
  }

  /** The walk has come to this time: what is not listed up to there is missing. */
  cameTo(time: number): void {
    for (const { instance, from } of this.ask.unlisted) if (from <= time) this.#miss(instance);
  }

  #miss(instance: string): void {
    const place = this.ask.instances.indexOf(instance);
    if (place >= 0) this.missed |= 1 << place;
  }
}

/** Why a page of entries ends where it does. */
export const ScanStop = {
  END: "END",
  PAGE_FULL: "PAGE_FULL",
  BYTES: "BYTES",
  FILES: "FILES",
  DEADLINE: "DEADLINE",
  FAILED: "FAILED",
} as const;
export type ScanStop = (typeof ScanStop)[keyof typeof ScanStop];

/** What a page was made of. */
export interface EntryScan {
  readonly stoppedBy: ScanStop;
  readonly formats: readonly EntryFormat[];
  readonly bytesRead: number;
  readonly recordsRead: number;
  readonly unreadable: number;
  readonly files: number;
  readonly filesLeft: number;
  readonly filesPassed: number;
  readonly writtenUntil: number | null;
  readonly recordIdGaps: number | null;
}

/** Numbers that are still to come: neighbours swap, and no further. */
const MOST_MISSING = 64;

/**
 * Counts the jumps of a file's record counter, within what one page reads: lost records, or forged ones. Neighbours may
 * swap, since a record takes its number before it is written.
 */
export class Counters {
  #expected: number | undefined;
  readonly #missing = new Set<number>();
  #jumps = 0;

  /** A number that stood out and came after all is no gap. */
  get gaps(): number {
    return this.#jumps + this.#missing.size;
  }

  met(counter: number): void {
    const expected = this.#expected;
    if (expected === undefined || counter === expected) this.#expected = counter + 1;
    else if (this.#missing.delete(counter)) return;
    else if (counter > expected && counter - expected + this.#missing.size <= MOST_MISSING) {
      for (let number = expected; number < counter; number += 1) this.#missing.add(number);
      this.#expected = counter + 1;
    } else {
      this.#jumps += 1;
      this.#expected = counter + 1;
    }
  }
}
