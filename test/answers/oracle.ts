import { ApolloServerErrorCode } from "@apollo/server/errors";
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  parse,
  validate,
} from "graphql";
import { defaultLimits } from "../../src/config/settings.js";
import { nextMoment } from "../../src/audit/walk.js";
import { type OperationContext, operationContext, SourceCatalog } from "../../src/graphql/context.js";
import { formatErrors } from "../../src/server/errors.js";
import { Refusals } from "../../src/server/limits.js";
import { newsParts } from "../support/news.js";
import { NOW } from "../http/support/world.js";
import type { Asked } from "./generate.js";
import { type CallerName, callers, sources } from "./world.js";

/** What the product has to say, without extensions.cost. */
export interface Expected {
  readonly status: number;
  readonly text: string;
  readonly result: ExecutionResult;
}

const catalog = new SourceCatalog(sources);
const { signal } = new AbortController();
const format = formatErrors(defaultLimits, new Refusals());

const contextFor = (caller: CallerName): OperationContext =>
  operationContext({
    session: {
      now: NOW,
      moment: nextMoment(),
      signal,
      caller: callers[caller],
      calls: { made: 0, deduplicated: 0 },
    },
    catalog,
    news: newsParts(() => NOW),
    covered: () => undefined,
  });

/** Two mistakes of a caller's that Apollo Server gives codes of its own, by which format-error.ts knows them. */
const codeOf = ({ nodes = [] }: GraphQLError, isFound: boolean): string | undefined => {
  if (!isFound) return ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE;
  const isOfVariable = nodes.length === 1 && nodes[0]?.kind === Kind.VARIABLE_DEFINITION;
  return isOfVariable ? ApolloServerErrorCode.BAD_USER_INPUT : undefined;
};

const shown = (error: GraphQLError, isFound: boolean): GraphQLFormattedError => {
  const code = codeOf(error, isFound);
  if (code === undefined) return format(error.toJSON(), error);
  const options = { nodes: error.nodes ?? null, originalError: error.originalError ?? error, extensions: { code } };
  const coded = new GraphQLError(error.message, options);
  return format(coded.toJSON(), coded);
};

/** A request answered by graphql-js alone, over the resolvers as the schema is built: nothing kept, nothing compiled. */
export class Oracle {
  #document: { readonly text: string; readonly node: DocumentNode } | undefined;

  constructor(private readonly schema: GraphQLSchema) {}

  async answer({ document: text, variables, operationName, caller }: Asked): Promise<Expected> {
    const document = this.#parsed(text);
    const result = await execute({
      schema: this.schema,
      document,
      contextValue: contextFor(caller),
      variableValues: variables,
      operationName,
    });
    const isFound = Boolean(getOperationAST(document, operationName));
    const errors = result.errors?.map((error) => shown(error, isFound));
    const status = result.data === undefined ? 400 : 200;
    return { status, text: JSON.stringify({ errors, data: result.data }), result };
  }

  /** Requests for one document come one after the other. Throws for what is not valid: a fault of the generator. */
  #parsed(text: string): DocumentNode {
    if (this.#document?.text === text) return this.#document.node;
    const node = parse(text);
    const [mistake] = validate(this.schema, node);
    if (mistake) throw new Error(`the generator wrote what is not valid: ${mistake.message}\n${text}`);
    this.#document = { text, node };
    return node;
  }
}
