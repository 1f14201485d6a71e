import { execute, type GraphQLSchema, parse, validate } from "graphql";
import type { AnySource } from "../../src/audit/sources.js";
import { eventLoop } from "../../src/fairness/event-loop.js";
import { LoopTurns } from "../../src/fairness/loop-turns.js";
import { Scope, type Turn } from "../../src/audit/session.js";
import { operationContext, SourceCatalog } from "../../src/graphql/context.js";
import { AnswerTexts, writeAnswer } from "../../src/server/execution/answer-texts.js";
import { memoryBalancerSource } from "../http/support/memory-balancer-source.js";
import { memoryDatabaseSource } from "../http/support/memory-database-source.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";
import { NOW } from "../http/support/world.js";
import { newsParts } from "../support/news.js";

export interface Asked {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly sources?: readonly AnySource[];
  readonly scopes?: readonly Scope[];
  /** Milliseconds since the epoch. */
  readonly now?: number;
  readonly signal?: AbortSignal;
  readonly turn?: Turn;
}

const everySource = (): readonly AnySource[] => [memoryUsageSource(), memoryDatabaseSource(), memoryBalancerSource()];

/** The event loop with a clock that goes on by itself each time that it is looked at: what is done in a turn is a number of steps. */
const steppedLoop = (): typeof eventLoop => {
  let time = 0;
  return { ...eventLoop, now: () => (time += 0.5) };
};

/** Executes a valid operation over a schema, and writes the answer as the server does. Tells how many lists were written before. */
export const answerOf = async (
  schema: GraphQLSchema,
  source: string,
  { variables = {}, sources = everySource(), scopes = Object.values(Scope), now = NOW, ...asked }: Asked = {},
): Promise<{ readonly text: string; readonly written: number }> => {
  const document = parse(source);
  const [refusal] = validate(schema, document);
  if (refusal) throw refusal;
  const caller = { key: "anyone", token: undefined, scopes: new Set(scopes) };
  const asker = { moment: 1, signal: asked.signal ?? new AbortController().signal, caller };
  const session = { ...asker, now, turn: asked.turn ?? new LoopTurns(steppedLoop()).of(asker).turn };
  const context = operationContext({
    session,
    catalog: new SourceCatalog(sources),
    news: newsParts(() => now),
    covered: () => undefined,
  });
  const texts = new AnswerTexts();
  const add = jest.spyOn(texts, "add");
  const { data, errors } = await execute({
    schema,
    document,
    contextValue: { ...context, texts },
    variableValues: variables,
  });
  texts.fill(data);
  return { text: writeAnswer({ errors, data }), written: add.mock.calls.length };
};
