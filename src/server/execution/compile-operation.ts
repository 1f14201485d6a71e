import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";
import { compileQuery, isCompiledQuery } from "graphql-jit";
import { Unwritable } from "./json-writer.js";
import { takeTextLists, withTextFields, writeAnswer } from "./text-lists.js";

/** A valid operation as a function. Holds nothing of whoever ran it: variables and context come with each call. */
export interface CompiledOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As graphql's execute; without `data` where the variables do not fit, and nothing was resolved. */
  execute(context: object, variables: Readonly<Record<string, unknown>>): Promise<ExecutionResult>;
  /** What it was answered with, and whatever stands beside it, as JSON. Undefined where GraphQL has to say it. */
  write(answer: object, now: number): string | undefined;
}

/** The schema that operations are valid by, and the one that they are compiled for. */
export interface CompilerSchema {
  readonly schema: GraphQLSchema;
  readonly textSchema: GraphQLSchema;
}

export const compilerSchema = (schema: GraphQLSchema): CompilerSchema => ({
  schema,
  textSchema: withTextFields(schema),
});

/** graphql-jit's errors look alike, but lack `extensions` where there are none, and have places without nodes. */
const asGraphql = (error: GraphQLError): GraphQLError => {
  const { message, path, locations, originalError } = error;
  const made = new GraphQLError(message, { path, originalError });
  return Object.defineProperty(made, "locations", { value: locations, enumerable: locations !== undefined });
};

/**
 * graphql-jit leaves a list's place empty where an error stands for it, so that a list whose last item failed comes out
 * too short: a router would take its entities for others'. Each error tells its place.
 */
const fillPlaces = (data: unknown, errors: readonly GraphQLError[]): void => {
  for (const { path = [] } of errors) {
    let at: unknown = data;
    for (const key of path) {
      if (Array.isArray(at) && typeof key === "number") at[key] ??= null;
      if (typeof at !== "object" || at === null) break;
      at = (at as Record<string | number, unknown>)[key];
    }
  }
};

/** Undefined for what is not a query, and for what the compiler does not know. */
export const compileOperation = (
  { schema, textSchema }: CompilerSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation | undefined => {
  if (operation.operation !== OperationTypeNode.QUERY) return undefined;
  const { document: taken, writers } = takeTextLists(schema, textSchema, document) ?? { document, writers: [] };
  const options = { useExperimentalPathBasedSkipInclude: true };
  const compiled = compileQuery(textSchema, taken, operation.name?.value, options);
  if (!isCompiledQuery(compiled)) return undefined;
  return {
    document,
    operation,
    execute: async (context, variables) => {
      const { data, errors } = await compiled.query(undefined, context, variables);
      if (errors) fillPlaces(data, errors);
      return {
        ...(errors && errors.length > 0 ? { errors: errors.map(asGraphql) } : {}),
        ...(data === undefined ? {} : { data }),
      };
    },
    write: (answer, now) => {
      try {
        return writeAnswer(answer, writers, now);
      } catch (error) {
        if (error instanceof Unwritable) return undefined;
        throw error;
      }
    },
  };
};
