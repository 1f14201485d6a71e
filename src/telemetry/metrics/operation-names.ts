import type { OperationReport } from "../operation-report.js";

/** Names that get a series of their own; a histogram has 15 lines for each. */
const MOST = 50;
const LONGEST = 64;

/** The class of operations without a name, or whose document never came to be known. */
export const UNNAMED = "unnamed";
export const OTHER = "other";

/**
 * Puts operations into a bounded number of classes, whatever callers name theirs: the first 50 names keep theirs, every
 * later one is "other". Only operations that were run for callers who were let in take a place, or else anybody could use
 * them up; what was refused may still have a name that is known.
 */
export class OperationNames {
  readonly #known = new Set<string>();

  classOf({ name, outcome, anonymous = false }: Pick<OperationReport, "name" | "outcome" | "anonymous">): string {
    if (anonymous) return OTHER;
    if (name === null) return UNNAMED;
    if (this.#known.has(name)) return name;
    if (outcome === "refused" || name.length > LONGEST || name === OTHER || this.#known.size >= MOST) return OTHER;
    this.#known.add(name);
    return name;
  }
}
