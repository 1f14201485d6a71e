import type { AnySource } from "../../audit/any-source.js";
import { type Coverage, skipped } from "../../audit/coverage.js";
import { Scope } from "../../audit/session.js";
import type { Timeline } from "../../audit/timeline.js";
import type { OperationContext } from "../context/operation-context.js";
import { forbidden, hasScope } from "../context/require-scope.js";
import { filesOfSources } from "../database/file-timelines.js";
import type { AnyRecord } from "./node-of-record.js";

const needsAdmin = ({ subject }: AnySource): boolean => subject === "loadBalancer";

/** The sources that the caller may see, and for each of the others the reason why it is left out. */
export const visibleTo = (
  context: OperationContext,
  sources: readonly AnySource[],
): { readonly visible: readonly AnySource[]; readonly hidden: readonly Coverage[] } => {
  if (hasScope(context, Scope.ADMIN)) return { visible: sources, hidden: [] };
  return {
    visible: sources.filter((source) => !needsAdmin(source)),
    hidden: sources.filter(needsAdmin).map(({ info }) => skipped(info, forbidden(Scope.ADMIN))),
  };
};

/** Every timeline of the source: one, or one for each database instance. */
const timelinesOf = async (context: OperationContext, source: AnySource): Promise<readonly Timeline<AnyRecord>[]> => {
  switch (source.subject) {
    case "usage":
      return [context.reader(source).periods];
    case "database":
      return filesOfSources(context, [source]);
    case "loadBalancer":
      return [context.reader(source).audits()];
  }
};

export const recordTimelines = async (
  context: OperationContext,
  sources: readonly AnySource[],
): Promise<readonly Timeline<AnyRecord>[]> =>
  (await Promise.all(sources.map((source) => timelinesOf(context, source)))).flat();
