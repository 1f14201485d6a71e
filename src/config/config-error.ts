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

/** A place inside a configuration, as zod and the walk over it name it. */
export type Path = readonly PropertyKey[];

/** sources[2].credentials["odd key"] */
export const pathText = (path: Path): string =>
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
