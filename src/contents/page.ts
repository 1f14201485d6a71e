import { isComplete } from "../audit/coverage.js";
import type { EntryRecord } from "../audit/entries.js";
import { asAuditError, AuditError } from "../audit/errors.js";
import type { Edge, Page } from "../audit/page.js";
import type { Holds } from "../audit/patience.js";
import { compareKeys } from "../audit/record.js";
import type { Session } from "../audit/session.js";
import type { AuditLogFileRecord, EntryFormat, StoredFile } from "../audit/sources.js";
import { budgetOf, type EntryScan, Parts, type PartsAsk, type ScanStop } from "./account.js";
import { encodeEntryCursor, type EntryCursor } from "./cursor.js";
import type { EntryFilter } from "./filter.js";
import { readInPatience } from "./patient-file.js";
import { scanFileBack } from "./scan-back.js";
import { failedScan, type FileScan, type FilePlace, type FileStop, type Hit, scanFile } from "./scan.js";

export interface EntryPage extends Page<EntryRecord> {
  readonly scan: EntryScan;
  /** The instances of which the walk has missed something up to where the page ends: a bit for each. */
  readonly missed: number;
}

export interface EntriesAsk extends PartsAsk {
  readonly session: Session;
  readonly binding: string;
  readonly cursor: EntryCursor | undefined;
  /** Of one file alone: the page ends before the cursor, or at the file's end. */
  readonly isBackward?: boolean;
  readonly frozenTo: number;
  readonly size: number;
  readonly maxBytes: number;
  readonly filter: EntryFilter;
  readonly startAt?: number | undefined;
  readonly writtenUntil?: number | undefined;
  /** In the order of their begin, from the cursor's file on. */
  readonly files: readonly AuditLogFileRecord[];
  /** There are more than these. */
  readonly hasMoreFiles: boolean;
  readonly open: (file: AuditLogFileRecord) => Promise<StoredFile>;
  /** A file that cannot be read is passed, and stands in coverage. Otherwise that is the answer. */
  readonly passes: boolean;
  /** How long the store of one source may hold the page; absent where no other source is there. */
  readonly holds?: Holds | undefined;
}

const stopOf: Readonly<Record<Exclude<FileStop, "END">, ScanStop>> = {
  FULL: "PAGE_FULL",
  BYTES: "BYTES",
  LATE: "DEADLINE",
  FAILED: "FAILED",
};

const fileKey = ({ key }: AuditLogFileRecord): string => JSON.stringify([key.source, key.instance, key.time, key.id]);

const isAtEnd = (place: FilePlace | undefined): boolean => place !== undefined && place.offset >= place.total;

class EntryWalk {
  readonly edges: Edge<EntryRecord>[] = [];
  readonly #parts: Parts;
  readonly #formats = new Set<EntryFormat>();
  #bytesRead = 0;
  #recordsRead = 0;
  #unreadable = 0;
  #files = 0;
  #done = 0;
  #passed: number;
  #gaps = 0;
  #writtenUntil: number | null = null;
  /** Where the next page begins. */
  #cursor: EntryCursor | undefined;
  /** Sources whose store held the page too long, and why no other file of theirs is tried in it. */
  readonly #leftAlone = new Map<string, AuditError>();

  constructor(private readonly ask: EntriesAsk) {
    this.#passed = ask.cursor?.passed ?? 0;
    this.#parts = new Parts(ask, ask.cursor?.missed ?? 0);
    this.#cursor = ask.cursor;
  }

  async read(): Promise<EntryPage> {
    const stoppedBy = await this.#stop();
    const { ask, edges } = this;
    const { binding, files } = ask;
    const isEnd = stoppedBy === "END";
    // In the direction of the read.
    const [near, far] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
    // From a file's end, of which nothing was read, there is no place yet.
    const stopped = isEnd || (ask.isBackward && !this.#cursor?.place) ? undefined : this.#cursor;
    const end = stopped ? encodeEntryCursor(stopped, binding) : far;
    const hasBehind = ask.cursor !== undefined;
    const ends = ask.isBackward
      ? { hasNextPage: hasBehind, hasPreviousPage: !isEnd, startCursor: end, endCursor: near }
      : { hasNextPage: !isEnd, hasPreviousPage: hasBehind, startCursor: near, endCursor: end };
    const { coverage, missed } = this.#parts;
    return {
      edges: ask.isBackward ? edges.toReversed() : edges,
      ...ends,
      coverage,
      isComplete: isComplete(coverage),
      isWholeList: isEnd && ask.cursor === undefined,
      missed,
      scan: {
        stoppedBy,
        formats: [...this.#formats],
        bytesRead: this.#bytesRead,
        recordsRead: this.#recordsRead,
        unreadable: this.#unreadable,
        files: this.#files,
        filesLeft: files.length - this.#done,
        filesPassed: this.#passed,
        writtenUntil: this.#writtenUntil,
        recordIdGaps: this.#formats.has("SQL") ? this.#gaps : null,
      },
    };
  }

  /** File after file, until something ends the page. */
  async #stop(): Promise<ScanStop> {
    const { files, hasMoreFiles, session } = this.ask;
    const budget = budgetOf(session);
    for (const [i, file] of files.entries()) {
      this.#parts.cameTo(file.begin);
      this.#cursor = this.#before(file);
      const bytes = Math.min(this.ask.maxBytes - this.#bytesRead, budget.bytes);
      if (this.ask.isBackward ? this.ask.cursor && !this.#cursor.place : isAtEnd(this.#cursor.place)) {
        this.#done += 1;
        continue;
      }
      const why = this.#leftAlone.get(file.source.name);
      if (why) {
        this.#pass(file, why);
        continue;
      }
      if (bytes <= 0) return "BYTES";
      if (!budget.opens(fileKey(file))) return "FILES";
      const scan = await this.#scan(file, bytes);
      if (scan === undefined) continue;
      const place = scan.place;
      if (place) this.#cursor = this.#at(file, place);
      if (scan.problem) this.#parts.of(file).problem ??= scan.problem;
      const isRead = scan.stop === "END" || (scan.stop === "FULL" && !this.ask.isBackward && isAtEnd(place));
      if (isRead) this.#done += 1;
      if (scan.stop !== "END") {
        const isLast = isRead && i === files.length - 1 && !hasMoreFiles;
        if (scan.problem?.code === "DEADLINE_EXCEEDED") return "DEADLINE";
        if (!isLast) return stopOf[scan.stop];
      }
    }
    if (hasMoreFiles) return "FILES";
    this.#parts.cameTo(Infinity);
    return "END";
  }

  async #scan(file: AuditLogFileRecord, bytes: number): Promise<FileScan | undefined> {
    const { ask } = this;
    const place = this.#cursor?.place;
    const part = this.#parts.of(file);
    const scanOf = (object: StoredFile): Promise<FileScan> =>
      (ask.isBackward ? scanFileBack : scanFile)({
        file,
        object,
        place,
        filter: ask.filter,
        startAt: this.#startIn(file),
        writtenUntil: ask.writtenUntil,
        bytes,
        take: (hit) => this.#take(file, hit),
        turn: () => ask.session.turn?.(),
      });
    const sources = new Set(ask.files.map(({ source }) => source.name));
    const patience = { session: ask.session, holds: ask.holds, others: sources.size - 1 };
    const open = (): Promise<StoredFile> => ask.open(file);
    const { read, isGivenUp } = await readInPatience(file.source.name, patience, open, scanOf);
    try {
      const scan = await read;
      this.#files += 1;
      this.#bytesRead += scan.bytesRead;
      budgetOf(ask.session).bytes -= scan.bytesRead;
      this.#recordsRead += scan.recordsRead;
      this.#unreadable += scan.unreadable;
      this.#gaps += scan.counterGaps;
      part.recordsRead += scan.recordsRead;
      if (scan.place) this.#formats.add(scan.place.format);
      const { writtenUntil = null } = scan;
      if (writtenUntil !== null) this.#writtenUntil = Math.max(this.#writtenUntil ?? writtenUntil, writtenUntil);
      if (!isGivenUp || !scan.problem || scan.problem.code === "DEADLINE_EXCEEDED") return scan;
      this.#leaveAlone(file, scan.problem);
      return undefined;
    } catch (thrown) {
      const error = asAuditError(thrown);
      if (isGivenUp && error.code !== "DEADLINE_EXCEEDED") {
        this.#leaveAlone(file, error);
        return undefined;
      }
      if (error.retryable || error.code === "DEADLINE_EXCEEDED") return failedScan(place, error);
      // Under a cursor the caller must hear of it: what it has seen of the file is another file's.
      if (!ask.passes || error.code === "CONTENT_CHANGED" || error.code === "INTERNAL") throw error;
      this.#pass(file, error);
      return undefined;
    }
  }

  /** What is not read of the file is missing; the walk goes on behind it. */
  #pass(file: AuditLogFileRecord, why: AuditError): void {
    this.#parts.miss(file, why);
    this.#passed += 1;
    this.#done += 1;
  }

  #leaveAlone(file: AuditLogFileRecord, why: AuditError): void {
    this.#leftAlone.set(file.source.name, why);
    this.#pass(file, why);
  }

  /** Of a file of a list that begins later, the first records are wanted whatever they are. */
  #startIn(file: AuditLogFileRecord): number | undefined {
    const { startAt, passes } = this.ask;
    return startAt !== undefined && passes && file.begin >= startAt ? undefined : startAt;
  }

  #take(file: AuditLogFileRecord, { facts, offset, next }: Hit): boolean {
    const { key, source, fetchedAt } = file;
    const id = `${key.id}@${offset}`;
    const record: EntryRecord = {
      key: { ...key, time: facts.occurredAt ?? key.time, id },
      source,
      fetchedAt,
      file,
      byteOffset: offset,
      facts,
    };
    this.edges.push({ record, cursor: encodeEntryCursor(this.#at(file, next), this.ask.binding) });
    return this.edges.length >= this.ask.size;
  }

  #at({ key }: AuditLogFileRecord, place: FilePlace | undefined): EntryCursor {
    return { frozenTo: this.ask.frozenTo, file: key, place, passed: this.#passed, missed: this.#parts.missed };
  }

  #before(file: AuditLogFileRecord): EntryCursor {
    const { cursor } = this.ask;
    const isCursors = cursor?.file !== undefined && compareKeys(cursor.file, file.key) === 0;
    return this.#at(file, isCursors ? cursor.place : undefined);
  }
}

/** One page of the entries of some files. Throws what cannot be passed. */
export const readEntries = (ask: EntriesAsk): Promise<EntryPage> => new EntryWalk(ask).read();
