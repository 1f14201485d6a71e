import { type Coverage, isComplete } from "../audit/coverage.js";
import type { EntryFormat, EntryRecord } from "../audit/entries.js";
import { asAuditError, AuditError } from "../audit/errors.js";
import type { Edge, Page } from "../audit/page.js";
import { compareKeys, type SourceInfo } from "../audit/record.js";
import type { Session } from "../audit/session.js";
import type { AuditLogFileRecord } from "../audit/sources.js";
import type { StoredFile } from "../audit/stored-file.js";
import { budgetOf } from "./budget.js";
import { encodeEntryCursor, type EntryCursor } from "./cursor.js";
import type { EntryScan, ScanStop } from "./entry-scan.js";
import type { EntryFilter } from "./filter.js";
import { type FileScan, type FilePlace, type FileStop, type Hit, scanFile } from "./scan.js";

export interface EntryPage extends Page<EntryRecord> {
  readonly scan: EntryScan;
}

export interface EntriesAsk {
  readonly session: Session;
  readonly binding: string;
  readonly cursor: EntryCursor | undefined;
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
}

const stopOf: Readonly<Record<Exclude<FileStop, "END">, ScanStop>> = {
  FULL: "PAGE_FULL",
  BYTES: "BYTES",
  LATE: "DEADLINE",
  FAILED: "FAILED",
};

const fileKey = ({ key }: AuditLogFileRecord): string => JSON.stringify([key.source, key.instance, key.time, key.id]);

const isAtEnd = (place: FilePlace | undefined): boolean => place !== undefined && place.offset >= place.total;

/** How the reading of one instance's files went. */
interface Part {
  readonly source: SourceInfo;
  readonly instance: string;
  recordsRead: number;
  problem: AuditError | null;
}

class EntryWalk {
  readonly edges: Edge<EntryRecord>[] = [];
  readonly #parts = new Map<string, Part>();
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

  constructor(private readonly ask: EntriesAsk) {
    this.#passed = ask.cursor?.passed ?? 0;
    this.#cursor = ask.cursor;
  }

  async read(): Promise<EntryPage> {
    const stoppedBy = await this.#stop();
    const { ask, edges } = this;
    const { binding, files } = ask;
    const isEnd = stoppedBy === "END";
    const last = edges.at(-1)?.cursor ?? null;
    const coverage = [...this.#parts.values()].map(coverageOf);
    return {
      edges,
      hasNextPage: !isEnd,
      hasPreviousPage: ask.cursor !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: isEnd || !this.#cursor ? last : encodeEntryCursor(this.#cursor, binding),
      coverage,
      isComplete: isComplete(coverage),
      isWholeList: isEnd && ask.cursor === undefined,
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
      this.#cursor = this.#before(file);
      const bytes = Math.min(this.ask.maxBytes - this.#bytesRead, budget.bytes);
      if (isAtEnd(this.#cursor.place)) {
        this.#done += 1;
        continue;
      }
      if (bytes <= 0) return "BYTES";
      if (!budget.opens(fileKey(file))) return "FILES";
      const scan = await this.#scan(file, bytes);
      if (scan === undefined) continue;
      budget.bytes -= scan.bytesRead;
      const place = scan.place;
      if (place) this.#cursor = this.#at(file, place);
      if (scan.problem) this.#partOf(file).problem ??= scan.problem;
      const isRead = scan.stop === "END" || (scan.stop === "FULL" && isAtEnd(place));
      if (isRead) this.#done += 1;
      if (scan.stop !== "END") {
        const isLast = isRead && i === files.length - 1 && !hasMoreFiles;
        if (scan.problem?.code === "DEADLINE_EXCEEDED") return "DEADLINE";
        if (!isLast) return stopOf[scan.stop];
      }
    }
    return hasMoreFiles ? "FILES" : "END";
  }

  async #scan(file: AuditLogFileRecord, bytes: number): Promise<FileScan | undefined> {
    const { ask } = this;
    const place = this.#cursor?.place;
    const part = this.#partOf(file);
    try {
      const object = await ask.open(file);
      const scan = await scanFile({
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
      this.#files += 1;
      this.#bytesRead += scan.bytesRead;
      this.#recordsRead += scan.recordsRead;
      this.#unreadable += scan.unreadable;
      this.#gaps += scan.counterGaps;
      part.recordsRead += scan.recordsRead;
      if (scan.place) this.#formats.add(scan.place.format);
      const { writtenUntil = null } = scan;
      if (writtenUntil !== null) this.#writtenUntil = Math.max(this.#writtenUntil ?? writtenUntil, writtenUntil);
      return scan;
    } catch (thrown) {
      const error = asAuditError(thrown);
      if (error.retryable || error.code === "DEADLINE_EXCEEDED") return failedScan(place, error);
      // Under a cursor the caller must hear of it: what it has seen of the file is another file's.
      if (!ask.passes || error.code === "CONTENT_CHANGED" || error.code === "INTERNAL") throw error;
      part.problem ??= error;
      this.#passed += 1;
      this.#done += 1;
      return undefined;
    }
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
    return { frozenTo: this.ask.frozenTo, file: key, place, passed: this.#passed };
  }

  #before(file: AuditLogFileRecord): EntryCursor {
    const { cursor } = this.ask;
    const isCursors = cursor?.file !== undefined && compareKeys(cursor.file, file.key) === 0;
    return this.#at(file, isCursors ? cursor.place : undefined);
  }

  #partOf({ source, instanceId }: AuditLogFileRecord): Part {
    const key = `${source.name}/${instanceId}`;
    const known = this.#parts.get(key);
    if (known) return known;
    const part = { source, instance: instanceId, recordsRead: 0, problem: null };
    this.#parts.set(key, part);
    return part;
  }
}

const failedScan = (place: FilePlace | undefined, problem: AuditError): FileScan => ({
  stop: "FAILED",
  place,
  bytesRead: 0,
  recordsRead: 0,
  unreadable: 0,
  counterGaps: 0,
  writtenUntil: undefined,
  problem,
});

const coverageOf = ({ source, instance, recordsRead, problem }: Part): Coverage => ({
  source,
  instance,
  state: problem ? "FAILED" : "COMPLETE",
  recordsRead,
  problem,
});

/** One page of the entries of some files. Throws what cannot be passed. */
export const readEntries = (ask: EntriesAsk): Promise<EntryPage> => new EntryWalk(ask).read();
