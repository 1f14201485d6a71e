import { AuditError } from "../../src/audit/errors.js";
import type { AuditLogFileRecord } from "../../src/audit/sources.js";
import { readPage } from "../../src/audit/page.js";
import { type ListWindow, planPage } from "../../src/audit/page-plan.js";
import { compareKeys } from "../../src/audit/record.js";
import type { RecordOrder } from "../../src/audit/window.js";
import type { SandboxSources } from "../support/sandbox-sources.js";

export interface WalkOptions {
  /** The instances that are merged. */
  readonly lists: readonly { readonly source: string; readonly instance: string }[];
  readonly window: ListWindow;
  readonly order: RecordOrder;
  readonly size: number;
  /** From the list's end, by last and before. */
  readonly backward?: boolean;
  /** What happens between two pages. */
  readonly between?: () => void;
  /** Sources may fail for a page; the walk goes on with the others. */
  readonly mayFail?: boolean;
}

export interface Walk {
  readonly records: readonly AuditLogFileRecord[];
  readonly pages: number;
}

const MOST_PAGES = 5_000;

/** Every page of a list, each in an operation of its own, as a client turns them. */
export const walk = async (sources: SandboxSources, options: WalkOptions): Promise<Walk> => {
  const { lists, window, order, size, backward = false, mayFail = false } = options;
  const records: AuditLogFileRecord[] = [];
  let cursor: string | undefined;
  for (let pages = 1; pages < MOST_PAGES; pages += 1) {
    const session = sources.session();
    const readers = new Map(lists.map(({ source }) => [source, sources.database(source, session)]));
    const args = backward ? { last: size, before: cursor } : { first: size, after: cursor };
    const plan = planPage(args, { binding: [lists, order], order, window: () => window }, session);
    const page = await readPage(
      plan,
      lists.flatMap(({ source, instance }) => readers.get(source)?.files(instance) ?? []),
    );
    const failed = page.coverage.find(({ state }) => state === "FAILED");
    if (failed && !mayFail) throw failed.problem ?? new AuditError("INTERNAL", "failed without a problem");
    const found = page.edges.map(({ record }) => record);
    records.push(...(backward ? found.reverse() : found));
    const hasMore = backward ? page.hasPreviousPage : page.hasNextPage;
    if (!hasMore) return { records, pages };
    if (page.edges.length !== size && !mayFail) throw new Error(`a page of ${page.edges.length} although more follows`);
    cursor = (backward ? page.edges[0] : page.edges.at(-1))?.cursor;
    options.between?.();
  }
  throw new Error("the walk does not end");
};

/** What is wrong with a walk, in words; undefined when nothing is. */
export const faultOf = ({ records }: Walk, options: WalkOptions, survivors: readonly string[]): string | undefined => {
  const ids = records.map(({ upstreamId }) => upstreamId);
  const seen = new Set(ids);
  if (seen.size !== ids.length) return `${ids.length - seen.size} records twice`;
  const lost = survivors.filter((id) => !seen.has(id));
  if (lost.length > 0) return `${lost.length} of ${survivors.length} records lost`;
  const ascending = (options.order === "OLDEST_FIRST") !== (options.backward ?? false);
  const disorder = records.findIndex((record, i) => {
    const before = records[i - 1];
    return before !== undefined && (ascending ? 1 : -1) * compareKeys(before.key, record.key) >= 0;
  });
  return disorder === -1 ? undefined : `record ${disorder} out of order`;
};
