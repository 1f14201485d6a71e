import { GraphQLError } from "graphql";
import { TooComplex } from "./too-complex.js";

const hasMoreLines = (text: string, most: number): boolean => {
  let lines = 1;
  for (const _break of text.matchAll(/\r\n|[\n\r]/g)) if ((lines += 1) > most) return true;
  return false;
};

/**
 * The refusal of a document of more lines than it may have tokens. GraphQL counts a document's lines anew for each error
 * that it tells, and an operation may have a thousand: empty lines are no tokens, and would be counted for minutes. A
 * document in a URL is as short as that.
 */
export const tooManyLines = (body: unknown, tokens: number): GraphQLError | undefined => {
  if (typeof body !== "object" || body === null || !("query" in body)) return undefined;
  if (typeof body.query !== "string" || !hasMoreLines(body.query, tokens)) return undefined;
  const { message, code, retryable } = new TooComplex("tokens", tokens);
  return new GraphQLError(message, { extensions: { code, retryable } });
};
