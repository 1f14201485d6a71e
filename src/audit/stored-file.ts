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
  /** The bytes [from, to), as far as the object goes. With `etag`: CONTENT_CHANGED where it is another object. */
  read(range: { readonly from: number; readonly to: number; readonly etag?: string }): Promise<ObjectRange>;
  /** Is the operation so near its deadline that a page should end? */
  isLate(): boolean;
}
