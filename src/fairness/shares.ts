/** Why there is no place: the caller has its part of them, or all are taken. */
type NoPlace = "caller" | "all";

/** How many things are open, and whose they are: one caller may have a part of them, so that nobody keeps all others out. */
export class Shares {
  /** Of one caller. */
  readonly part: number;
  readonly #of = new Map<string, number>();
  #all = 0;

  constructor(
    private readonly most: number,
    part: number,
  ) {
    this.part = Math.ceil(most * part);
  }

  get areFull(): boolean {
    return this.#all >= this.most;
  }

  /** What ends it (idempotent); or why there is no place. */
  enter(who: string): (() => void) | NoPlace {
    if (this.areFull) return "all";
    const before = this.#of.get(who) ?? 0;
    if (before >= this.part) return "caller";
    this.#all += 1;
    this.#of.set(who, before + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#all -= 1;
      const left = (this.#of.get(who) ?? 1) - 1;
      if (left > 0) this.#of.set(who, left);
      else this.#of.delete(who);
    };
  }
}
