import { useQuery } from "@apollo/client/react";
import { SourcesDocument, type SourcesQuery } from "../generated/graphql.js";
import { useLastAnswer } from "../parts/use-last-answer.js";

export interface Sources {
  readonly sources: SourcesQuery["auditSources"];
  readonly error: Error | undefined;
  readonly retry: () => void;
}

/** What is configured. Asked once, however many parts of the page want it. */
export const useSources = (): Sources => {
  const { data, error, refetch } = useQuery(SourcesDocument);
  return { sources: useLastAnswer(data)?.auditSources ?? [], error, retry: () => void refetch() };
};
