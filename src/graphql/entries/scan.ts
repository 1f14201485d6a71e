import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { EntryFormat } from "../../audit/sources.js";
import { type EntryScan, ScanStop } from "../../contents/account.js";
import type { EntryPage } from "../../contents/page.js";
import { connectionOf } from "../connection.js";
import type { OperationContext } from "../context.js";
import { insteadOf } from "../record.js";
import { DateTime, SafeInt } from "../scalars.js";
import { AuditLogEntry, entryOf } from "./entry.js";

registerEnumType(EntryFormat, {
  name: "AuditLogFormat",
  description: "The forms of files that are read. Any other is UNSUPPORTED_FORMAT.",
  valuesConfig: {
    SQL: { description: "Twelve columns, all in quotes but the time." },
    DOCUMENTS: { description: "One JSON object in a line." },
  },
});

registerEnumType(ScanStop, {
  name: "AuditScanStop",
  description:
    "Why a page of entries ends where it does. But for END there is more to read: go on from endCursor (with `last`: from startCursor).",
  valuesConfig: {
    END: { description: "Everything was read to its end (with `last`: to its beginning)." },
    PAGE_FULL: { description: "The page has as many entries as were asked for." },
    BYTES: { description: "maxBytes were read, or the 64 MiB that one operation may read." },
    FILES: { description: "The 20 files that one operation may open are open." },
    DEADLINE: { description: "The operation's time is nearly up." },
    FAILED: { description: "A source or its file store could not be read any further; coverage says why." },
  },
});

@ObjectType({
  description:
    "What a page of entries was made of. Read it before trusting an empty page: it may only be an early one.",
})
class AuditLogScan {
  @Field(() => ScanStop, { description: "Why the page ends here." })
  readonly stoppedBy!: ScanStop;

  @Field(() => [EntryFormat], { description: "The forms of the files that were read, by their first bytes." })
  readonly formats!: readonly EntryFormat[];

  @Field(() => SafeInt, { description: "Bytes that were read for this page." })
  readonly bytesRead!: number;

  @Field(() => Int, { description: "Records that were looked at, whether or not they pass the filter." })
  readonly recordsRead!: number;

  @Field(() => Int, { description: "Of these, records that cannot be read." })
  readonly unreadableCount!: number;

  @Field(() => Int, { deprecationReason: insteadOf("unreadableCount"), description: "The same as unreadableCount." })
  readonly unreadable!: number;

  @Field(() => Int, { description: "Files that were read from." })
  readonly fileCount!: number;

  @Field(() => Int, { deprecationReason: insteadOf("fileCount"), description: "The same as fileCount." })
  readonly files!: number;

  @Field(() => Int, {
    description:
      "Files that are known, and not read to their end (with `last`: their beginning), the one where the page stopped included. At most 100 are counted.",
  })
  readonly filesLeft!: number;

  @Field(() => Int, {
    description:
      "Files that this walk has passed up to here because they cannot be read: of an unknown form, or not to be had. " +
      "Coverage named each on its page. As long as it is not 0, what was looked for may stand in one of them.",
  })
  readonly filesPassed!: number;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "The latest time among the records that this page read: of the file that it stopped in, what was written later " +
      "was not looked at. Null where no record was read.",
  })
  readonly writtenUntil!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "SQL: jumps of the record counter within what this page read, where records may be lost or forged; neighbours that " +
      "swapped do not count. Null where no SQL was read.",
  })
  readonly recordIdGaps!: number | null;
}

@ObjectType({
  description:
    "A page of what stands in audit log files, in the order in which it was written: the order in which statements ended. A " +
    "page ends when it is full or when its bytes are read, so it may be empty and still go on: follow hasNextPage, not " +
    "the number of nodes. The lists of entries of a file are paged both ways; a search of many files goes forward alone.",
})
export class AuditLogEntryConnection extends connectionOf({
  name: "AuditLogEntry",
  node: () => AuditLogEntry,
  toNode: entryOf,
  items: "audit log entries",
}) {
  @Field(() => Int, {
    nullable: true,
    description:
      "Length of the list, where this page holds all of it and nothing is missing. Null of any other: entries are counted " +
      "only by reading the files to their ends, which may take more than an operation may read.",
  })
  readonly totalCount: number | null;

  @Field(() => AuditLogScan, { description: "What this page was made of, and why it ends." })
  readonly scan: EntryScan & { readonly unreadableCount: number; readonly fileCount: number };

  constructor(context: OperationContext, page: EntryPage) {
    super(context, { page, coverage: page.coverage });
    this.totalCount = page.isWholeList && page.isComplete ? page.edges.length : null;
    this.scan = { ...page.scan, unreadableCount: page.scan.unreadable, fileCount: page.scan.files };
  }
}
