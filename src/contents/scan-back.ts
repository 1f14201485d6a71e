import { DETECTED_BY, detect, holdsNoRecord, isEmptyFile, look, mustBeExpected } from "./detect.js";
import { Counters } from "./account.js";
import { PIECE } from "./arrived.js";
import { type Judge, type Judged, judgeOf } from "./filter.js";
import { type FileAsk, type FilePlace, type FileScan, type FileStop, outcomeOf } from "./scan.js";
import { firstStart, KEPT, LONGEST_RECORD, type RawRecord, RecordSplitter } from "./splitter.js";

const MIB = 1024 * 1024;
/** A block that holds no record's beginning is made larger; one of the last size holds the longest record. */
const LARGER = [MIB, 4 * MIB, 2 * LONGEST_RECORD];
/** A record is known by its first two fields: so far a block reaches beyond its end. */
const AHEAD = 64;

interface Block {
  readonly bytes: Buffer;
  /** Where its first byte stands in the file. */
  readonly from: number;
  /** Where the first record begins that begins in it; undefined where none does. */
  readonly start: number | undefined;
}

/**
 * One file being read from a place back to its beginning, for one page. Where records begin does not depend on where a read
 * begins (RecordSplitter): so blocks are read one before the other, each is cut from its first record on, and what is shown
 * is what a read from the beginning shows.
 */
class BackScan {
  bytesRead = 0;
  recordsRead = 0;
  unreadable = 0;
  latest: number | undefined;
  #base: Pick<FilePlace, "etag" | "total" | "format"> | undefined;
  /** Records that end here, or before, are still to be read. */
  #to = 0;
  /** The next of them is the one whose cursor was given: it is not shown again. */
  #skips: boolean;
  /** Where the file's first record begins, once that is known. */
  #first: number | undefined;
  /** The end of the earliest record that was looked at: the page's cursor. */
  #shown: number | undefined;
  /** Of the records, last to first. */
  readonly #counters: number[] = [];

  constructor(private readonly ask: FileAsk) {
    this.#shown = ask.place?.offset;
    this.#skips = ask.place !== undefined;
  }

  get place(): FilePlace | undefined {
    return this.#base && this.#shown !== undefined
      ? { ...this.#base, offset: this.#shown, isReached: true }
      : undefined;
  }

  get counterGaps(): number {
    const counters = new Counters();
    for (const counter of this.#counters.toReversed()) counters.met(counter);
    return counters.gaps;
  }

  async run(): Promise<FileStop> {
    const { file, object, place, filter, bytes } = this.ask;
    if (file.sizeBytes === 0) throw isEmptyFile();
    const base = place ?? (await this.#look());
    mustBeExpected(base.format, object.expected);
    this.#base = base;
    this.#to = place ? place.offset - 1 : base.total;
    const judge = judgeOf(base.format, filter);
    for (;;) {
      if (this.#isSpent) return "BYTES";
      if (object.isLate()) return "LATE";
      const stop = await this.#step(judge, bytes - this.bytesRead);
      if (stop) return this.#ended(stop);
    }
  }

  #ended(stop: FileStop): FileStop {
    const isWhole = stop === "END" && this.ask.place === undefined;
    if (isWhole && this.unreadable === this.recordsRead) throw holdsNoRecord();
    return stop;
  }

  /** At least one record is read, whatever it takes. */
  get #isSpent(): boolean {
    return this.bytesRead >= this.ask.bytes && this.#shown !== this.ask.place?.offset;
  }

  async #look(): Promise<Pick<FilePlace, "etag" | "total" | "format">> {
    const { etag, total, format, offset } = await look(this.ask.object, (bytes) => void (this.bytesRead += bytes));
    this.#first = offset;
    return { etag, total, format };
  }

  /** One block more. */
  async #step(judge: Judge, room: number): Promise<FileStop | undefined> {
    const to = this.#to;
    const size = Math.min(MIB, Math.max(DETECTED_BY, room));
    let from = to;
    let block: Block | undefined;
    for (const each of [size, ...LARGER.filter((larger) => larger > size)]) {
      block = await this.#block(to - each, to, block);
      const { start } = block;
      from = block.from;
      if (start !== undefined && start < to) {
        const records = await this.#cut(block, start);
        this.#goTo(start);
        const stop = this.#judge(records, judge);
        return stop ?? (start === this.#first ? "END" : undefined);
      }
      if (from === 0) return "END";
      if (this.#isSpent) return "BYTES";
      if (this.ask.object.isLate()) return "LATE";
    }
    return this.#tooLong(from, judge);
  }

  #goTo(start: number): void {
    this.#to = start;
    this.#skips = false;
  }

  /**
   * The bytes between two places, and a little more; all of the file's first ones, where it reaches into them. `behind`: its
   * last bytes, that were read already.
   */
  async #block(wanted: number, to: number, behind?: Block): Promise<Block> {
    const { etag, total, format } = this.#known;
    const from = wanted < DETECTED_BY ? 0 : wanted;
    const end = behind?.from ?? Math.min(total, Math.max(to + AHEAD, from === 0 ? DETECTED_BY : 0));
    const read = await this.#read(from, end, etag);
    const bytes = behind ? Buffer.concat([read, behind.bytes]) : read;
    if (from > 0) {
      const start = firstStart(format, bytes);
      return { bytes, from, start: start === undefined ? undefined : from + start };
    }
    this.#first ??= detect(bytes.subarray(0, DETECTED_BY), total <= DETECTED_BY).offset;
    return { bytes, from, start: this.#first };
  }

  get #known(): Pick<FilePlace, "etag" | "total" | "format"> {
    if (!this.#base) throw new Error("a block of a file that was not looked at");
    return this.#base;
  }

  async #read(from: number, to: number, etag: string): Promise<Buffer> {
    const { chunks } = await this.ask.object.read({ from, to, etag });
    const parts: Buffer[] = [];
    for await (const chunk of chunks) {
      this.bytesRead += chunk.length;
      parts.push(chunk);
    }
    return Buffer.concat(parts);
  }

  /** The records of a block that are still to be read, first to last. */
  async #cut({ bytes, from }: Block, start: number): Promise<RawRecord[]> {
    const { total, format } = this.#known;
    const splitter = new RecordSplitter(format, start);
    const records: RawRecord[] = [];
    const take = (some: Iterable<RawRecord>): void => {
      for (const record of some) if (record.end <= this.#to) records.push(record);
    };
    for (let at = start - from; at < bytes.length; at += PIECE) {
      const turn = this.ask.turn();
      if (turn) await turn;
      take(splitter.push(bytes.subarray(at, at + PIECE)));
    }
    if (from + bytes.length >= total) take(splitter.end());
    return records;
  }

  /** No record begins from a place on: the one that does before it is too long to be read. */
  async #tooLong(before: number, judge: Judge): Promise<FileStop | undefined> {
    const { etag, total, format } = this.#known;
    for (let to = before; ;) {
      if (this.ask.object.isLate()) return "LATE";
      const block = await this.#block(to - 2 * LONGEST_RECORD, to);
      to = block.from;
      if (block.start === undefined) continue;
      let offset = block.start;
      const splitter = new RecordSplitter(format, offset);
      for (const each of splitter.push(block.bytes.subarray(offset - block.from))) offset = each.end;
      const [end, skips] = [this.#to, this.#skips];
      this.#goTo(offset);
      if (!skips) {
        const bytes = await this.#read(offset, offset + KEPT, etag);
        const stop = this.#judge([{ bytes, offset, end, isTooLong: true, isLast: end === total }], judge);
        if (stop) return stop;
      }
      return offset === this.#first ? "END" : undefined;
    }
  }

  /** Last to first, until the page has enough. */
  #judge(records: readonly RawRecord[], judge: Judge): FileStop | undefined {
    const judged = records.map((record): readonly [RawRecord, Judged | undefined] => [record, judge(record)]);
    for (const [{ offset, end }, found] of judged.reverse()) {
      this.#shown = end;
      if (!found) continue;
      const { time, facts, isReadable, counter } = found;
      if (time !== undefined && (this.latest === undefined || time > this.latest)) this.latest = time;
      this.recordsRead += 1;
      if (!isReadable) this.unreadable += 1;
      if (counter !== undefined) this.#counters.push(counter);
      const next = { ...this.#known, offset: end, isReached: true };
      if (facts && this.ask.take({ facts, offset, next })) return offset === this.#first ? "END" : "FULL";
    }
    return undefined;
  }
}

/** As scanFile, from a place, or from the end, back to the file's beginning. What is taken comes last to first. */
export const scanFileBack = (ask: FileAsk): Promise<FileScan> => outcomeOf(new BackScan(ask));
