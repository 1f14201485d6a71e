import type { pino } from "pino";
import { parseConfig } from "../../../src/config/parse.js";
import { Product as RealProduct } from "../../../src/product.js";
import { sourceKinds } from "../../../src/sources/registry.js";
import { createLog } from "../../../src/telemetry/log.js";
import { type Clock, systemClock } from "../../../src/upstream/clock.js";
import { type Account, rig } from "./rig.js";
import { post } from "../../support/post.js";

/** One entry of auditgraph.yaml's sources. */
export type Source = Readonly<Record<string, unknown>>;

export const byPassword = (account: Account = rig.admin, authUrl = rig.authUrl): Source => ({
  type: "password",
  authUrl,
  ...account,
  userDomainName: "Default",
  projectDomainName: "Default",
});

/** The real Nova; a first answer to a new token takes it seconds on a busy machine. */
export const compute = (change: Source = {}): Source => ({
  name: "compute",
  kind: "nova",
  region: "RegionOne",
  endpoint: rig.endpoint,
  timeoutMs: 15_000,
  credentials: byPassword(),
  ...change,
});

interface Failure {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface Product {
  /** The log's lines so far. */
  readonly lines: readonly string[];
  /** One operation, in the name of whoever has the token. */
  ask(query: string, variables?: object, token?: string): Promise<{ data: unknown; errors?: readonly Failure[] }>;
  /** One operation's data; its errors fail the test. */
  data<T>(query: string, variables?: object): Promise<T>;
  /** One operation's errors. */
  errors(query: string, variables?: object): Promise<readonly Failure[]>;
  stop(): Promise<void>;
}

/** What else the product is told. */
interface Told {
  readonly access?: object;
  readonly env?: Readonly<Record<string, string>>;
}

/** The whole product from its configuration on, in this process, over real HTTP. */
export const startProduct = async (
  sources: readonly Source[],
  clock: Clock = systemClock,
  { access, env = {} }: Told = {},
): Promise<Product> => {
  const config = parseConfig(
    { server: { port: 0, deadlineMs: 30_000 }, sources, ...(access && { access }) },
    { origin: "the test", env, kinds: sourceKinds },
  );
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) } satisfies pino.DestinationStream;
  const running = await RealProduct.start(config, { log: createLog({ destination }), clock });
  const ask: Product["ask"] = async (query, variables, token) => {
    const response = await post(
      running.baseUrl,
      { query, variables },
      token === undefined ? {} : { "x-auth-token": token },
    );
    return (await response.json()) as { data: unknown; errors?: readonly Failure[] };
  };
  return {
    lines,
    ask,
    data: async <T>(query: string, variables?: object) => {
      const { data, errors } = await ask(query, variables);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data as T;
    },
    errors: async (query, variables) => (await ask(query, variables)).errors ?? [],
    stop: () => running.stop(),
  };
};

/** Runs a test's body over a product, and stops it whatever happens. */
export const withProduct = async <T>(
  sources: readonly Source[],
  body: (product: Product) => Promise<T>,
  clock?: Clock,
  told?: Told,
): Promise<T> => {
  const product = await startProduct(sources, clock, told);
  try {
    return await body(product);
  } finally {
    await product.stop();
  }
};
