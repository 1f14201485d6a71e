import type { GraphQLError, GraphQLFormattedError, GraphQLSchema } from "graphql";
import { costExtension, isAffordable, operationCost } from "../cost/operation-cost.js";
import type { ServerContext } from "../server-context.js";
import type { CompiledOperation } from "./compile-operation.js";

export interface HotAnswerParts {
  readonly schema: GraphQLSchema;
  /** Points that one operation may cost. */
  readonly costLimit: number;
  readonly formatError: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;
}

/**
 * Runs a compiled operation and writes its answer as Apollo's pipeline does, plugin for plugin: priced, executed, told
 * to the observer, errors made fit for the caller, the cost beside them. Undefined where the answer is a refusal, and
 * nothing was asked of a source yet, or where a record cannot be written: then the pipeline is to say so, out of what the
 * operation's loaders hold.
 */
export const hotAnswer = async (
  compiled: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  context: ServerContext,
  { schema, costLimit, formatError }: HotAnswerParts,
): Promise<Buffer | undefined> => {
  const { document, operation } = compiled;
  const { observed } = context;
  const cost = operationCost({ schema, document, operation, variables }, context);
  if (!cost || !isAffordable(cost, costLimit)) return undefined;
  observed.resolved(operation);
  observed.priced(cost);
  const { data, errors: thrown } = await compiled.execute(context, variables);
  if (data === undefined) return undefined;
  if (thrown) observed.failed(thrown);
  const errors = thrown?.map((error: GraphQLError) => formatError(error.toJSON(), error));
  const answer = { errors, data, extensions: costExtension(cost, costLimit, context) };
  const text = compiled.write(answer, context.session.now);
  if (text === undefined) return undefined;
  observed.answered(answer);
  // As bytes: the text is then copied once, and not measured before.
  return Buffer.from(text);
};
