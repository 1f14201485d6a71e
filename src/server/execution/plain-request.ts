import type { FastifyRequest } from "fastify";
import type { NamedOperation } from "./hot-operations.js";

/** A request that says no more than which operation to run, with which variables. */
export interface PlainRequest {
  readonly named: NamedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

/**
 * A POST with JSON whose members are all of the kinds that GraphQL over HTTP gives them. Undefined for every other
 * request, right or wrong: Apollo knows the whole protocol, and the words for what is wrong.
 */
export const plainRequest = ({ method, headers, body }: FastifyRequest): PlainRequest | undefined => {
  if (method !== "POST" || !/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")) return undefined;
  if (!isObject(body)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== "string" || query === "") return undefined;
  if (!isAbsent(operationName) && (typeof operationName !== "string" || operationName === "")) return undefined;
  if (!isAbsent(variables) && !isObject(variables)) return undefined;
  if (!isAbsent(extensions) && (!isObject(extensions) || "persistedQuery" in extensions)) return undefined;
  return { named: { source: query, name: operationName ?? undefined }, variables: variables ?? {} };
};
