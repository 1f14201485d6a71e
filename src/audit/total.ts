import { isComplete } from "./coverage.js";
import type { Page } from "./page.js";
import type { PagePlan } from "./page-plan.js";
import type { AuditRecord } from "./record.js";
import type { Timeline } from "./timeline.js";

/** The list's length, exact, or null rather than wrong: when a source failed or cannot count without reading everything. */
export const totalOf = async <R extends AuditRecord>(
  page: Page<R>,
  timelines: readonly Timeline<R>[],
  { window, turn }: Pick<PagePlan, "window" | "turn">,
): Promise<number | null> => {
  if (!isComplete(page.coverage)) return null;
  if (page.isWholeList) return page.edges.length;
  const countOf = async (timeline: Timeline<R>): Promise<number | null> => {
    await turn?.();
    return (await timeline.count?.(window)) ?? null;
  };
  const counts = await Promise.all(timelines.map(countOf));
  return counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);
};
