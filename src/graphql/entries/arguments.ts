import { ArgsType, Field, InputType, registerEnumType } from "type-graphql";
import { AuditOutcome, UnreadableReason } from "../../audit/entries.js";
import { invalidArgument } from "../../audit/errors.js";
import { namedSizes, type PageArguments, PAGE_CAP } from "../../audit/page-plan.js";
import type { EntryFilter } from "../../contents/filter.js";
import { asSet, forwardPageArgsOf, pageArgsOf, present, SilenceMs, TimeWindowInput } from "../arguments.js";
import { DatabaseInstanceRef } from "../database/instance.js";
import { DateTime, SafeInt } from "../scalars.js";

registerEnumType(AuditOutcome, {
  name: "AuditOutcome",
  description: "How what an entry tells of ended.",
  valuesConfig: {
    SUCCEEDED: { description: "SQL: connection_status 0. DDS: result 0." },
    FAILED: { description: "Any other status or result; errorCode holds it." },
    UNKNOWN: { description: "The record does not say, or cannot be read." },
  },
});

registerEnumType(UnreadableReason, {
  name: "UnreadableRecordReason",
  description: "What keeps a record from being read. The record as it stands is in raw.",
  valuesConfig: {
    BAD_QUOTING: { description: "A field is not in quotes, or a quote inside one is not doubled." },
    WRONG_FIELDS: { description: "Not twelve fields." },
    BAD_TIME: { description: "The time is not of the form yyyy-mm-ddThh:mm:ss UTC." },
    CUT_SHORT: { description: "The file ends in the middle of it." },
    TOO_LONG: { description: "Longer than 4 MiB: its first 64 KiB are in raw." },
    NOT_JSON: { description: "A line that is no JSON object of a known form." },
  },
});

export const MIB = 1024 * 1024;
const LEAST_BYTES = 64 * 1024;
const MOST_BYTES = 64 * MIB;
const BYTES_OF_FILE = 8 * MIB;
const BYTES_OF_FILES = 32 * MIB;

const MOST_WORDS = 20;
const MOST_CHARACTERS = 200;
const LEAST_TEXT = 3;

const words = (what: string): string => `${what} 1 to ${MOST_WORDS} of them, compared without case; all when omitted.`;

@InputType({ description: "Which entries to list; every condition given must hold." })
class AuditLogEntryFilter {
  @Field(() => [String], {
    nullable: true,
    description: words(
      "Entries whose action, or whose name (SQL), atype or param.command (DDS) is one of these, such as drop_table or drop.",
    ),
  })
  actions?: string[] | null;

  @Field(() => [String], { nullable: true, description: words("Entries of these users.") })
  users?: string[] | null;

  @Field(() => [String], { nullable: true, description: words("Entries from these client addresses, as written.") })
  clientIps?: string[] | null;

  @Field(() => [String], { nullable: true, description: words("Entries of these databases.") })
  databases?: string[] | null;

  @Field(() => AuditOutcome, { nullable: true, description: "Entries of this outcome." })
  outcome?: AuditOutcome | null;

  @Field(() => String, {
    nullable: true,
    description: `Entries whose statement (SQL) or line as written (DDS) contains this text, ${LEAST_TEXT} to ${MOST_CHARACTERS} characters; upper and lower case differ.`,
  })
  textContains?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description:
      "List records that cannot be read, whatever the other conditions: nobody knows whether they would pass.",
  })
  includeUnreadable?: boolean | null;
}

const bytesField = (fallback: number) =>
  Field(() => SafeInt, {
    nullable: true,
    defaultValue: fallback,
    description:
      `Bytes to read for this page: ${LEAST_BYTES} to ${MOST_BYTES}. The record at their end is read whole. One operation ` +
      "reads 64 MiB and 20 files at most, all of its fields together.",
  });

export const ENTRIES_PER_PAGE = 50;
const EntryPageArgs = forwardPageArgsOf(ENTRIES_PER_PAGE);

const FilterField = Field(() => AuditLogEntryFilter, {
  nullable: true,
  description: "Which entries to list; all when omitted. What a page reads is the same, whatever passes.",
});

@ArgsType()
export class FileEntriesArgs extends pageArgsOf(ENTRIES_PER_PAGE) {
  @FilterField
  filter?: AuditLogEntryFilter | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "Skip to the first record of this instant or later. Costs a few small reads where the file is large and much is " +
      "written; otherwise the file is read up to there. Later records may still be of an earlier time. Says where a read " +
      "from the front begins: never together with last or before.",
  })
  startAt?: number | null;

  @bytesField(BYTES_OF_FILE)
  maxBytes?: number | null;
}

@ArgsType()
export class EntriesArgs extends EntryPageArgs {
  @Field(() => [DatabaseInstanceRef], { description: "The instances whose files to read, each counted once; 1 to 20." })
  instances!: DatabaseInstanceRef[];

  @Field(() => TimeWindowInput, { description: "An entry belongs to it by its occurredAt." })
  window!: TimeWindowInput;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "Look for them among records written until then; window.to when omitted, and never earlier. A statement is written " +
      "when it ends: one that began in the window and ran for an hour stands an hour later.",
  })
  writtenUntil?: number | null;

  @FilterField
  filter?: AuditLogEntryFilter | null;

  @bytesField(BYTES_OF_FILES)
  maxBytes?: number | null;

  @SilenceMs
  patienceMs?: number | null;
}

const wordsOf = (values: readonly string[] | undefined, name: string): readonly string[] | undefined => {
  if (values === undefined) return undefined;
  const isSound = values.length > 0 && values.length <= MOST_WORDS && values.every(isWord);
  if (!isSound)
    throw invalidArgument(`filter.${name}`, `give 1 to ${MOST_WORDS}, of 1 to ${MOST_CHARACTERS} characters each.`);
  return values;
};
const isWord = (value: string): boolean => value.length > 0 && value.length <= MOST_CHARACTERS;

/** Throws INVALID_ARGUMENT. */
export const entryFilter = (input: AuditLogEntryFilter | null | undefined): EntryFilter => {
  const { textContains, outcome, includeUnreadable = true, ...lists } = present(input);
  if (textContains !== undefined && (textContains.length < LEAST_TEXT || textContains.length > MOST_CHARACTERS)) {
    throw invalidArgument("filter.textContains", `give ${LEAST_TEXT} to ${MOST_CHARACTERS} characters.`);
  }
  const actions = wordsOf(lists.actions, "actions");
  const users = wordsOf(lists.users, "users");
  const clientIps = wordsOf(lists.clientIps, "clientIps");
  const databases = wordsOf(lists.databases, "databases");
  return {
    includeUnreadable,
    ...(actions ? { actions } : {}),
    ...(users ? { users } : {}),
    ...(clientIps ? { clientIps } : {}),
    ...(databases ? { databases } : {}),
    ...(outcome ? { outcome } : {}),
    ...(textContains === undefined ? {} : { textContains }),
  };
};

/** The filter as cursors are bound to it: by a digest alone. */
export const boundEntryFilter = (input: AuditLogEntryFilter | null | undefined): unknown => [
  asSet(input?.actions),
  asSet(input?.users),
  asSet(input?.clientIps),
  asSet(input?.databases),
  input?.outcome ?? null,
  input?.textContains ?? null,
  input?.includeUnreadable ?? true,
];

const sizeIn = (value: number, name: string): number => {
  if (!Number.isInteger(value) || value < 1 || value > PAGE_CAP) {
    throw invalidArgument(name, `a page has 1 to ${PAGE_CAP} records.`);
  }
  return value;
};

interface PageAsked extends PageArguments {
  readonly maxBytes?: number | null;
  readonly startAt?: number | null;
}

/** How much of which end is asked for, and from which cursor on. Throws INVALID_ARGUMENT. */
export const pageAsked = (
  args: PageAsked,
  fallback: "file" | "files",
): {
  readonly size: number;
  readonly maxBytes: number;
  readonly isBackward: boolean;
  readonly at: { readonly name: "after" | "before"; readonly cursor: string } | undefined;
} => {
  const { first, last } = namedSizes(args, ENTRIES_PER_PAGE);
  const { after, before, startAt, maxBytes } = args;
  const isBackward = typeof last === "number";
  const others = isBackward ? [first, after] : [before];
  if (others.some((each) => each !== null && each !== undefined)) {
    throw invalidArgument(
      "first, after, last, before",
      "a file is read from its front, by first and after, or from its end, by last and before.",
    );
  }
  if (isBackward && typeof startAt === "number") {
    throw invalidArgument("startAt", "it says where a read from the front begins; leave it out with last and before.");
  }
  const bytes = maxBytes ?? (fallback === "file" ? BYTES_OF_FILE : BYTES_OF_FILES);
  if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
    throw invalidArgument("maxBytes", `a page reads ${LEAST_BYTES} to ${MOST_BYTES} bytes.`);
  }
  const size = isBackward ? sizeIn(last, "last") : sizeIn(first ?? ENTRIES_PER_PAGE, "first");
  const [name, cursor] = isBackward ? (["before", before] as const) : (["after", after] as const);
  return { size, maxBytes: bytes, isBackward, at: typeof cursor === "string" ? { name, cursor } : undefined };
};
