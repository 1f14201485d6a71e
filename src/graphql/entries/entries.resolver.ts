import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { holdsOf } from "../../audit/page-plan.js";
import { type Coverage, isComplete } from "../../audit/coverage.js";
import { bindingOf, boundText } from "../../audit/cursor.js";
import { invalidArgument } from "../../audit/errors.js";
import { Merge } from "../../audit/merge.js";
import type { Holds } from "../../audit/patience.js";
import { compareKeys } from "../../audit/record.js";
import { Scope } from "../../audit/session.js";
import type { AuditLogFileRecord, StoredFile } from "../../audit/sources.js";
import { DAY, type TimeWindow } from "../../audit/window.js";
import { instanceNameOf, MOST_FILES } from "../../contents/account.js";
import { decodeEntryCursor, type EntryCursor } from "../../contents/cursor.js";
import { type EntriesAsk, type EntryPage, readEntries } from "../../contents/page.js";
import { boundWindow, windowOf } from "../arguments.js";
import type { OperationContext } from "../context.js";
import { AuditLogFile } from "../database/file.js";
import { boundRefs, filesOfInstance, type KnownRef, requireRefs } from "../database/instance.js";
import { callsOfFileList } from "../file-price.js";
import {
  type Arguments,
  goesOn,
  instancesNamed,
  listPrice,
  type PageSize,
  pageSize,
  Priced,
  slicesOf,
} from "../price.js";
import { NeedsScope } from "../scopes.js";
import {
  boundEntryFilter,
  ENTRIES_PER_PAGE,
  EntriesArgs,
  entryFilter,
  FileEntriesArgs,
  MIB,
  pageAsked,
} from "./arguments.js";
import { AuditLogEntryConnection } from "./scan.js";

/** Files that are listed ahead. */
const LISTED = 100;
const MOST_INSTANCES = 20;

/** Of a file: its link, which may be asked for twice, its first bytes, and a read that its end makes smaller. */
const CALLS_OF_FILE = 4;
/** Places that are looked at for an instant, each perhaps twice. */
const CALLS_OF_SEEKING = 10;
const ENTRIES_BY: PageSize = { size: ENTRIES_PER_PAGE, arguments: ["first"] };
const FILE_ENTRIES_BY: PageSize = { ...ENTRIES_BY, arguments: ["first", "last"], isStandard: true };

const mebibytes = ({ maxBytes }: Arguments): number => Math.ceil((typeof maxBytes === "number" ? maxBytes : MIB) / MIB);

const openedBy =
  (context: OperationContext) =>
  (file: AuditLogFileRecord): Promise<StoredFile> =>
    context.reader(context.catalog.require("database", file.source.name, "source")).contents(file);

interface Listed {
  readonly files: readonly AuditLogFileRecord[];
  readonly hasMoreFiles: boolean;
  readonly coverage: readonly Coverage[];
  readonly unlisted: EntriesAsk["unlisted"];
}

const nameOf = ({ source, instance }: Coverage): string => instanceNameOf(source, instance ?? "");

/** The files that overlap [from, to), from the cursor's file on, in the order of their begin. */
const listFiles = async (
  context: OperationContext,
  refs: readonly KnownRef[],
  { from, to }: { readonly from: number; readonly to: number },
  { cursor, holds }: { readonly cursor: EntryCursor | undefined; readonly holds: Holds | undefined },
): Promise<Listed> => {
  const { turn } = context.session;
  // A file is at most a day long.
  const window = { from: cursor?.file?.time ?? from - DAY, to };
  const timelines = refs.map((ref) => filesOfInstance(context, ref));
  const request = { window, order: "OLDEST_FIRST", expected: LISTED, ...(turn ? { turn } : {}) } as const;
  const merge = new Merge(timelines, request, holds);
  const files: AuditLogFileRecord[] = [];
  let hasMore = false;
  reading: for await (const run of merge.runs()) {
    for (const file of run) {
      const isBefore = cursor?.file !== undefined && compareKeys(file.key, cursor.file) < 0;
      if (isBefore || file.end < from) continue;
      if (files.length === LISTED) {
        hasMore = true;
        break reading;
      }
      files.push(file);
    }
  }
  holds?.ended(timelines.map(({ source }) => ({ source: source.name })));
  const unlisted = merge.trackers.flatMap(({ coverage, unread: [first] }) =>
    first ? [{ instance: nameOf(coverage), from: first.from }] : [],
  );
  const coverage = merge.trackers.map((each) => each.coverage);
  return { files, hasMoreFiles: hasMore || merge.cut !== undefined, coverage, unlisted };
};

/** Of each instance one entry: how its list was read, and how its files were; and whether the walk misses any of it. */
const together = (
  listed: readonly Coverage[],
  { coverage, missed }: Pick<EntryPage, "coverage" | "missed">,
  names: readonly string[],
  window: TimeWindow,
): Coverage[] => {
  const parts = new Map(coverage.map((part) => [nameOf(part), part]));
  return listed.map((list) => {
    const part = parts.get(nameOf(list));
    const told =
      list.state === "FAILED"
        ? { ...list, recordsRead: part?.recordsRead ?? 0 }
        : (part ?? { ...list, recordsRead: 0 });
    const isMissed = (missed & (1 << names.indexOf(nameOf(list)))) !== 0;
    return isMissed ? { ...told, missing: [window] } : told;
  });
};

@Resolver(() => AuditLogFile)
export class AuditLogEntriesResolver {
  @Query(() => AuditLogEntryConnection, {
    nullable: true,
    description:
      "What stands in the files of some instances: who did what, when, from where. File after file in the order of their " +
      "begin; within a file in the order of ending. That nothing is found proves nothing: a source may not record all, drop " +
      "records, or upload a file half an hour later; scan says how far was read. A file that cannot be read is passed, and " +
      "stands in coverage; so is one whose store is slow, where other sources are there. Of what the walk has passed so far, " +
      "coverage names the instance with the window as missing on each later page: ask for that instance alone. Needs the " +
      "scope audit:content, and a source with contents enabled.",
  })
  @NeedsScope(Scope.CONTENT)
  @Priced((args, parent, world) => {
    const timelines = Math.min(instancesNamed(args.instances) ?? 1, MOST_INSTANCES);
    const listing = callsOfFileList({
      timelines,
      slices: slicesOf(args, world.now),
      size: LISTED,
      goesOn: goesOn(args),
    });
    const reading = MOST_FILES * CALLS_OF_FILE + timelines * CALLS_OF_SEEKING + mebibytes(args);
    return listPrice(parent, pageSize(args), listing + reading);
  }, ENTRIES_BY)
  async auditLogEntries(@Args() args: EntriesArgs, @Ctx() context: OperationContext): Promise<AuditLogEntryConnection> {
    const { session } = context;
    if (args.instances.length === 0 || args.instances.length > MOST_INSTANCES) {
      throw invalidArgument("instances", `name 1 to ${MOST_INSTANCES} instances.`);
    }
    const holds = holdsOf(args, session);
    const refs = requireRefs(args.instances, context);
    const names = refs.map(({ source, instanceId }) => instanceNameOf(source.info, instanceId)).sort();
    const filter = entryFilter(args.filter);
    const { at, ...sizes } = pageAsked(args, "files");
    const named = {
      list: "auditLogEntries",
      instances: boundRefs(refs),
      window: boundWindow(args.window),
      writtenUntil: args.writtenUntil ?? null,
      filter: boundEntryFilter(args.filter),
    };
    const bound = { binding: bindingOf(named), named };
    const cursor = at && decodeEntryCursor(at.cursor, bound, at.name);
    const { from, to } = windowOf(args.window, session.now)(cursor?.frozenTo);
    const writtenUntil = Math.max(args.writtenUntil ?? to, to);
    const listed = await listFiles(context, refs, { from, to: writtenUntil }, { cursor, holds });
    const page = await readEntries({
      session,
      binding: boundText(bound),
      cursor,
      frozenTo: to,
      ...sizes,
      filter: { ...filter, window: { from, to } },
      startAt: from,
      writtenUntil,
      ...listed,
      instances: names,
      holds,
      open: openedBy(context),
      passes: true,
    });
    const coverage = together(listed.coverage, page, names, { from, to });
    return new AuditLogEntryConnection(context, { ...page, coverage, isComplete: isComplete(coverage) });
  }

  @FieldResolver(() => AuditLogEntryConnection, {
    nullable: true,
    description:
      "What stands in the file, in the order of ending, from its front by first and after, or from its end by last and " +
      "before. Reads at most maxBytes of it. Refused where the file's first bytes are " +
      "of no form that is known (UNSUPPORTED_FORMAT), never shown as empty. Needs the scope audit:content, and a source with " +
      "contents enabled.",
  })
  @NeedsScope(Scope.CONTENT)
  @Priced((args, parent) => {
    const seeking = args.startAt === undefined || args.startAt === null ? 0 : CALLS_OF_SEEKING;
    return listPrice(parent, pageSize(args), CALLS_OF_FILE + seeking + mebibytes(args));
  }, FILE_ENTRIES_BY)
  async entries(
    @Root() { record: file, ref }: AuditLogFile,
    @Args() args: FileEntriesArgs,
    @Ctx() context: OperationContext,
  ): Promise<AuditLogEntryConnection> {
    const filter = entryFilter(args.filter);
    const { at, ...sizes } = pageAsked(args, "file");
    const named = { list: ["entries", ref], startAt: args.startAt ?? null, filter: boundEntryFilter(args.filter) };
    const bound = { binding: bindingOf(named), named };
    const page = await readEntries({
      session: context.session,
      binding: boundText(bound),
      cursor: at && decodeEntryCursor(at.cursor, bound, at.name),
      frozenTo: 0,
      ...sizes,
      filter,
      startAt: args.startAt ?? undefined,
      files: [file],
      hasMoreFiles: false,
      instances: [],
      unlisted: [],
      open: openedBy(context),
      passes: false,
    });
    return new AuditLogEntryConnection(context, page);
  }
}
