import { pino } from "pino";
import type { Config } from "../../../src/config/parse.js";
import { Product as RealProduct, type ProductOptions } from "../../../src/product.js";
import { createLog } from "../../../src/telemetry/log.js";
import { type ServerOptions, TestServer } from "../../support/server.js";
import { NOW } from "./world.js";
import { post } from "../../support/post.js";

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
  /** POSTs one operation. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
  /** As ask, where any error fails the test. */
  data<T>(query: string, variables?: object): Promise<T>;
  stop(): Promise<void>;
}

/** Over sources that a test made, without a configuration. */
export interface ServedProduct extends Product, Pick<TestServer, "refusals" | "replace"> {}

interface Running {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** Starts with a log that is kept, and talks to what was started over real HTTP. */
const productOf = async <R extends Running>(
  begin: (log: pino.Logger) => Promise<R>,
): Promise<Product & { readonly running: R }> => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) } satisfies pino.DestinationStream;
  const running = await begin(createLog({ destination, level: "debug" }));
  const ask: Product["ask"] = async (query, variables, headers = {}) => {
    const response = await post(running.baseUrl, { query, variables }, headers);
    const { status, headers: answered } = response;
    return { status, headers: answered, body: (await response.json()) as Answer["body"] };
  };
  return {
    running,
    baseUrl: running.baseUrl,
    lines,
    ask,
    data: async <T>(query: string, variables?: object) => {
      const { body } = await ask(query, variables);
      if (body.errors) throw new Error(JSON.stringify(body.errors));
      return body.data as T;
    },
    stop: () => running.stop(),
  };
};

/** The API over these sources, in this process. Time stands still at NOW. */
export const startProduct = async (options: ServerOptions): Promise<ServedProduct> => {
  const { running, ...product } = await productOf((log) => TestServer.start({ clock: () => NOW, log, ...options }));
  return { ...product, refusals: running.refusals, replace: (next) => running.replace(next) };
};

/** The whole product, in this process, as a configuration makes it. */
export const startWith = (config: Config, options: Omit<ProductOptions, "log"> = {}): Promise<Product> =>
  productOf((log) => RealProduct.start(config, { log, ...options }));
