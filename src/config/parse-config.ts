import type { Config, Environment, ReadFile, ServerConfig } from "./config.js";
import { Problems } from "./config-error.js";
import type { KindRules } from "./kind-rules.js";
import { isLoopback } from "./loopback.js";
import { parseAccess } from "./parse-access.js";
import { parseDocuments } from "./parse-documents.js";
import { parseSources } from "./parse-sources.js";
import { parseAccessLog, parseLog, parseTraces } from "./parse-telemetry.js";
import { proxyOf } from "./proxy.js";
import { readTextFile } from "./read-text-file.js";
import { check } from "./schema/check.js";
import { cacheSchema } from "./schema/cache-schema.js";
import { fileSchema } from "./schema/file-schema.js";
import { limitsSchema } from "./schema/limits-schema.js";
import { serverSchema } from "./schema/server-schema.js";
import { unknownVariables } from "./unknown-variables.js";
import { substituteVariables, variablesIn } from "./variables.js";
import { withEnvironment } from "./with-environment.js";

export interface ParseOptions {
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
  const file = check(fileSchema, substituteVariables(value, env, problems), [], problems);
  const server = parseServer(file?.server, env, problems);
  const access = parseAccess(file?.access, server, env, files);
  const limits = check(limitsSchema, file?.limits ?? {}, ["limits"], problems);
  const documents = parseDocuments(file?.documents, files);
  const cache = check(cacheSchema, file?.cache ?? {}, ["cache"], problems);
  const log = parseLog(file?.log, env, problems);
  const accessLog = parseAccessLog(file?.accessLog, access, files);
  const traces = parseTraces(file?.traces, env, problems);
  refuseUnverified(env, problems);
  const sources = parseSources(file?.sources ?? [], ["sources"], { ...files, env, kinds });
  problems.throwIfAny(origin);
  if (!server || !access || !limits || !documents || !cache || !log || !accessLog || !traces)
    throw new Error("a problem was not told");
  const { rate, ...demand } = limits;
  const { enabled = access.mode !== "open", ...quotas } = rate;
  const told = { proxy: proxyOf(env), unknownVariables: unknownVariables(env, variablesIn(value)) };
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
