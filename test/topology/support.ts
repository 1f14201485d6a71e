import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import type { Sandbox } from "../../sandbox/index.js";
import { AS_SHIPPED } from "../support/process.js";
import { post } from "../support/post.js";

/** What ships, built beside dist so that a build in use is left alone; one for each of jest's workers. */
const BUILD = `coverage/topology-${process.env.JEST_WORKER_ID ?? "1"}`;

export const buildProduct = (): void => void execFileSync(process.execPath, ["scripts/build.mjs", BUILD]);

/** The configuration that docker-compose.yml gives its replicas. */
export const CONFIGURATION = "examples/deploy/auditgraph.yaml";

/** What the configuration takes from the environment, for upstreams that run here. */
export const variablesFor = ({ urls }: Sandbox, cacheUrl: string): Record<string, string> => ({
  CACHE_URL: cacheUrl,
  KEYSTONE_URL: urls.keystone,
  COMPUTE_URL: urls.nova,
  MYSQL_URL: urls.taurusdb,
  LB_URL: urls.atlas,
  OS_USERNAME: "admin",
  OS_PASSWORD: "admin-pw",
  LB_USERNAME: "ops",
  LB_PASSWORD: "ops-pw",
});

/** One replica: a process of the built product. */
export interface Replica {
  readonly baseUrl: string;
  readonly log: () => string;
  kill(signal: NodeJS.Signals): void;
  ended(): Promise<number | null>;
}

export const startReplica = async (variables: Record<string, string>): Promise<Replica> => {
  const { HOST: _host, ...rest } = process.env;
  const child: ChildProcess = spawn(process.execPath, [...AS_SHIPPED, `${BUILD}/main.js`, "--config", CONFIGURATION], {
    env: { ...rest, ...variables, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const said = new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => resolve(chunk.toString()));
    child.once("exit", () => reject(new Error(`a replica did not start: ${log}`)));
  });
  // It listens everywhere, and is asked here.
  const port = /http:\/\/\S+:(\d+)/.exec(await said)?.[1] ?? "";
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    log: () => log,
    kill: (signal) => void child.kill(signal),
    ended: async () => {
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      return child.exitCode;
    },
  };
};

interface Body {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string }[];
}

export interface Question {
  readonly query: string;
  readonly variables?: object;
}

/** Asks one replica. Rejects where no answer comes; any GraphQL error fails the test. */
export const ask = async (baseUrl: string, token: string, { query, variables }: Question): Promise<unknown> => {
  const response = await post(baseUrl, { query, variables }, { "x-auth-token": token });
  const { data, errors } = (await response.json()) as Body;
  if (errors) throw new GraphqlFailure(JSON.stringify(errors));
  return data;
};

/** A list's page by its coverage. */
export interface Covered {
  readonly coverage: readonly { readonly state: string; readonly problem: { readonly code: string } | null }[];
}

/** It was answered, but a slow machine did not get through with it in time. Its caller asks again. */
export const isCutShort = ({ coverage }: Covered): boolean =>
  coverage.some(({ problem }) => ["UPSTREAM_TIMEOUT", "DEADLINE_EXCEEDED"].includes(problem?.code ?? ""));

/** An answer that says no: a router hands it on, and does not ask again. */
export class GraphqlFailure extends Error {}

/** What a router does: each question to the next replica, and to the one after it where no answer comes. */
export const askAny = async (
  replicas: readonly Replica[],
  from: number,
  token: string,
  question: Question,
  onRetry: () => void,
): Promise<unknown> => {
  const [first, second] = [replicas[from % replicas.length], replicas[(from + 1) % replicas.length]];
  if (!first || !second) throw new Error("no replica");
  try {
    return await ask(first.baseUrl, token, question);
  } catch (error) {
    if (error instanceof GraphqlFailure) throw error;
    onRetry();
    return ask(second.baseUrl, token, question);
  }
};
