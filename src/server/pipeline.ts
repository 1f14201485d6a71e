import { ApolloServer, type ApolloServerPlugin, HeaderMap, type HTTPGraphQLRequest } from "@apollo/server";
import type { GraphQLError, GraphQLSchema } from "graphql";
import Negotiator from "negotiator";
import type { DemandLimits } from "../config/settings.js";
import type { LoopTurns } from "../fairness/loop-turns.js";
import type { OperationContext } from "../graphql/context.js";
import type { Log } from "../telemetry/log.js";
import { loggerOf, withoutCostlyDefaults } from "./apollo-parts.js";
import { type Cost, costExtension } from "./cost.js";
import { formatErrors } from "./errors.js";
import { type AnswerTexts, writeAnswer } from "./execution/answer-texts.js";
import { type Answer, type Exchange, HttpRefusal } from "./http/exchange.js";
import { LargeOperations, type Place } from "./large-operations.js";
import { inTime } from "./turns.js";
import { MOST_ERRORS, type Refusals } from "./limits.js";
import type { ObservedOperation } from "./observation.js";
import { documentOf, type OperationRules, type SharedSteps } from "./steps.js";
import { misfitsOf, refuseOtherThanQuery } from "./unfit.js";

/*
 * A request's way to its answer. Each step stands once, and every operation takes all of them, by POST or GET, the first
 * time and the ten-thousandth:
 *
 *   read      the request, within its limits (http/layers.ts)
 *   accept    whether the caller takes the media type of an answer
 *   gate      the document of an id in its place; which documents are run (documents.ts), of how many lines (limits.ts)
 *   protocol  method, the body's media type, CSRF: Apollo Server
 *   place     who asks, until when, of what (generation.ts, access/)
 *   admit     within the minute of the caller, by name or address (rate-limits.ts)
 *   look      whether the document says the same too often to be validated, or nests too deeply (long-documents.ts), or has
 *             a text that is longer than any may be, as its variables may (long-texts.ts)
 *   find      the document, by the SHA-256 of its text, parsed and valid; or parse and validate it (limits.ts)
 *   check     that it only reads
 *   price     what it may cost, and the upstream calls that it may make (cost.ts)
 *   turn      of a large operation: a few of them work at once (large-operations.ts); of one that asks for much of the schema,
 *             which is answered without a pause
 *   execute   graphql-js; lists of objects are written here already (execution/list-texts.ts)
 *   report    errors, answer, coverage (observation.ts)
 *   write     the cost beside the data, the lists' texts in their places, JSON (execution/answer-texts.ts)
 */

/** What stays when the configuration changes. */
export interface ServerParts {
  readonly schema: GraphQLSchema;
  /** Every answer says that its data are made up. */
  readonly isSandbox: boolean;
  readonly refusals: Refusals;
  readonly turns: LoopTurns;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly log: Log;
}

export class Pipeline {
  readonly #apollo: ApolloServer<ServerContext>;
  readonly #large: LargeOperations;

  constructor(
    private readonly steps: SharedSteps,
    rules: OperationRules,
    parts: ServerParts,
    /** Places and admits a request. Throws for a caller that is refused. */
    private readonly context: (exchange: Exchange, place: Place) => Promise<ServerContext>,
  ) {
    this.#large = new LargeOperations((reason) => parts.refusals.count(reason));
    this.#apollo = createApollo(steps, rules, parts);
  }

  /** Of large operations, how many there are at this moment. */
  get large(): LargeOperations["state"] {
    return this.#large.state;
  }

  async start(): Promise<void> {
    await this.#apollo.start();
  }

  async stop(): Promise<void> {
    await this.#apollo.stop();
  }

  /** Answers one request to /graphql. */
  async answer(exchange: Exchange): Promise<Answer> {
    const { headers } = exchange;
    requireAcceptable(headers.accept);
    const gated = this.steps.gate(exchange);
    if ("answer" in gated) return gated.answer;
    const place = this.#large.place();
    exchange.whenMade(() => place.leave());
    const answer = await this.#apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { ...gated.asked, headers: headerMap(headers) } satisfies HTTPGraphQLRequest,
      context: async () => {
        const context = await this.context(exchange, place);
        this.steps.look(documentOf(gated.asked), gated.asked.body?.variables);
        return context;
      },
    });
    if (answer.body.kind !== "complete") throw new Error("an answer in parts, which nothing here asks for");
    return { status: answer.status ?? 200, headers: Object.fromEntries(answer.headers), body: answer.body.string };
  }
}

/** As Apollo Server knows them; it would say so only after the execution. The last one is of routers. */
const ANSWERED_AS = [
  "application/json; charset=utf-8",
  "application/graphql-response+json; charset=utf-8",
  "application/json; callbackSpec=1.0; charset=utf-8",
];

const requireAcceptable = (accept: string | undefined): void => {
  if (!accept || new Negotiator({ headers: { accept } }).mediaType(ANSWERED_AS)) return;
  const taken = "application/json or application/graphql-response+json";
  throw new HttpRefusal(406, `Operations are answered as ${taken}: name one of them in Accept, or leave it out.`);
};

/** All that Apollo Server reads of a request's head: the media types, and the headers that no other site's page can send. */
const READ = ["accept", "content-type", "x-apollo-operation-name", "apollo-require-preflight"] as const;

const headerMap = (headers: Exchange["headers"]): HeaderMap => {
  const map = new HeaderMap();
  for (const name of READ) {
    const value = headers[name];
    if (typeof value === "string") map.set(name, value);
  }
  return map;
};

const createApollo = (
  shared: SharedSteps,
  { introspection, limits }: OperationRules,
  { schema, isSandbox, refusals, log }: ServerParts,
): ApolloServer<ServerContext> => {
  const format = formatErrors(limits, refusals);
  return new ApolloServer<ServerContext>({
    schema,
    // Whether it is answered is a rule of our own, whose words are of this product.
    introspection: true,
    hideSchemaDetailsFromClientErrors: !introspection,
    parseOptions: { maxLexicalTokens: limits.tokens },
    maxRecursiveSelections: true,
    validationOptions: { maxErrors: MOST_ERRORS },
    validationRules: shared.validationRules(),
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stringifyResult: isSandbox ? writeMadeUp : writeAnswer,
    // Draining is the server's: requests first, then this.
    stopOnTerminationSignals: false,
    formatError: format,
    logger: loggerOf(log),
    plugins: [...withoutCostlyDefaults, steps(shared, schema, limits, format)],
  });
};

/** In every answer, errors alone too: one that is kept still says later what it was made of. */
const writeMadeUp = ({ extensions, ...answer }: { readonly extensions?: object }): string =>
  writeAnswer({ ...answer, extensions: { ...extensions, sandbox: "made-up data" } });

const DONE = Promise.resolve();
const NONE = Promise.resolve(null);

/** Of the schema, that are answered in a step; and of arguments, that fields take apart. */
const VALUES_PER_STEP = 100;

/** A step that waits for nothing, as a hook of Apollo's. */
const hook =
  <Asked>(step: (asked: Asked) => void) =>
  (asked: Asked): Promise<void> => {
    step(asked);
    return DONE;
  };

/** The steps behind the protocol, at Apollo's hooks. */
const steps = (
  shared: SharedSteps,
  schema: GraphQLSchema,
  { cost: limit }: Pick<DemandLimits, "cost">,
  format: ReturnType<typeof formatErrors>,
): ApolloServerPlugin<ServerContext> => ({
  requestDidStart: ({ contextValue: context }) => {
    const { observed, texts } = context;
    let cost: Cost | undefined;
    let misfits: readonly GraphQLError[] = [];
    return Promise.resolve({
      didResolveSource: hook(({ queryHash }) => observed.identified(queryHash)),
      didResolveOperation: async ({ document, operation, request, queryHash: hash }) => {
        // An operation that the document does not hold is refused by the execution, in GraphQL's own words.
        if (!operation) return;
        observed.resolved(operation);
        refuseOtherThanQuery(operation);
        const { operationName, variables: variableValues } = request;
        const asked = { schema, document, operationName, variableValues };
        cost = shared.price(asked, context);
        if (!cost) {
          misfits = misfitsOf(asked);
          return;
        }
        shared.afford(asked, context, cost);
        const place = inTime(context.place.take({ points: cost.requested, hash }, context.session));
        if (place) {
          context.wait();
          await place;
        }
        const ahead = inTime(
          context.session.turn?.(Math.ceil((cost.schemaValues + cost.givenValues) / VALUES_PER_STEP)),
        );
        if (ahead) await ahead;
      },
      responseForOperation: () => {
        if (misfits.length === 0) return NONE;
        observed.failed(misfits);
        const errors = misfits.map((error) => format(error.toJSON(), error));
        const http = { status: 400, headers: new HeaderMap() };
        return Promise.resolve({ http, body: { kind: "single", singleResult: { errors } } });
      },
      didEncounterErrors: ({ errors }) => observed.failedInSteps(errors, context.session.turn),
      willSendResponse: hook(({ response: { body } }) => {
        if (body.kind !== "single") return;
        const { singleResult } = body;
        // What was read ahead, and is not needed now, sends nothing more: otherwise more is asked than the answer says.
        context.session.time?.end();
        if (cost) singleResult.extensions = { ...singleResult.extensions, ...costExtension(cost, limit, context) };
        texts.fill(singleResult.data);
        observed.answered(singleResult);
      }),
    });
  },
  unexpectedErrorProcessingRequest: hook(({ requestContext, error }) =>
    requestContext.contextValue.observed.failed([error]),
  ),
});

/** What the server knows of an operation beside what resolvers share. */
export interface ServerContext extends OperationContext {
  readonly observed: ObservedOperation;
  /** Its lists that are written already. */
  readonly texts: AnswerTexts;
  /** Its place among the large ones. */
  readonly place: Place;
  /** Says that it waits for that. */
  readonly wait: () => void;
}
