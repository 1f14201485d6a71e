import { useQuery } from "@apollo/client/react";
import { createContext, type ReactNode, use, useEffect, useMemo } from "react";
import { InstancesDocument, type InstancesQuery } from "../generated/graphql.js";
import { useView } from "../view/use-view.js";

type Instance = NonNullable<InstancesQuery["databaseInstances"]>["edges"][number]["node"];

export interface Instances {
  readonly all: readonly Instance[];
  /** An instance's name, or its id where it has none that is known. */
  readonly nameOf: (source: string, instanceId: string) => string;
  /** A sentence with names where it had the ids of instances. */
  readonly named: (sentence: string, source: string) => string;
}

/** Names of more than these are not read; their ids are shown. */
const MOST = 2_000;
const NOBODY: Instances = { all: [], nameOf: (_source, id) => id, named: (sentence) => sentence };
const Context = createContext(NOBODY);

export const useInstances = (): Instances => use(Context);

/** People know instances by their names; coverage and summaries have their ids. */
export const InstancesProvider = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const { readAt } = useView();
  const { data, error, loading, fetchMore, refetch } = useQuery(InstancesDocument);
  const list = data?.databaseInstances;
  const edges = list?.edges;
  const { hasNextPage = false, endCursor } = list?.pageInfo ?? {};
  useEffect(() => {
    if (hasNextPage && !loading && (edges?.length ?? 0) < MOST) void fetchMore({ variables: { after: endCursor } });
  }, [hasNextPage, loading, edges, endCursor, fetchMore]);
  // A server that asked for a token, or a source that did not answer: with the next reading it is tried again.
  useEffect(() => {
    if (error !== undefined) void refetch();
  }, [readAt]);
  const instances = useMemo((): Instances => {
    const all = edges?.map(({ node }) => node) ?? [];
    const names = new Map(all.map(({ sourceName, instanceId, name }) => [`${sourceName}/${instanceId}`, name]));
    const nameOf = (source: string, instanceId: string): string => names.get(`${source}/${instanceId}`) ?? instanceId;
    return {
      all,
      nameOf,
      // Ids have no spaces in them.
      named: (sentence, source) => sentence.replace(/[\w-]+(?= at )/g, (word) => nameOf(source, word)),
    };
  }, [edges]);
  return <Context value={instances}>{children}</Context>;
};
