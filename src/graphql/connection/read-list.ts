import type { Coverage } from "../../audit/coverage.js";
import { type Page, readPage } from "../../audit/page.js";
import { type ListSpec, type PageArguments, planPage } from "../../audit/page-plan.js";
import type { AuditRecord } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import type { Timeline } from "../../audit/timeline.js";
import { totalOf } from "../../audit/total.js";

type Timelines<R extends AuditRecord> = readonly Timeline<R>[];

/** A list as a resolver describes it: what it is, and where its records stand. */
export interface ListQuery<R extends AuditRecord> extends ListSpec {
  readonly page: PageArguments;
  readonly session: Session;
  /** Called once the page arguments are found good: nothing is asked of an upstream before. */
  readonly timelines: () => Timelines<R> | Promise<Timelines<R>>;
  /** Sources that are told of, but not asked. */
  readonly skipped?: readonly Coverage[];
}

/** One page of a list, and the way to its length, which costs nothing unless it is selected. */
export interface ListAnswer<R extends AuditRecord> {
  readonly page: Page<R>;
  readonly coverage: readonly Coverage[];
  readonly total: () => Promise<number | null>;
}

/** The one way to answer a connection: check the arguments, open the timelines, merge one page of them. */
export const readList = async <R extends AuditRecord>(list: ListQuery<R>): Promise<ListAnswer<R>> => {
  const plan = planPage(list.page, list, list.session);
  const timelines = await list.timelines();
  const page = await readPage(plan, timelines);
  return {
    page,
    coverage: [...page.coverage, ...(list.skipped ?? [])],
    total: () => totalOf(page, timelines, plan),
  };
};
