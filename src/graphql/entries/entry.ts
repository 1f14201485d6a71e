import { Field, InterfaceType, ObjectType } from "type-graphql";
import {
  AuditOutcome,
  type DocumentFacts,
  type EntryRecord,
  type SqlFacts,
  UnreadableReason,
} from "../../audit/entries.js";
import { AuditLogFile } from "../database/file.js";
import { DateTime, SafeInt } from "../scalars.js";
import "./arguments.js";

type TypeName = "SqlAuditEntry" | "DocumentAuditEntry" | "UnreadableAuditEntry";

@InterfaceType({
  description:
    "One record inside an audit log file: one statement, command or connection. It has no id of its own: its file and " +
    "byteOffset name it. May hold personal data and secrets. Needs the scope audit:content.",
})
export abstract class AuditLogEntry {
  /** By which its type is told. */
  abstract readonly ref: { readonly type: TypeName };

  constructor(protected readonly record: EntryRecord) {}

  @Field(() => AuditLogFile, { description: "The file that it stands in." })
  get file(): AuditLogFile {
    return new AuditLogFile(this.record.file);
  }

  @Field(() => SafeInt, { description: "Where its record begins in the file, in bytes." })
  get byteOffset(): number {
    return this.record.byteOffset;
  }

  @Field(() => DateTime, {
    nullable: true,
    description:
      "When the statement began, as written: SQL to the second, DDS to the millisecond. Null where the record cannot be " +
      "read. Records stand in the order in which statements ended, not in this one.",
  })
  get occurredAt(): number | null {
    return this.record.facts.occurredAt;
  }

  @Field(() => String, {
    nullable: true,
    description:
      "What was done, in lower case. SQL: command_class (select, drop_table), or name for connections (connect, quit). " +
      "DDS: atype (createuser), or param.command where atype is authCheck (find, drop).",
  })
  get action(): string | null {
    return this.record.facts.action;
  }

  @Field(() => AuditOutcome, { description: "Whether it was done." })
  get outcome(): AuditOutcome {
    return this.record.facts.outcome;
  }

  @Field(() => String, {
    nullable: true,
    description:
      "The source's own error code, such as 1146 (MySQL) or 13 (DDS: not authorised); null without an error.",
  })
  get errorCode(): string | null {
    return this.record.facts.errorCode;
  }

  @Field(() => String, {
    nullable: true,
    description: "Who logged in. SQL: of root[app] @ … that is app. Null where the record names nobody.",
  })
  get user(): string | null {
    return this.record.facts.user;
  }

  @Field(() => String, {
    nullable: true,
    description: "From where: ip (SQL), remote.ip (DDS). Null for local clients.",
  })
  get clientIp(): string | null {
    return this.record.facts.clientIp;
  }

  @Field(() => String, {
    nullable: true,
    description:
      "SQL: default_db, which is not the database that a statement such as DROP TABLE other.t touches. DDS: of param.ns.",
  })
  get database(): string | null {
    return this.record.facts.database;
  }

  @Field(() => String, {
    description: "The record as it stands in the file, up to 64 KiB of it. NUL stands as U+0000.",
  })
  get raw(): string {
    return this.record.facts.raw;
  }

  @Field(() => Boolean, { description: "Is all of the record in raw?" })
  get rawIsComplete(): boolean {
    return this.record.facts.rawIsComplete;
  }

  @Field(() => Boolean, { description: "False where bytes are not UTF-8: they stand as U+FFFD in every text." })
  get textIsExact(): boolean {
    return this.record.facts.textIsExact;
  }
}

@ObjectType({
  implements: [AuditLogEntry],
  description:
    "A record of MySQL's audit log: twelve columns. Proven by one picture and the manual for RDS for MySQL, by the manual " +
    "alone for TaurusDB and MariaDB.",
})
class SqlAuditEntry extends AuditLogEntry {
  readonly ref = { type: "SqlAuditEntry" } as const;

  constructor(
    record: EntryRecord,
    private readonly sql: SqlFacts,
  ) {
    super(record);
  }

  @Field(() => String, { description: "record_id: a counter, unique inside its file only." })
  get recordId(): string {
    return this.sql.recordId;
  }

  @Field(() => String, { description: "connection_id, as in SHOW PROCESSLIST." })
  get connectionId(): string {
    return this.sql.connectionId;
  }

  @Field(() => String, { description: "name: Query, Connect, Quit, as written." })
  get name(): string {
    return this.sql.name;
  }

  @Field(() => String, { nullable: true, description: "command_class; null for connections." })
  get commandClass(): string | null {
    return this.sql.commandClass;
  }

  @Field(() => String, {
    nullable: true,
    description:
      "sqltext, up to 65,536 characters of it; null for connections. What followed a NUL byte is lost at the source.",
  })
  get statement(): string | null {
    return this.sql.statement;
  }

  @Field(() => Boolean, { description: "Is all of sqltext in statement?" })
  get statementIsComplete(): boolean {
    return this.sql.statementIsComplete;
  }

  @Field(() => String, { nullable: true, description: "user, as written, such as `root[root] @  [10.58.239.247]`." })
  get account(): string | null {
    return this.sql.account;
  }

  @Field(() => String, { nullable: true, description: "host: localhost for local clients, null for remote ones." })
  get host(): string | null {
    return this.sql.host;
  }

  @Field(() => String, { nullable: true, description: "external_user." })
  get externalUser(): string | null {
    return this.sql.externalUser;
  }
}

@ObjectType({
  implements: [AuditLogEntry],
  description:
    "A record of a DDS audit log: a JSON object in MongoDB's audit schema. Keys that are not known are in raw.",
})
class DocumentAuditEntry extends AuditLogEntry {
  readonly ref = { type: "DocumentAuditEntry" } as const;

  constructor(
    record: EntryRecord,
    private readonly document: DocumentFacts,
  ) {
    super(record);
  }

  @Field(() => String, { description: "atype (or optype): what kind of event it is, as written." })
  get type(): string {
    return this.document.type;
  }

  @Field(() => String, { nullable: true, description: "param.command." })
  get command(): string | null {
    return this.document.command;
  }

  @Field(() => String, { nullable: true, description: "Of param.ns (or coll)." })
  get collection(): string | null {
    return this.document.collection;
  }

  @Field(() => String, {
    nullable: true,
    description:
      "param as JSON text, up to 65,536 characters of it. A number beyond 2^53 may lose digits here; raw has it as written.",
  })
  get parameters(): string | null {
    return this.document.parameters;
  }
}

@ObjectType({
  implements: [AuditLogEntry],
  description: "A record that cannot be read: shown, not left out, for it may be the one that was looked for.",
})
class UnreadableAuditEntry extends AuditLogEntry {
  readonly ref = { type: "UnreadableAuditEntry" } as const;

  constructor(record: EntryRecord, reason: UnreadableReason) {
    super(record);
    this.reason = reason;
  }

  @Field(() => UnreadableReason, { description: "What is wrong with it." })
  readonly reason: UnreadableReason;
}

export const entryOf = (record: EntryRecord): AuditLogEntry => {
  const { sql, document, unreadable = "WRONG_FIELDS" } = record.facts;
  if (sql) return new SqlAuditEntry(record, sql);
  if (document) return new DocumentAuditEntry(record, document);
  return new UnreadableAuditEntry(record, unreadable);
};
