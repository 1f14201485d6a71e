import { useQuery } from "@apollo/client/react";
import { SourcesDocument, type SourcesQuery } from "../generated/graphql.js";
import { useLastAnswer } from "../reading/use-last-answer.js";

export interface Sources {
  readonly sources: SourcesQuery["auditSources"];
  /** They are known; none of them is a configuration without sources. */
  readonly isRead: boolean;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

/** Their health is what operations saw of them: it is told anew while others read, at no cost of the upstreams. */
const EVERY_MS = 5_000;

/** What is configured. Asked once, however many parts of the page want it. */
export const useSources = (): Sources => {
  const { data, error, refetch } = useQuery(SourcesDocument, { pollInterval: EVERY_MS });
  const sources = useLastAnswer(data)?.auditSources;
  return { sources: sources ?? [], isRead: sources !== undefined, error, retry: () => void refetch() };
};
