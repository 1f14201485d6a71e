import type { AuditLogFileRecord, StoredFile } from "../../../src/audit/sources.js";
import type { Session } from "../../../src/audit/session.js";
import { fileChanged } from "../../../src/upstream/objects/link-rules.js";
import { type EntryCursor, decodeEntryCursor } from "../../../src/contents/cursor.js";
import type { EntryFilter } from "../../../src/contents/filter.js";
import { type EntryPage, readEntries } from "../../../src/contents/page.js";
import { type AuditFile, objectOf, type ObjectFaults, type StoredObject } from "../../../sandbox/index.js";

const BEGIN = Date.parse("2026-01-01T00:00:00Z");
const HALF_AN_HOUR = 30 * 60_000;

export const auditFile = (bytes: number, id = "file"): AuditFile => ({
  id,
  name: `${id}_Audit`,
  bytes,
  begin: BEGIN,
  end: BEGIN + HALF_AN_HOUR,
  nodeId: null,
});

const recordOf = ({ id, name, bytes, begin, end }: AuditFile): AuditLogFileRecord => ({
  key: { time: begin, source: "mysql", instance: "in01", id },
  source: { name: "mysql", kind: "RDS", region: null },
  fetchedAt: BEGIN,
  instanceId: "in01",
  nodeId: null,
  upstreamId: id,
  name,
  sizeBytes: bytes,
  sizeIsExact: true,
  begin,
  end,
});

/** Reads that were made of an object, and the bytes that were taken of them. */
export interface Reads {
  calls: number;
  bytes: number;
}

/** A store with one object, in pieces of any size. */
export const memoryStore = (
  object: StoredObject,
  piece: () => number,
  reads: Reads = { calls: 0, bytes: 0 },
): StoredFile => ({
  isLate: () => false,
  read: ({ from, to, etag }) => {
    reads.calls += 1;
    if (etag !== undefined && etag !== object.etag) return Promise.reject(fileChanged("mysql"));
    const end = Math.min(to, object.size);
    // eslint-disable-next-line @typescript-eslint/require-await -- as a store's answer
    const chunks = async function* (): AsyncGenerator<Buffer> {
      for (let at = from; at < end;) {
        const next = Math.min(end, at + piece());
        reads.bytes += next - at;
        yield object.read(at, next);
        at = next;
      }
    };
    return Promise.resolve({ etag: object.etag, total: object.size, chunks: chunks() });
  },
});

const operation = (): Session => ({
  now: BEGIN,
  moment: 1,
  signal: new AbortController().signal,
  caller: { key: "test", token: undefined, scopes: new Set() },
});

export interface PageAsk {
  readonly filter?: Partial<EntryFilter>;
  readonly size?: number;
  readonly maxBytes?: number;
  readonly startAt?: number;
  readonly writtenUntil?: number;
  readonly after?: string | null;
  /** From the end: null for the first page. */
  readonly before?: string | null;
}

const cursorOf = (after: string | null | undefined): EntryCursor | undefined =>
  after === null || after === undefined ? undefined : decodeEntryCursor(after, { binding: "test", named: {} });

/** A page of one file, as one operation of its own reads it. */
export const pageOf = (
  file: AuditFile,
  store: StoredFile,
  { filter, after, before, ...ask }: PageAsk = {},
): Promise<EntryPage> =>
  readEntries({
    session: operation(),
    binding: "test",
    cursor: cursorOf(before ?? after),
    isBackward: before !== undefined,
    frozenTo: 0,
    size: 200,
    maxBytes: 8 * 1024 * 1024,
    ...ask,
    filter: { includeUnreadable: true, ...filter },
    files: [recordOf(file)],
    hasMoreFiles: false,
    instances: [],
    unlisted: [],
    open: () => Promise.resolve(store),
    passes: false,
  });

/** All pages of one file; each asks anew. */
export const walk = async (
  file: AuditFile,
  store: StoredFile,
  next: () => PageAsk,
): Promise<{ readonly entries: EntryPage["edges"][number]["record"][]; readonly pages: EntryPage[] }> => {
  const pages: EntryPage[] = [];
  const entries: EntryPage["edges"][number]["record"][] = [];
  for (let after: string | null = null; pages.length < 10_000;) {
    const page = await pageOf(file, store, { ...next(), after });
    pages.push(page);
    entries.push(...page.edges.map(({ record }) => record));
    if (!page.hasNextPage) return { entries, pages };
    after = page.endCursor;
  }
  throw new Error("the walk does not end");
};

export const sandboxObject = (file: AuditFile, kind: "rds" | "dds" = "rds", faults: ObjectFaults = {}): StoredObject =>
  objectOf(file, kind, 1, faults);
