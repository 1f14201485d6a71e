import { dirname, resolve } from "node:path";
import { z } from "zod";
import { parseAccess } from "./access.js";
import type { Config, Environment, KindRules, ReadFile, ServerConfig } from "./config.js";
import { parseDocuments } from "./documents.js";
import { substituteVariables, unknownVariables, variablesIn, withEnvironment } from "./environment.js";
import { readTextFile } from "./files.js";
import { defaultConnectionLimits as defaults, limitsSchema } from "./limits.js";
import { check, Problems } from "./problems.js";
import { parseProxy } from "./proxy.js";
import { parseSources } from "./sources.js";
import { parseAccessLog, parseLog, parseTraces } from "./telemetry.js";
import { addressOrNetwork, flag, isLoopback, option, redisUrl, strict, text, wholeNumber } from "./values.js";

/** The file as a whole; each part is read by its own schema, each source by its kind's. */
const fileSchema = strict({
  server: z.unknown().optional(),
  access: z.unknown().optional(),
  cache: z.unknown().optional(),
  limits: z.unknown().optional(),
  documents: z.unknown().optional(),
  log: z.unknown().optional(),
  accessLog: z.unknown().optional(),
  traces: z.unknown().optional(),
  sources: z.array(z.record(z.string(), z.unknown())).min(1, "must hold at least one source"),
});

export const serverSchema = strict({
  host: option(text.default("127.0.0.1"), "the address to listen at", { env: "HOST" }),
  port: option(wholeNumber(0, 65_535).default(4_000), "the port to listen at; 0 picks a free one", { env: "PORT" }),
  introspection: option(flag.optional(), "introspection, `/schema.graphql` and the pages that need them", {
    otherwise: "true on a loopback host, else false",
  }),
  deadlineMs: option(
    wholeNumber(100, 600_000).default(10_000),
    "milliseconds for a whole operation. What is not read by then stands in coverage as DEADLINE_EXCEEDED",
  ),
  writeTimeoutMs: option(
    wholeNumber(1_000, 600_000).default(defaults.writeTimeoutMs),
    "milliseconds that an answer waits for its caller to read any more of it; then the connection is closed",
  ),
  maxBufferedBytes: option(
    wholeNumber(1_048_576, 17_179_869_184).default(defaults.maxBufferedBytes),
    "bytes of all answers that callers have not read to their end. Beyond it those that stood still longest are closed",
  ),
  maxConnections: option(
    wholeNumber(1, 1_000_000).default(defaults.maxConnections),
    "connections that may be open at once, idle ones included; one beyond is closed as soon as it is there",
  ),
  trustedProxies: option(
    z.array(addressOrNetwork).default([]),
    "addresses, or networks like `10.0.0.0/8`, of the proxies in front whose `X-Forwarded-For` is believed. Nobody else's is",
  ),
});

export const cacheSchema = strict({
  url: option(redisUrl.optional(), "a Redis or Valkey that replicas share", { otherwise: "memory alone" }),
});

interface ParseOptions {
  /** What the problems are told of: the file's path, or "sandbox". Files that it names stand beside it. */
  readonly origin: string;
  readonly env: Environment;
  readonly kinds: readonly KindRules[];
  readonly readFile?: ReadFile;
}

const parseServer = (value: unknown, env: Environment, problems: Problems): ServerConfig | undefined => {
  const written = check(serverSchema, withEnvironment(serverSchema, value ?? {}, env), ["server"], problems);
  if (written === undefined) return undefined;
  return { ...written, introspection: written.introspection ?? isLoopback(written.host) };
};

/** Node's own switch would hold for sources, identity services, the cache and the collector alike. */
const refuseUnverified = (env: Environment, problems: Problems): void => {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== "0") return;
  problems.add(
    [],
    "NODE_TLS_REJECT_UNAUTHORIZED turns the verification of certificates off",
    "Unset it, and name a private authority's certificate in caFile instead.",
  );
};

/**
 * Checks a configuration, the plain object of an auditgraph.yaml, and puts in what it refers to: variables, files,
 * clouds, the environment. Throws ConfigError with everything that is wrong.
 */
export const parseConfig = (value: unknown, { origin, env, kinds, readFile = readTextFile }: ParseOptions): Config => {
  const problems = new Problems();
  const files = { origin, readFile, problems };
  const read = (path: string): string => readFile(resolve(dirname(origin), path));
  const file = check(fileSchema, substituteVariables(value, { env, read, problems }), [], problems);
  const server = parseServer(file?.server, env, problems);
  const access = parseAccess(file?.access, server, env, files);
  const limits = check(limitsSchema, file?.limits ?? {}, ["limits"], problems);
  const documents = parseDocuments(file?.documents, files);
  const cache = check(cacheSchema, file?.cache ?? {}, ["cache"], problems);
  const log = parseLog(file?.log, env, problems);
  const accessLog = parseAccessLog(file?.accessLog, access, files);
  const traces = parseTraces(file?.traces, env, problems);
  refuseUnverified(env, problems);
  const proxy = parseProxy(env, problems);
  const sources = parseSources(file?.sources ?? [], ["sources"], { ...files, env, kinds });
  problems.throwIfAny(origin);
  if (!server || !access || !limits || !documents || !cache || !log || !accessLog || !traces)
    throw new Error("a problem was not told");
  const { rate, ...demand } = limits;
  const { enabled = access.mode !== "open", ...quotas } = rate;
  const told = { proxy, unknownVariables: unknownVariables(env, variablesIn(value)) };
  return {
    mode: "configured",
    server,
    access,
    limits: demand,
    rate: enabled ? quotas : undefined,
    documents,
    cache,
    log,
    accessLog,
    traces,
    ...told,
    sources,
  };
};
