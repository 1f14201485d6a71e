import { ApolloServerErrorCode } from "@apollo/server/errors";
import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  specifiedRules,
  validate,
} from "graphql";
import { createHandler, type RequestParams } from "graphql-sse";
import { LRUCache } from "lru-cache";
import { AuditError, invalidArgument } from "../../audit/errors.js";
import type { Written } from "../../config/settings.js";
import { Shares } from "../../fairness/shares.js";
import type { LiveContext, LiveEvent } from "../../graphql/live.js";
import type { Cost } from "../cost.js";
import { coded, formatErrors, refusalOverHttp, refusedWith } from "../errors.js";
import { AnswerTexts, writeAnswer } from "../execution/answer-texts.js";
import { type Answer, type Exchange, HttpRefusal, json } from "../http/exchange.js";
import type { ServerContext, ServerParts } from "../pipeline.js";
import type { OperationRules, SharedSteps } from "../steps.js";
import {
  EVENTS,
  isOfTheList,
  paramsOf,
  parsed,
  passes,
  resultsOf,
  STREAM_HEADERS,
  subscriptionOf,
  type Told,
  withIds,
} from "./messages.js";
import { LiveHub } from "./hub.js";

export type LiveRules = Written<"live">;

/** As the library sees the request: what is wrong with its head is refused before. */
const HEADERS = new Map([
  ["accept", EVENTS],
  ["content-type", "application/json"],
]);
const RETRY_AFTER_MS = 30_000;
/** Of the subscriptions that may be open. */
const CALLER_PART = 1 / 2;
/** Documents that were found valid lately. A page's subscribers all send the same one, and come back all at once. */
const VALID = {
  max: 1_000,
  maxSize: 2_000_000,
  sizeCalculation: (_document: DocumentNode, text: string) => text.length,
};

/** A subscription that may be executed. */
interface Prepared extends ExecutionArgs {
  readonly contextValue: ServerContext;
  readonly cost: Cost;
}

/**
 * Subscriptions: graphql-sse speaks the protocol (distinct connections), graphql-js executes, each event in a context of its
 * own. A request takes the steps of an operation (pipeline.ts; steps.ts has what both share): gate, place, admit, look, find,
 * price.
 */
export class LiveStreams {
  readonly #hub: LiveHub;
  readonly #valid = new LRUCache<string, DocumentNode>(VALID);
  readonly #subscribers: Shares;
  readonly #open = new Set<() => void>();
  #hasEnded = false;

  constructor(
    private readonly steps: SharedSteps,
    private readonly rules: OperationRules,
    private readonly parts: ServerParts,
    private readonly live: LiveRules,
    /** Places and admits, anew for each event. Throws a GraphQLError for a caller that is refused. */
    private readonly context: (exchange: Exchange) => Promise<ServerContext>,
  ) {
    this.#hub = new LiveHub(live.intervalMs);
    this.#subscribers = new Shares(live.maxSubscribers, CALLER_PART);
  }

  /** Streams end without being complete: their callers come back, and go on after their last event. */
  end(): void {
    this.#hasEnded = true;
    // First, so that the library does not come to say that they are complete.
    for (const close of this.#open) close();
    this.#hub.end();
  }

  async answer(exchange: Exchange): Promise<Answer> {
    const { headers } = exchange;
    if (!headers.accept?.includes(EVENTS)) {
      throw new HttpRefusal(406, `Subscriptions are answered as ${EVENTS}: say so in Accept. Queries go to /graphql.`);
    }
    if (headers["content-type"]?.split(";")[0]?.trim().toLowerCase() !== "application/json") {
      throw new HttpRefusal(415, "Send the subscription by POST, as application/json.");
    }
    const gated = this.steps.gate(exchange);
    if ("answer" in gated) return gated.answer;
    try {
      if (this.#subscribers.areFull || this.#hasEnded) throw this.#full("all");
      return await this.#stream(exchange, gated.asked.body);
    } catch (error) {
      return this.#refused(exchange, error);
    }
  }

  #full(whose: "caller" | "all"): GraphQLError {
    this.parts.refusals.count(`live.${whose}`);
    const { maxSubscribers } = this.live;
    const open =
      whose === "all"
        ? `${maxSubscribers} subscriptions are open (live.maxSubscribers): come back later`
        : `This caller has ${this.#subscribers.part} subscriptions open, half of live.maxSubscribers (${maxSubscribers}): end some`;
    const message = `${open}, or poll with newSince.`;
    return refusedWith(429, new AuditError("RATE_LIMITED", message, { retryable: true, retryAfterMs: RETRY_AFTER_MS }));
  }

  /** What is wrong before anything is told is answered by HTTP, in GraphQL's form. */
  #refused(exchange: Exchange, error: unknown): Answer {
    exchange.operation.failed([error]);
    const [shown] = this.#shown([error]);
    exchange.operation.answered({ errors: shown ? [shown] : [] });
    const { status, headers } = refusalOverHttp(error) ?? { status: 400 };
    const isOurs = shown?.extensions?.code === "INTERNAL";
    return json({ errors: shown ? [shown] : [] }, isOurs ? 500 : status, headers && Object.fromEntries(headers));
  }

  #shown(errors: readonly unknown[]): readonly GraphQLFormattedError[] {
    const format = formatErrors(this.rules.limits, this.parts.refusals);
    return errors.map((error) => {
      const wrapped =
        error instanceof GraphQLError
          ? error
          : new GraphQLError(error instanceof Error ? error.message : "", {
              originalError: error instanceof Error ? error : new Error("not an error", { cause: error }),
            });
      return format(wrapped.toJSON(), wrapped);
    });
  }

  #validated(params: RequestParams & { readonly query: string }): DocumentNode {
    const document = parsed(params.query, this.rules.limits.tokens);
    const rules = [...specifiedRules, ...this.steps.validationRules()];
    const [wrong] = validate(this.parts.schema, document, rules, { maxErrors: 1 });
    if (wrong) throw coded(wrong, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED);
    this.#valid.set(params.query, document);
    return document;
  }

  /** Parses and validates what was not seen before, and prices. Throws what the caller is told. */
  async #prepare(exchange: Exchange, params: RequestParams): Promise<Prepared> {
    const { schema } = this.parts;
    const context = await this.context(exchange);
    const { query, operationName, variables: variableValues } = params;
    this.steps.look(query, variableValues);
    const document = this.#valid.get(query) ?? this.#validated(params);
    exchange.operation.resolved(subscriptionOf(schema, document, params));
    const asked = { schema, document, operationName, variableValues };
    const cost = this.steps.price(asked, context);
    if (!cost) throw invalidArgument("variables", "they do not fit the subscription.");
    this.steps.afford(asked, context, cost);
    return { ...asked, contextValue: context, cost };
  }

  async #stream(exchange: Exchange, body: unknown): Promise<Answer> {
    const params = paramsOf(body);
    const prepared = await this.#prepare(exchange, params);
    const { caller } = prepared.contextValue.session;
    const leave = this.#subscribers.enter(caller.account ?? caller.key);
    if (typeof leave === "string") throw this.#full(leave);
    // At once where the caller has gone meanwhile.
    exchange.whenOver(leave);
    const events = this.#events(exchange, prepared);
    const ids: (string | undefined)[] = [];
    const handle = createHandler({
      // Streams of the other mode, which are named by a token, are none of ours.
      authenticate: () => "",
      onSubscribe: () => resultsOf(events, ids),
    });
    const [stream] = await handle({
      method: "POST",
      url: "/graphql/stream",
      headers: { get: (name: string) => HEADERS.get(name.toLowerCase()) },
      // All else of it was read already.
      body: { query: params.query },
      raw: undefined,
      context: undefined,
    });
    if (stream === null || typeof stream === "string") throw new Error("graphql-sse answered without a stream");
    exchange.operation.answered({ data: {} });
    const close = (): void => void stream.return(undefined);
    this.#open.add(close);
    exchange.whenOver(() => {
      this.#open.delete(close);
      void events.return(undefined);
    });
    return { status: 200, headers: STREAM_HEADERS, body: withIds(stream, ids) };
  }

  async *#events(exchange: Exchange, { cost, ...args }: Prepared): AsyncGenerator<Told, void, undefined> {
    const contextOf = async (): Promise<ServerContext> => {
      const context = await this.context(exchange);
      this.steps.price(args, context);
      return context;
    };
    const lastEventId = exchange.headers["last-event-id"];
    const live: LiveContext = {
      lastEventId: typeof lastEventId === "string" && lastEventId !== "" ? lastEventId : undefined,
      next: contextOf,
      settle: ({ session }) =>
        exchange.rate?.settle({ points: cost.requested, upstreamCalls: session.calls?.made ?? 0 }),
      passes,
      listen: (key) => this.#hub.listen(key),
    };
    try {
      const source = await createSourceEventStream({
        ...args,
        contextValue: { ...args.contextValue, live },
      });
      if (!(Symbol.asyncIterator in source)) {
        yield { result: this.#answered(source), id: undefined };
        return;
      }
      for await (const event of source as AsyncIterable<LiveEvent>) {
        const texts = new AnswerTexts();
        const contextValue = { ...event.context, texts };
        const result = await execute({ ...args, rootValue: event, contextValue });
        texts.fill(result.data);
        event.failure = result.errors?.find((error) => isOfTheList(error) && passes(error));
        if (event.failure !== undefined) continue;
        yield { result: this.#answered(result), id: event.id };
      }
    } catch (error) {
      exchange.operation.failed([error]);
      yield { result: { errors: this.#shown([error]) as unknown as readonly GraphQLError[] }, id: undefined };
    }
  }

  /** As it goes out: errors in public words, and lists that are texts already in their places. */
  #answered({ data, errors }: ExecutionResult): ExecutionResult {
    const shown = errors && this.#shown(errors);
    const extensions = this.parts.isSandbox ? { sandbox: "made-up data" } : undefined;
    return JSON.parse(writeAnswer({ errors: shown, data, extensions })) as ExecutionResult;
  }
}
