/** Names that get a series of their own; a histogram has 15 lines for each. */
const MOST = 50;
const LONGEST = 64;

/** The class of operations without a name, or whose name was never seen. */
export const UNNAMED = "unnamed";
export const OTHER = "other";

/**
 * Puts operations into a bounded number of classes, whatever callers name theirs: the first 50 names that answered keep
 * theirs, every later one is "other". A refused operation takes no place, so that nobody without access can use them up.
 */
export class OperationNames {
  readonly #known = new Set<string>();

  classOf(name: string | null, hasAnswered: boolean): string {
    if (name === null) return UNNAMED;
    if (this.#known.has(name)) return name;
    if (!hasAnswered || name.length > LONGEST || name === OTHER || this.#known.size >= MOST) return OTHER;
    this.#known.add(name);
    return name;
  }
}
