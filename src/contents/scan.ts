import type { EntryFacts } from "../audit/entries.js";
import { AuditError } from "../audit/errors.js";
import type { AuditLogFileRecord, EntryFormat, StoredFile } from "../audit/sources.js";
import { Counters } from "./account.js";
import { Arrived } from "./arrived.js";
import { holdsNoRecord, isEmptyFile, look, mustBeExpected } from "./detect.js";
import { type EntryFilter, type Judge, judgeOf } from "./filter.js";
import { seek, SOUGHT_FROM } from "./seek.js";
import { type RawRecord, RecordSplitter } from "./splitter.js";

/** Where a read of one file stands: at the start of a record, of one version of the object. */
export interface FilePlace {
  readonly etag: string;
  readonly total: number;
  readonly format: EntryFormat;
  readonly offset: number;
  /** The first record of startAt or later was met: what follows is listed, whatever its time. */
  readonly isReached: boolean;
}

export interface Hit {
  readonly facts: EntryFacts;
  readonly offset: number;
  /** Where to go on behind it. */
  readonly next: FilePlace;
}

/** Why a scan stopped where it did. */
export type FileStop = "END" | "FULL" | "BYTES" | "LATE" | "FAILED";

export interface FileAsk {
  readonly file: AuditLogFileRecord;
  readonly object: StoredFile;
  /** Undefined: from the file's beginning. */
  readonly place: FilePlace | undefined;
  readonly filter: EntryFilter;
  /** Skip what stands before the first record of this instant or a later one. */
  readonly startAt?: number | undefined;
  /** The file is left where a record shows that what follows was written at this instant or later. */
  readonly writtenUntil?: number | undefined;
  /** Bytes that may be read of it. At least one record is read, whatever it takes. */
  readonly bytes: number;
  /** Takes what passes the filter; true where it has enough. */
  take(hit: Hit): boolean;
  /** A turn of the event loop, asked for before each piece. */
  turn(): Promise<void> | undefined;
}

export interface FileScan {
  readonly stop: FileStop;
  /** Undefined: nothing of it was read, so it begins at its beginning. */
  readonly place: FilePlace | undefined;
  readonly bytesRead: number;
  readonly recordsRead: number;
  readonly unreadable: number;
  readonly counterGaps: number;
  /** The latest time that was met, milliseconds since the epoch: what was written until then was looked at. */
  readonly writtenUntil: number | undefined;
  readonly problem?: AuditError;
}

/** The reads grow: a page of the first records takes little, and a search of all of it few calls. */
const FIRST_READ = 1024 * 1024;
const LATER_READ = 8 * 1024 * 1024;
/** Where the bytes are used up and no record is whole yet. */
const ONE_MORE = 256 * 1024;
const isPassing = (error: AuditError): boolean => error.retryable || error.code === "DEADLINE_EXCEEDED";

/** One file being read for one page. */
class Scan {
  bytesRead = 0;
  recordsRead = 0;
  unreadable = 0;
  latest: number | undefined;
  readonly #counters = new Counters();
  #base: Omit<FilePlace, "offset" | "isReached"> | undefined;
  #offset = 0;
  #isReached: boolean;
  /** Does this page begin at the file's beginning? */
  readonly #isWhole: boolean;

  constructor(private readonly ask: FileAsk) {
    const { place, startAt } = ask;
    this.#base = place;
    this.#offset = place?.offset ?? 0;
    this.#isWhole = place === undefined;
    this.#isReached = place?.isReached ?? startAt === undefined;
  }

  get place(): FilePlace | undefined {
    return this.#base && this.#at(this.#base, this.#offset);
  }

  #at({ etag, total, format }: Omit<FilePlace, "offset" | "isReached">, offset: number): FilePlace {
    return { etag, total, format, offset, isReached: this.#isReached };
  }

  async run(): Promise<FileStop> {
    const { ask } = this;
    if (ask.file.sizeBytes === 0) throw isEmptyFile();
    let first: Buffer = Buffer.alloc(0);
    if (this.#base) mustBeExpected(this.#base.format, ask.object.expected);
    else first = await this.#detect();
    const place = this.#base;
    if (!place) throw holdsNoRecord();
    const began = this.#offset;
    const splitter = new RecordSplitter(place.format, began);
    const judge = judgeOf(place.format, ask.filter);
    const work = (bytes: Buffer): FileStop | undefined => this.#judge(place, splitter.push(bytes), judge);
    const arrived = new Arrived(work, () => ask.turn());
    let at = began + first.length;
    let stop = first.length > 0 ? work(first) : undefined;
    for (let size = FIRST_READ; stop === undefined && at < place.total; size = LATER_READ) {
      const room = ask.bytes - this.bytesRead;
      if (room <= 0 && splitter.pending > began) return "BYTES";
      if (ask.object.isLate()) return "LATE";
      const length = room <= 0 ? ONE_MORE : Math.min(size, room);
      const to = Math.min(place.total, at + length);
      const { chunks } = await ask.object.read({ from: at, to, etag: place.etag });
      try {
        for await (const chunk of chunks) {
          this.bytesRead += chunk.length;
          at += chunk.length;
          stop = await arrived.take(chunk);
          if (stop !== undefined) break;
          if (ask.object.isLate() && at < to) {
            stop = (await arrived.rest()) ?? "LATE";
            break;
          }
        }
        stop ??= await arrived.rest();
      } catch (error) {
        // What came before the store failed is read as well: otherwise one that always fails early would never come on.
        stop = await arrived.rest();
        if (stop === undefined) throw error;
      }
    }
    stop ??= this.#judge(place, splitter.end(), judge);
    if (stop !== undefined) return stop;
    if (this.#isWhole && this.unreadable === this.recordsRead) throw holdsNoRecord();
    return "END";
  }

  get counterGaps(): number {
    return this.#counters.gaps;
  }

  /** Reads the file's beginning, and goes to where the entries are asked from. Gives what is read of that place. */
  async #detect(): Promise<Buffer> {
    const { object, file, startAt } = this.ask;
    const { first, etag, total, format, offset } = await look(object, (bytes) => void (this.bytesRead += bytes));
    mustBeExpected(format, object.expected);
    this.#base = { etag, total, format };
    this.#offset = offset;
    if (startAt === undefined || startAt <= file.begin || total < SOUGHT_FROM) return first.subarray(offset);
    const sought = { format, etag, total, first: offset, begin: file.begin, end: file.end };
    const found = await seek(object, sought, startAt, (bytes) => void (this.bytesRead += bytes));
    this.#offset = found;
    return found < first.length ? first.subarray(found) : Buffer.alloc(0);
  }

  #judge(
    place: Omit<FilePlace, "offset" | "isReached">,
    records: Iterable<RawRecord>,
    judge: Judge,
  ): FileStop | undefined {
    const { startAt, writtenUntil } = this.ask;
    for (const record of records) {
      const judged = judge(record);
      if (judged) {
        const { time, facts, isReadable, counter } = judged;
        if (time !== undefined) {
          // What follows was written later still.
          if (writtenUntil !== undefined && time >= writtenUntil) return "END";
          if (this.latest === undefined || time > this.latest) this.latest = time;
          this.#isReached ||= startAt !== undefined && time >= startAt;
        }
        this.recordsRead += 1;
        if (!isReadable) this.unreadable += 1;
        if (counter !== undefined) this.#counters.met(counter);
        const isListed = facts !== undefined && this.#isReached;
        if (isListed && this.ask.take({ facts, offset: record.offset, next: this.#at(place, record.end) })) {
          this.#offset = record.end;
          return "FULL";
        }
      }
      this.#offset = record.end;
    }
    return undefined;
  }
}

/** Nothing of the file was read for the page. */
export const failedScan = (place: FilePlace | undefined, problem: AuditError): FileScan => ({
  stop: "FAILED",
  place,
  bytesRead: 0,
  recordsRead: 0,
  unreadable: 0,
  counterGaps: 0,
  writtenUntil: undefined,
  problem,
});

/** What a read of one file gives out as it goes. */
interface Reading extends Omit<FileScan, "stop" | "writtenUntil" | "problem"> {
  /** The latest time that was met. */
  readonly latest: number | undefined;
  run(): Promise<FileStop>;
}

/**
 * How a read of one file ended. What passes (a store that is slow, a deadline) ends the page where it stands; what does not is
 * thrown: a form that is not known, another object, a link that may not be followed.
 */
export const outcomeOf = async (reading: Reading): Promise<FileScan> => {
  let stop: FileStop;
  let problem: AuditError | undefined;
  try {
    stop = await reading.run();
  } catch (error) {
    if (!(error instanceof AuditError) || !isPassing(error)) throw error;
    stop = "FAILED";
    problem = error;
  }
  const { place, bytesRead, recordsRead, unreadable, counterGaps, latest } = reading;
  return {
    stop,
    place,
    bytesRead,
    recordsRead,
    unreadable,
    counterGaps,
    writtenUntil: latest,
    ...(problem ? { problem } : {}),
  };
};

/** Reads one file from a place on, as far as one page goes. */
export const scanFile = (ask: FileAsk): Promise<FileScan> => outcomeOf(new Scan(ask));
