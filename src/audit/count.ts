import type { Coverage } from "./coverage.js";
import { asAuditError, AuditError } from "./errors.js";
import type { Page } from "./page.js";
import type { PagePlan } from "./page-plan.js";
import type { AuditRecord, SourceInfo } from "./record.js";
import type { Timeline } from "./timeline.js";

/** A source, or one instance of it, whose records are in no count. */
export interface Uncounted {
  readonly source: SourceInfo;
  readonly instance: string | null;
  readonly problem: AuditError;
}

export interface ListCount {
  /** Exact: of the sources that could be counted. */
  readonly known: number;
  readonly uncounted: readonly Uncounted[];
  /** The list's length, exact, or null rather than wrong. */
  readonly total: number | null;
  /** Of a page that was read well: why one of its sources failed while it was counted. */
  readonly failure: AuditError | undefined;
}

/** It was not even asked: there is no way to count it but by reading it all. */
class Uncountable extends AuditError {
  constructor({ name }: SourceInfo) {
    super("QUERY_TOO_COMPLEX", `Source "${name}" cannot be counted with this filter without reading everything.`, {
      source: name,
    });
  }
}

const isOf = ({ source, instance }: Timeline<AuditRecord>, coverage: Coverage): boolean =>
  coverage.source.name === source.name && coverage.instance === (instance ?? null);

/** Counts each timeline, within the time and the calls that the operation has. A source that failed in the page is not asked. */
export const countList = async <R extends AuditRecord>(
  page: Page<R>,
  timelines: readonly Timeline<R>[],
  { window, turn, holds }: Pick<PagePlan, "window" | "turn" | "holds">,
): Promise<ListCount> => {
  if (page.isComplete && page.isWholeList)
    return { known: page.edges.length, uncounted: [], total: page.edges.length, failure: undefined };
  const counts: (number | AuditError)[] = timelines.map(({ source }) => new Uncountable(source));
  const failedInPage = timelines.map(
    (timeline) => page.coverage.find((each) => each.state === "FAILED" && isOf(timeline, each))?.problem ?? undefined,
  );
  const countOf = async (timeline: Timeline<R>, i: number): Promise<void> => {
    const failure = failedInPage[i];
    if (failure) {
      counts[i] = failure;
      return;
    }
    try {
      await turn?.();
      const count = await timeline.count?.(window);
      if (typeof count === "number") counts[i] = count;
    } catch (thrown) {
      counts[i] = asAuditError(thrown);
    }
  };
  const waits = timelines.map((timeline, i) => ({
    source: timeline.source.name,
    arrived: countOf(timeline, i),
    giveUp: (why: AuditError) => {
      counts[i] = why;
    },
  }));
  const names = timelines.map(({ source }) => source.name);
  if (holds) await holds.all(waits, (waitedFor) => names.some((name) => !waitedFor.has(name)));
  else await Promise.all(waits.map(({ arrived }) => arrived));

  // What comes too late changes nothing any more.
  const settled = [...counts];
  const known = settled.reduce<number>((sum, count) => (typeof count === "number" ? sum + count : sum), 0);
  const uncounted = timelines.flatMap(({ source, instance = null }, i) => {
    const problem = settled[i];
    return problem instanceof AuditError ? [{ source, instance, problem }] : [];
  });
  const failure = page.isComplete
    ? uncounted.find(({ problem }) => !(problem instanceof Uncountable))?.problem
    : undefined;
  return { known, uncounted, total: page.isComplete && uncounted.length === 0 ? known : null, failure };
};

/** The list's length, exact, or null rather than wrong: when a source failed or cannot be counted without reading everything. */
export const totalOf = async <R extends AuditRecord>(
  page: Pick<Page<R>, "isComplete">,
  count: () => Promise<ListCount>,
): Promise<number | null> => {
  if (!page.isComplete) return null;
  const { total, failure } = await count();
  if (failure) throw failure;
  return total;
};
