import { ask, type Server } from "./ask.js";
import { graphql } from "./generated/gql.js";
import type { LargeFilesQuery, TimeWindowInput } from "./generated/graphql.js";

const LargeFiles = graphql(`
  query LargeFiles($window: TimeWindowInput!, $minSizeBytes: SafeInt!, $first: Int!, $after: String) {
    auditLogFiles(window: $window, filter: { minSizeBytes: $minSizeBytes }, first: $first, after: $after) {
      nodes {
        id
        name
        sizeBytes
        begin
        instance {
          name
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      coverage {
        state
        source {
          name
        }
        problem {
          message
        }
      }
    }
  }
`);

type Page = NonNullable<LargeFilesQuery["auditLogFiles"]>;
export type LargeFile = Page["nodes"][number];
export type Gap = Page["coverage"][number];

export interface Wanted {
  readonly window: TimeWindowInput;
  readonly minSizeBytes: number;
  readonly pageSize: number;
}

/**
 * Every file of a size, newest first, page after page: stop reading, and nothing more is asked. `onGap` hears of each
 * source that a page could not read whole: a short list is not an empty one.
 */
export async function* largeFiles(
  server: Server,
  { window, minSizeBytes, pageSize }: Wanted,
  onGap: (gap: Gap) => void,
): AsyncGenerator<LargeFile, void, undefined> {
  const pageAfter = (cursor: string | null): Promise<LargeFilesQuery> =>
    ask(server, LargeFiles, { window, minSizeBytes, first: pageSize, after: cursor });
  let after: string | null = null;
  for (;;) {
    const { auditLogFiles } = await pageAfter(after);
    if (!auditLogFiles) return;
    auditLogFiles.coverage.filter(({ state }) => state !== "COMPLETE").forEach(onGap);
    yield* auditLogFiles.nodes;
    if (!auditLogFiles.pageInfo.hasNextPage) return;
    after = auditLogFiles.pageInfo.endCursor ?? null;
  }
}
