import { pino } from "pino";
import { type Running, start, type StartOptions } from "../../../src/product.js";
import { createLog } from "../../../src/telemetry/log.js";
import { NOW } from "./world.js";

export interface GraphqlFailure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Record<string, never> | null;
    readonly errors?: readonly GraphqlFailure[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
}

export interface Product {
  readonly baseUrl: string;
  /** The log's lines so far. */
  readonly lines: readonly string[];
  /** Operations that asked for too much, by the limit that they were over. */
  readonly refusals: ReadonlyMap<string, number>;
  /** POSTs one operation. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
  /** As ask, where any error fails the test. */
  data<T>(query: string, variables?: object): Promise<T>;
  /** What a reload does. */
  replace: Running["replace"];
  stop(): Promise<void>;
}

/** Starts with a log that is kept, and talks to what was started over real HTTP. */
export const productOf = async (begin: (log: pino.Logger) => Promise<Running>): Promise<Product> => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) } satisfies pino.DestinationStream;
  const running = await begin(createLog({ destination, level: "debug" }));
  const ask: Product["ask"] = async (query, variables, headers = {}) => {
    const response = await fetch(`${running.baseUrl}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { status, headers: answered } = response;
    return { status, headers: answered, body: (await response.json()) as Answer["body"] };
  };
  return {
    baseUrl: running.baseUrl,
    lines,
    refusals: running.refusals.byReason,
    ask,
    data: async <T>(query: string, variables?: object) => {
      const { body } = await ask(query, variables);
      if (body.errors) throw new Error(JSON.stringify(body.errors));
      return body.data as T;
    },
    replace: (next) => running.replace(next),
    stop: () => running.stop(),
  };
};

/** The whole product, in this process. Time stands still at NOW. */
export const startProduct = (options: StartOptions): Promise<Product> =>
  productOf((log) => start({ clock: () => NOW, log, ...options }));
