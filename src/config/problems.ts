import type { z } from "zod";
import { systemCode } from "../audit/errors.js";

/** One thing that is wrong: where it stands, what it is, and the cure. Never a value: it may be a secret. */
export interface ConfigProblem {
  /** The path inside the file, such as "sources[2].credentials.password"; empty for the file as a whole. */
  readonly path: string;
  readonly problem: string;
  /** What to do about it, as a sentence; empty where the problem says it. */
  readonly cure: string;
}

const line = (origin: string, { path, problem, cure }: ConfigProblem): string =>
  `${origin}: ${path === "" ? "" : `${path}: `}${problem}.${cure === "" ? "" : ` ${cure}`}`;

/** Everything that is wrong with a configuration, at once. The message is for an operator's terminal: one line each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78;

  constructor(
    /** The file, as the operator named it. */
    readonly origin: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    super(problems.map((problem) => line(origin, problem)).join("\n"));
  }
}

/** A command line that cannot be followed. The message is for the terminal. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** EX_USAGE of sysexits.h. */
  readonly exitCode = 64;
}

/** A place inside a configuration, as zod and the walk over it name it. */
export type Path = readonly PropertyKey[];

/** sources[2].credentials["odd key"] */
const pathText = (path: Path): string =>
  path
    .map((part, at) => {
      if (typeof part === "number") return `[${part}]`;
      const key = String(part);
      return /^[\w-]+$/.test(key) ? `${at === 0 ? "" : "."}${key}` : `[${JSON.stringify(key)}]`;
    })
    .join("");

/** Collects problems on the way through a configuration. */
export class Problems {
  readonly list: ConfigProblem[] = [];

  add(path: Path, problem: string, cure = ""): void {
    this.list.push({ path: pathText(path), problem, cure });
  }

  /** Is something wrong at this place already? Then nothing more is said of it. */
  at(path: Path): boolean {
    const text = pathText(path);
    return this.list.some((known) => known.path === text);
  }

  /** Throws ConfigError when there are any. */
  throwIfAny(origin: string): void {
    if (this.list.length > 0) throw new ConfigError(origin, this.list);
  }
}

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const nouns: Readonly<Record<string, string>> = {
  array: "a list",
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
  string: "text",
  number: "a number",
};

/** zod's findings in an operator's words. Values are never repeated: they may be secrets. */
const describe = (issue: RawIssue): string | undefined => {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${nouns[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `${issue.input === undefined ? "is missing; must" : "must"} be one of ${issue.values.map(String).join(", ")}`;
    default:
      return undefined;
  }
};

const cured = (message: string): readonly [problem: string, cure: string] => {
  const [problem = "", cure] = message.split("; ", 2);
  if (cure !== undefined) return [problem, `${cure.charAt(0).toUpperCase()}${cure.slice(1)}.`];
  return [problem, problem === "is missing" ? "Add it." : ""];
};

/**
 * Checks one part of the file. Undefined when something is wrong, which is then among the problems; a place that has
 * a problem already (a variable that is not set) gets no second one.
 */
export const check = <T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: Path,
  problems: Problems,
  /** The environment variables that keys of it were taken from: the file is not to blame for those. */
  from: ReadonlyMap<PropertyKey, string> = new Map(),
): T | undefined => {
  const read = schema.safeParse(value, { error: describe });
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const place = [...path, ...issue.path];
    if (problems.at(place)) continue;
    const [problem, cure] = cured(issue.message);
    const variable = issue.path[0] === undefined ? undefined : from.get(issue.path[0]);
    if (variable === undefined) problems.add(place, problem, cure);
    else problems.add(place, `the environment variable ${variable}, which wins over the file, ${problem}`, cure);
  }
  return undefined;
};

const reasons: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "the file may not be read",
  EPERM: "the file may not be read",
  EISDIR: "it is a directory",
};

/** Why a file could not be read, as half a sentence. */
export const readFailure = (error: unknown): string => reasons[systemCode(error)] ?? "the file cannot be read";

export const isDirectory = (error: unknown): boolean => systemCode(error) === "EISDIR";

export const isMissing = (error: unknown): boolean => systemCode(error) === "ENOENT";
