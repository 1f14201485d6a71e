import type { AuditRecord } from "./record.js";
import type { AuditLogFileRecord } from "./sources.js";

/** What a record says of its outcome. UNKNOWN: it says nothing, or nothing that could be read. */
export const AuditOutcome = { SUCCEEDED: "SUCCEEDED", FAILED: "FAILED", UNKNOWN: "UNKNOWN" } as const;
export type AuditOutcome = (typeof AuditOutcome)[keyof typeof AuditOutcome];

/** What keeps one record from being read. */
export const UnreadableReason = {
  BAD_QUOTING: "BAD_QUOTING",
  WRONG_FIELDS: "WRONG_FIELDS",
  BAD_TIME: "BAD_TIME",
  CUT_SHORT: "CUT_SHORT",
  TOO_LONG: "TOO_LONG",
  NOT_JSON: "NOT_JSON",
} as const;
export type UnreadableReason = (typeof UnreadableReason)[keyof typeof UnreadableReason];

/** What the twelve columns of a SQL record say beyond what every entry has. */
export interface SqlFacts {
  readonly recordId: string;
  readonly connectionId: string;
  readonly name: string;
  readonly commandClass: string | null;
  readonly statement: string | null;
  readonly statementIsComplete: boolean;
  readonly account: string | null;
  readonly host: string | null;
  readonly externalUser: string | null;
}

interface DocumentFacts {
  readonly type: string;
  readonly command: string | null;
  readonly collection: string | null;
  /** JSON. */
  readonly parameters: string | null;
}

/** What one record says, in whichever form. */
export interface EntryFacts {
  /** Milliseconds since the epoch. */
  readonly occurredAt: number | null;
  readonly action: string | null;
  readonly outcome: AuditOutcome;
  readonly errorCode: string | null;
  readonly user: string | null;
  readonly clientIp: string | null;
  readonly database: string | null;
  readonly raw: string;
  readonly rawIsComplete: boolean;
  /** False where bytes are no UTF-8, and stand in the texts as U+FFFD. */
  readonly textIsExact: boolean;
  readonly sql?: SqlFacts;
  readonly document?: DocumentFacts;
  readonly unreadable?: UnreadableReason;
}

/** One record of one file. key.time is when it occurred, or the file's begin where it does not say; key.id names its place. */
export interface EntryRecord extends AuditRecord {
  readonly file: AuditLogFileRecord;
  readonly byteOffset: number;
  readonly facts: EntryFacts;
}
