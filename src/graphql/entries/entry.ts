import { Field, InterfaceType, ObjectType } from "type-graphql";
import { AuditOutcome, type EntryRecord, UnreadableReason } from "../../audit/entries.js";
import { AuditLogFile } from "../database/file.js";
import { DateTime, SafeInt } from "../scalars.js";
import "./arguments.js";

@InterfaceType({
  description:
    "One record inside an audit log file: one statement, command or connection. It has no id of its own: its file and " +
    "byteOffset name it. May hold personal data and secrets. Needs the scope audit:content.",
})
export abstract class AuditLogEntry {
  /** By which its type is told. */
  readonly ref!: { readonly type: "SqlAuditEntry" | "DocumentAuditEntry" | "UnreadableAuditEntry" };

  @Field(() => AuditLogFile, { description: "The file that it stands in." })
  readonly file!: AuditLogFile;

  @Field(() => SafeInt, { description: "Where its record begins in the file, in bytes." })
  readonly byteOffset!: number;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "When the statement began, as written: SQL to the second, DDS to the millisecond. Null where the record cannot be " +
      "read. Records stand in the order in which statements ended, not in this one.",
  })
  readonly occurredAt!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What was done, in lower case. SQL: command_class (select, drop_table), or name for connections (connect, quit). " +
      "DDS: atype (createuser), or param.command where atype is authCheck (find, drop).",
  })
  readonly action!: string | null;

  @Field(() => AuditOutcome, { description: "Whether it was done." })
  readonly outcome!: AuditOutcome;

  @Field(() => String, {
    nullable: true,
    description:
      "The source's own error code, such as 1146 (MySQL) or 13 (DDS: not authorised); null without an error.",
  })
  readonly errorCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Who logged in. SQL: of root[app] @ … that is app. Null where the record names nobody.",
  })
  readonly user!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "From where: ip (SQL), remote.ip (DDS). Null for local clients.",
  })
  readonly clientIp!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "SQL: default_db, which is not the database that a statement such as DROP TABLE other.t touches. DDS: of param.ns.",
  })
  readonly database!: string | null;

  @Field(() => String, {
    description: "The record as it stands in the file, up to 64 KiB of it. NUL stands as U+0000.",
  })
  readonly raw!: string;

  @Field(() => Boolean, { description: "Is all of the record in raw?" })
  readonly rawIsComplete!: boolean;

  @Field(() => Boolean, { description: "False where bytes are not UTF-8: they stand as U+FFFD in every text." })
  readonly textIsExact!: boolean;
}

@ObjectType({
  implements: [AuditLogEntry],
  description:
    "A record of MySQL's audit log: twelve columns. Proven by one picture and the manual for RDS for MySQL, by the manual " +
    "alone for TaurusDB and MariaDB.",
})
class SqlAuditEntry extends AuditLogEntry {
  @Field(() => String, { description: "record_id: a counter, unique inside its file only." })
  readonly recordId!: string;

  @Field(() => String, { description: "connection_id, as in SHOW PROCESSLIST." })
  readonly connectionId!: string;

  @Field(() => String, { description: "name: Query, Connect, Quit, as written." })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: "command_class; null for connections." })
  readonly commandClass!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "sqltext, up to 65,536 characters of it; null for connections. What followed a NUL byte is lost at the source.",
  })
  readonly statement!: string | null;

  @Field(() => Boolean, { description: "Is all of sqltext in statement?" })
  readonly statementIsComplete!: boolean;

  @Field(() => String, { nullable: true, description: "user, as written, such as `root[root] @  [10.58.239.247]`." })
  readonly account!: string | null;

  @Field(() => String, { nullable: true, description: "host: localhost for local clients, null for remote ones." })
  readonly host!: string | null;

  @Field(() => String, { nullable: true, description: "external_user." })
  readonly externalUser!: string | null;
}

@ObjectType({
  implements: [AuditLogEntry],
  description:
    "A record of a DDS audit log: a JSON object in MongoDB's audit schema. Keys that are not known are in raw.",
})
class DocumentAuditEntry extends AuditLogEntry {
  @Field(() => String, { description: "atype (or optype): what kind of event it is, as written." })
  readonly type!: string;

  @Field(() => String, { nullable: true, description: "param.command." })
  readonly command!: string | null;

  @Field(() => String, { nullable: true, description: "Of param.ns (or coll)." })
  readonly collection!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "param as JSON text, up to 65,536 characters of it. A number beyond 2^53 may lose digits here; raw has it as written.",
  })
  readonly parameters!: string | null;
}

@ObjectType({
  implements: [AuditLogEntry],
  description: "A record that cannot be read: shown, not left out, for it may be the one that was looked for.",
})
class UnreadableAuditEntry extends AuditLogEntry {
  @Field(() => UnreadableReason, { description: "What is wrong with it." })
  readonly reason!: UnreadableReason;
}

/** An object with the members of a class, which is all that GraphQL reads. */
type Shown<Class> = Pick<Class, keyof Class>;

export const entryOf = ({
  file,
  byteOffset,
  facts: { sql, document, unreadable: reason = "WRONG_FIELDS", ...facts },
}: EntryRecord): Shown<SqlAuditEntry> | Shown<DocumentAuditEntry> | Shown<UnreadableAuditEntry> => {
  const common = { file: new AuditLogFile(file), byteOffset, ...facts };
  if (sql) return { ...common, ...sql, ref: { type: "SqlAuditEntry" } };
  if (document) return { ...common, ...document, ref: { type: "DocumentAuditEntry" } };
  return { ...common, reason, ref: { type: "UnreadableAuditEntry" } };
};
