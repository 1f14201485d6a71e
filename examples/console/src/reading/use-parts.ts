import type { OperationVariables, TypedDocumentNode } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import { useEffect, useState } from "react";
import { useView } from "../view/use-view.js";

export interface Parts<Data> {
  /** One for each of the variables, in their order; undefined where it could not be read, or not yet. */
  readonly answers: readonly (Data | undefined)[];
  /** Something of it was read. */
  readonly isRead: boolean;
  readonly busy: boolean;
  readonly done: number;
  readonly of: number;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

interface Kept<Data> {
  readonly list: string;
  readonly answers: readonly (Data | undefined)[];
  readonly error: Error | undefined;
}

/**
 * Reads a document once for each of `variables`, one after the other, and again whenever the page is read again. The same `list` read anew (a later time) leaves what
 * was read before on the page until the new is there, and stays where the new cannot be read. Nothing goes into the
 * cache: a page that reads itself again all night must not grow.
 */
export const useParts = <Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: readonly Variables[],
  list: string,
): Parts<Data> => {
  const client = useApolloClient();
  const { readAt } = useView();
  const [tries, tryAgain] = useState(0);
  const [kept, keep] = useState<Kept<Data>>({ list: "", answers: [], error: undefined });
  const key = `${tries} ${readAt} ${JSON.stringify(variables)}`;
  const [progress, advance] = useState({ key: "", done: 0 });
  useEffect(() => {
    let isOver = false;
    const read = async (): Promise<void> => {
      const answers: (Data | undefined)[] = variables.map(() => undefined);
      let failure: Error | undefined;
      for (const [i, each] of variables.entries()) {
        const options = { query: document, variables: each, fetchPolicy: "no-cache" } as const;
        const { data, error } = await client.query(options).catch((reason: unknown) => ({
          data: undefined,
          error: reason instanceof Error ? reason : new Error("lost"),
        }));
        // The reader asks for something else by now.
        if (isOver) return;
        answers[i] = data;
        failure ??= error;
        const isLast = i === variables.length - 1;
        keep((before) => {
          const isSame = before.list === list;
          if (isLast && isSame && answers.every((answer) => answer === undefined)) return { ...before, error: failure };
          // A first reading shows each part as it comes; a later one waits, so that the page does not flicker.
          return isLast || !isSame || before.answers.includes(undefined)
            ? { list, answers: [...answers], error: failure }
            : before;
        });
        advance({ key, done: i + 1 });
      }
    };
    void read();
    return () => {
      isOver = true;
    };
    // `key` stands for the variables.
  }, [client, document, key, list]);
  const done = progress.key === key ? progress.done : 0;
  const isKept = kept.list === list;
  return {
    answers: isKept ? kept.answers : [],
    isRead: isKept && kept.answers.some((answer) => answer !== undefined),
    busy: done < variables.length,
    done,
    of: variables.length,
    error: isKept ? kept.error : undefined,
    retry: () => tryAgain((count) => count + 1),
  };
};
