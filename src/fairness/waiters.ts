import { Line, type Linked, type Party, Turns } from "./lines.js";

/** Whose part of the queue is used up. */
export type Full = "operation" | "caller" | "queue";

/** Made with the first that waits there: most find a place at once. */
export const at = <T>(levels: (T | undefined)[], level: number, make: () => T): T => (levels[level] ??= make());

/** One operation of a caller, as long as it has a request here. */
export class Operation implements Party {
  inside = 0;
  readonly #lines: (Line<Waiter> | undefined)[] = [];
  #arrivals = 0;

  constructor(
    readonly caller: Caller,
    readonly moment: number,
  ) {}

  get waiting(): number {
    return this.caller.waitingOf(this);
  }

  /** Of the longest level: what it asked for last. */
  get last(): Waiter | undefined {
    return this.#lines.findLast((line) => line?.last !== undefined)?.last;
  }

  line(level: number): Line<Waiter> {
    return at(this.#lines, level, () => new Line());
  }

  arrive(waiter: Waiter): void {
    waiter.number = this.#arrivals += 1;
    this.line(waiter.level).push(waiter);
  }
}

export class Caller implements Party {
  inside = 0;
  readonly operations = new Map<number, Operation>();
  #all: Turns<Operation> | undefined;
  readonly #levels: (Turns<Operation> | undefined)[] = [];

  constructor(readonly key: string) {}

  /** Its operations that wait, whatever their level. */
  get all(): Turns<Operation> {
    return (this.#all ??= new Turns());
  }

  turns(level: number): Turns<Operation> {
    return at(this.#levels, level, () => new Turns());
  }

  waitingOf(operation: Operation): number {
    return this.#all?.waitingOf(operation) ?? 0;
  }
}

/** One request that waits. It is told once: that it may go, or that it has to give up its place in the queue. */
export class Waiter implements Linked<Waiter> {
  before: Waiter | undefined;
  behind: Waiter | undefined;
  /** In its operation's line; with gaps, where others have gone. */
  number = 0;

  constructor(
    /** In whose name it waits. */
    public operation: Operation,
    /** Lower ones go first, as a rule: see `take`. */
    public level: number,
    readonly admit: () => void,
    readonly refuse: (full: Full) => void,
  ) {}
}
