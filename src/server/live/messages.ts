import type { ExecutionResult } from "graphql";

/** An answer of one event, as it goes out, and the id that goes with it. */
export interface Told {
  readonly result: ExecutionResult;
  readonly id: string | undefined;
}

/** The results alone, as graphql-sse takes them; their ids go beside, in the same order. */
export async function* resultsOf(
  events: AsyncGenerator<Told, void, undefined>,
  ids: (string | undefined)[],
): AsyncGenerator<ExecutionResult, void, undefined> {
  try {
    for await (const { result, id } of events) {
      ids.push(id);
      yield result;
    }
  } finally {
    await events.return(undefined);
  }
}

/** The library writes no ids: each event of a result gets its own before it. */
export async function* withIds(
  stream: AsyncIterable<string>,
  ids: (string | undefined)[],
): AsyncGenerator<string, void, undefined> {
  for await (const message of stream) {
    const id = message.startsWith("event: next") ? ids.shift() : undefined;
    yield id === undefined ? message : `id: ${id}\n${message}`;
  }
}
