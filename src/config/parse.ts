import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type AccessConfig, resolveAccess, toldOfCallers } from "./access.js";
import {
  type Environment,
  refuseUnverified,
  setting,
  substituteVariables,
  unknownVariables,
  variablesIn,
  withEnvironment,
} from "./environment.js";
import { type FileContext, readDirectory, readFollowed, readNamedFile, type ReadFile, readTextFile } from "./files.js";
import { check, type Path, Problems } from "./problems.js";
import { type DemandLimits, type DocumentMode, type RateLimits, settings, type Written } from "./settings.js";
import { parseProxy, type ProxyConfig } from "./proxy.js";
import { type CacheConfig, resolveCache, resolveTls, type ServerTls } from "./certificates.js";
import { type KindRules, parseSources, type SourceConfig } from "./sources.js";
import { isLoopback, strict, text } from "./values.js";

const { server, access, cache, ...others } = settings;
const unread = (parts: object) => Object.fromEntries(Object.keys(parts).map((part) => [part, z.unknown().optional()]));

/** The file as a whole; each part is read by its own schema, each source by its kind's. */
const fileSchema = strict({
  ...unread({ server, access, cache, ...others }),
  sources: z.array(z.record(z.string(), z.unknown())).min(1, "must hold at least one source"),
});

/** Ids to documents, as codegen's client preset and relay-compiler write them; or Apollo's manifest. */
export const manifestSchema = z.union([
  z
    .object({
      format: z.literal("apollo-persisted-query-manifest"),
      version: z.literal(1),
      operations: z.array(z.object({ id: text, body: text })),
    })
    .transform(({ operations }) => new Map(operations.map(({ id, body }) => [id, body]))),
  z.record(text, text).transform((documents) => new Map(Object.entries(documents))),
]);

/** Which documents are run: any; those of the manifest by their id and any other by its text; or the manifest's alone. */
export interface DocumentPolicy {
  readonly mode: DocumentMode;
  /** Documents by their id, letter by letter as the clients' build wrote them. */
  readonly manifest: ReadonlyMap<string, string>;
}

export const openDocuments: DocumentPolicy = { mode: "open", manifest: new Map() };

const MANIFEST: Path = ["documents", "manifest"];

const readManifest = (file: string, files: FileContext): Map<string, string> | undefined => {
  const cure = "Name the JSON file that the clients' build writes: ids to documents, or Apollo's manifest.";
  const written = readNamedFile(file, MANIFEST, files, cure);
  if (written === undefined) return undefined;
  try {
    const { success, data } = manifestSchema.safeParse(JSON.parse(written));
    if (success && data.size > 0) return data;
    files.problems.add(MANIFEST, success ? "the file holds no document" : "the file is no manifest of documents", cure);
  } catch {
    files.problems.add(MANIFEST, "the file is not JSON", cure);
  }
  return undefined;
};

/** Reads the manifest that `documents` names. Undefined, with a problem, when it cannot be used. */
const resolveDocuments = (
  { mode, manifest: file }: Written<"documents">,
  files: FileContext,
): DocumentPolicy | undefined => {
  if (mode === "open" && file === undefined) return openDocuments;
  if (mode !== "open" && file !== undefined) {
    const manifest = readManifest(file, files);
    return manifest && { mode, manifest };
  }
  if (mode === "open")
    files.problems.add(MANIFEST, "is not read in mode open", "Choose mode hybrid or trusted, or leave it out.");
  else files.problems.add(MANIFEST, "is missing", `Mode ${mode} needs it.`);
  return undefined;
};

/** Where a line for each operation goes: who asked for what, and what it read. A file's path is absolute. */
export type AccessLogConfig = NonNullable<Written<"accessLog">["to"]>;

/**
 * Left out, it is on where callers have names: there somebody will ask who read what. In mode open it would tell of one
 * machine's own users that "anyone" asked.
 */
const resolveAccessLog = (
  { to }: Written<"accessLog">,
  access: AccessConfig,
  { origin }: FileContext,
): AccessLogConfig => {
  if (to === undefined) return access.mode === "open" ? "off" : "stderr";
  return typeof to === "string" ? to : { file: resolve(dirname(origin), to.file) };
};

export interface TracesConfig {
  /** Where spans are posted, by OTLP over HTTP; undefined: nothing is traced. */
  readonly url: string | undefined;
  /** The share of traces that begin here and are kept, 0 to 1; undefined: OTEL_TRACES_SAMPLER decides, otherwise all. */
  readonly sampleRatio: number | undefined;
}

/** The variable of OpenTelemetry that names the whole URL. */
const TRACES_URL = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

const tracesUrl = (endpoint: string): string => `${endpoint.replace(/\/+$/, "")}/v1/traces`;

/**
 * Where traces go, by the file or by the variables that OpenTelemetry specifies; those win. With neither nothing is
 * traced. OTEL_TRACES_SAMPLER is left to the SDK, and so are headers, timeouts and certificates of the exporter.
 */
const resolveTraces = ({ endpoint, sampleRatio }: Written<"traces">, env: Environment): TracesConfig => {
  const isOff = setting(env, "OTEL_SDK_DISABLED") === "true" || setting(env, "OTEL_TRACES_EXPORTER") === "none";
  const isWhole = setting(env, TRACES_URL) !== undefined;
  return {
    url: endpoint === undefined || isOff ? undefined : isWhole ? endpoint : tracesUrl(endpoint),
    sampleRatio: setting(env, "OTEL_TRACES_SAMPLER") === undefined ? sampleRatio : undefined,
  };
};

/** Everything that the process was told, checked. */
export interface Config {
  readonly mode: "configured";
  readonly server: Omit<Written<"server">, "tls"> & {
    readonly introspection: boolean;
    readonly console: boolean;
    /** Undefined: plain HTTP. */
    readonly tls: ServerTls | undefined;
  };
  readonly access: AccessConfig;
  readonly limits: DemandLimits;
  /** Undefined: callers may ask as often as they like. */
  readonly rate: RateLimits | undefined;
  readonly documents: DocumentPolicy;
  /** Memory where no url is given. */
  readonly cache: CacheConfig;
  readonly live: Written<"live">;
  readonly log: Written<"log">;
  readonly accessLog: AccessLogConfig;
  readonly traces: TracesConfig;
  readonly proxy: ProxyConfig;
  /** AUDITGRAPH_… variables that nothing reads: misspelled, mostly. To be told, no more. */
  readonly unknownVariables: readonly string[];
  readonly sources: readonly SourceConfig[];
  /** Certificates, keys and secrets that it names, by their absolute paths, with the digest of what each held. */
  readonly followed: ReadonlyMap<string, string>;
}

export interface ParseOptions {
  /** What the problems are told of: the file's path, or "sandbox". Files that it names stand beside it. */
  readonly origin: string;
  readonly env: Environment;
  readonly kinds: readonly KindRules[];
  readonly readFile?: ReadFile;
}

/**
 * Checks a configuration, the plain object of an auditgraph.yaml, and puts in what it refers to: variables, files,
 * clouds, the environment. Throws ConfigError with everything that is wrong.
 */
export const parseConfig = (value: unknown, { origin, env, kinds, readFile = readTextFile }: ParseOptions): Config => {
  const problems = new Problems();
  const followed = new Map<string, string>();
  const files = { origin, env, readFile, readDirectory, problems, followed };
  const read = (path: string): string => readFollowed(resolve(dirname(origin), path), files);
  const file = check(fileSchema, substituteVariables(value, { env, read, problems }), [], problems);
  const parts: Readonly<Record<string, unknown>> = file ?? {};
  /** One part of the file, with what the environment says in its place. */
  const part = <T>(name: string, schema: z.ZodObject & z.ZodType<T>, variables = env): T | undefined => {
    const given = withEnvironment(schema, parts[name] ?? {}, variables);
    return check(schema, given.value, [name], problems, given.from);
  };

  const server = part("server", settings.server);
  const writtenAccess = part("access", settings.access);
  const access = writtenAccess && resolveAccess(writtenAccess, server?.host, files);
  const limits = part("limits", settings.limits);
  const writtenDocuments = part("documents", settings.documents);
  const documents = writtenDocuments && resolveDocuments(writtenDocuments, files);
  const writtenCache = part("cache", settings.cache);
  const cache = writtenCache && resolveCache(writtenCache, files);
  const live = part("live", settings.live);
  const log = part("log", settings.log);
  const accessLog = part("accessLog", settings.accessLog);
  const whole = setting(env, TRACES_URL);
  const tracesEnv = whole === undefined ? env : { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: whole };
  const traces = part("traces", settings.traces, tracesEnv);
  refuseUnverified(env, problems);
  const proxy = parseProxy(env, problems);
  // What is wrong with the access is told once, at its own place.
  const callers = access ? toldOfCallers(access) : { project: true, catalog: true };
  const sources = parseSources(file?.sources ?? [], kinds, files, callers);
  const tls = resolveTls(server?.tls, files);
  problems.throwIfAny(origin);
  if (!server || !access || !limits || !documents || !cache || !live || !log || !accessLog || !traces)
    throw new Error("a problem was not told");
  const { rate, ...demand } = limits;
  const { enabled = access.mode !== "open", ...quotas } = rate;
  const introspection = server.introspection ?? isLoopback(server.host);
  return {
    mode: "configured",
    server: { ...server, tls, introspection, console: server.console ?? introspection },
    access,
    limits: demand,
    rate: enabled ? quotas : undefined,
    documents,
    cache,
    live,
    log,
    accessLog: resolveAccessLog(accessLog, access, files),
    traces: resolveTraces(traces, env),
    proxy,
    unknownVariables: unknownVariables(env, variablesIn(value)),
    sources,
    followed,
  };
};
