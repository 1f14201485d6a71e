/** The forms that are read. What each is proven by: docs/audit-log-entries.md. */
export const EntryFormat = { SQL: "SQL", DOCUMENTS: "DOCUMENTS" } as const;
export type EntryFormat = (typeof EntryFormat)[keyof typeof EntryFormat];

/** The answer to one read of an object: what it is a part of, and its bytes as they come. */
export interface ObjectRange {
  /** Names the object's version. */
  readonly etag: string;
  /** Bytes of the whole object. */
  readonly total: number;
  /** Whoever leaves the iteration ends the read. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** A file's object in the store, behind a fresh link. Throws AuditError. */
export interface StoredFile {
  /** The form that the configuration of its source says it has; a file of another form is not read. */
  readonly expected?: EntryFormat | undefined;
  /** The bytes [from, to), as far as the object goes. With `etag`: CONTENT_CHANGED where it is another object. */
  read(range: { readonly from: number; readonly to: number; readonly etag?: string }): Promise<ObjectRange>;
  /** Is the operation so near its deadline that a page should end? */
  isLate(): boolean;
}
