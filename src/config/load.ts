import { fileURLToPath } from "node:url";
import { type Environment, unknownVariables } from "./environment.js";
import { readTextFile, readYaml } from "./files.js";
import { type Config, parseConfig, type ParseOptions } from "./parse.js";
import { ConfigError, type ConfigProblem, UsageError } from "./problems.js";

/** Serve over the sandbox: it was asked for, or a checkout was started with nothing named. */
export interface SandboxMode {
  readonly mode: "sandbox";
}

export interface NamedFile {
  /** The file that --config names. */
  readonly file: string | undefined;
  readonly env: Environment;
}

export interface LoadOptions extends NamedFile, Omit<ParseOptions, "origin"> {
  /** --sandbox: it is asked for. */
  readonly sandbox?: boolean;
  /** Where the program stands; its own path in production. */
  readonly program?: string;
}

const PROGRAM = fileURLToPath(import.meta.url);

const refuse = (origin: string, ...problems: readonly Omit<ConfigProblem, "path">[]): never => {
  throw new ConfigError(
    origin,
    problems.map((problem) => ({ path: "", ...problem })),
  );
};

/**
 * The file that --config or AUDITGRAPH_CONFIG names; the argument wins. A name that is empty is a variable that was not
 * filled in: taken for none it would end in the sandbox, and made-up data would pass for a cloud's.
 */
export const namedFile = ({ file, env }: NamedFile): string | undefined => {
  const variable = env.AUDITGRAPH_CONFIG;
  if (file?.trim() === "")
    refuse("--config", { problem: "names no file: it is empty", cure: "Name the configuration." });
  if (variable?.trim() === "") {
    refuse("AUDITGRAPH_CONFIG", {
      problem: "is set and names no file: it is empty",
      cure: "Name the configuration in it, or unset it.",
    });
  }
  return file ?? variable;
};

/** A checkout serves its sandbox unasked, for those who try it out. What is installed, or says so, is for production. */
const isForProduction = (env: Environment, program: string): boolean =>
  env.NODE_ENV === "production" || program.split(/[\\/]/).includes("node_modules");

/** Nothing was named, and the sandbox was not asked for: it is served only where nothing else can have been meant. */
const unaskedSandbox = (env: Environment, program: string): SandboxMode => {
  if (isForProduction(env, program)) {
    refuse("auditgraph", {
      problem: "no configuration is named",
      cure: "Name its file by --config or AUDITGRAPH_CONFIG, or ask for the sandbox and its made-up data by --sandbox.",
    });
  }
  const unknown = unknownVariables(env).map((name) => ({
    problem: `the variable ${name} is not known, and no configuration is named`,
    cure: "If it should name one, write AUDITGRAPH_CONFIG; otherwise unset it, or ask for the sandbox by --sandbox.",
  }));
  if (unknown.length > 0) refuse("auditgraph", ...unknown);
  return { mode: "sandbox" };
};

/**
 * Reads the configuration that is named. The sandbox, whose own configuration goes through parseConfig, is for who asks
 * for it, and for a checkout where nothing is named. Throws ConfigError, or UsageError for a contradiction: print its
 * message, exit with its exitCode.
 */
export const loadConfig = (options: LoadOptions): Config | SandboxMode => {
  const { sandbox = false, env, kinds, readFile = readTextFile, program = PROGRAM } = options;
  const path = namedFile(options);
  if (path === undefined) return sandbox ? { mode: "sandbox" } : unaskedSandbox(env, program);
  if (sandbox) {
    const named = options.file === undefined ? "AUDITGRAPH_CONFIG is set" : "--config is given";
    throw new UsageError(`auditgraph: --sandbox serves no configuration, and ${named}. Leave one of them out.`);
  }
  return parseConfig(readYaml(path, readFile), { origin: path, env, kinds, readFile });
};

/** What is settled when the process starts to listen. */
const settled: Readonly<Record<string, (config: Config) => unknown>> = {
  "server.host": ({ server }) => server.host,
  "server.port": ({ server }) => server.port,
  "server.tls": ({ server }) => server.tls !== undefined,
  "server.tls.clientCaFile": ({ server }) => server.tls?.callersCa !== undefined,
  "server.operations": ({ server }) => JSON.stringify(server.operations),
  "server.writeTimeoutMs": ({ server }) => server.writeTimeoutMs,
  "server.maxBufferedBytes": ({ server }) => server.maxBufferedBytes,
  "server.maxConnections": ({ server }) => server.maxConnections,
  "limits.bodyBytes": ({ limits }) => limits.bodyBytes,
  "traces.endpoint": ({ traces }) => traces.url,
  "traces.sampleRatio": ({ traces }) => traces.sampleRatio,
};

/** Keys in which a configuration differs from the one of the start, and which only a restart can change. */
export const waitingForRestart = (started: Config, wanted: Config): string[] =>
  Object.entries(settled).flatMap(([key, of]) => (of(started) === of(wanted) ? [] : [key]));
