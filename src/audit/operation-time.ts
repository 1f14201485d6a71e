import { AuditError } from "./errors.js";

/** What one operation's time leaves to its sources. */
export class OperationTime {
  readonly #hurried = new Set<string>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #answered = new Set<string>();
  readonly #failures = new Map<string, AuditError>();
  /** Calls that have a place at a source. */
  readonly #asked = new Map<string, number>();
  #isOver = false;

  /** `waitsForTurn`: is it other operations that it waits for, and no source? */
  constructor(private readonly waits: () => boolean = () => false) {}

  /** What passes meanwhile is no source's fault. */
  get waitsForTurn(): boolean {
    return this.waits();
  }

  /** It is answered: what is still under way for it sends nothing more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
  }

  /** Whoever has an older answer of the source at hand is to show it now. */
  hurry(source: string): void {
    this.#hurried.add(source);
    for (const hurried of this.#waiting.get(source) ?? []) hurried();
    this.#waiting.delete(source);
  }

  /** Calls back once the source is to hurry, unless what is returned is called before. Where it is already, a turn later:
   * what has arrived meanwhile needs no older answer. */
  whenHurried(source: string, hurried: () => void): () => void {
    if (this.#hurried.has(source)) {
      const soon = setImmediate(hurried);
      return () => clearImmediate(soon);
    }
    const waiting = this.#waiting.get(source) ?? new Set();
    this.#waiting.set(source, waiting.add(hurried));
    return () => waiting.delete(hurried);
  }

  /** A call has a place at it; what is returned is called when it is over. */
  asks(source: string): () => void {
    this.#asked.set(source, (this.#asked.get(source) ?? 0) + 1);
    return () => this.#asked.set(source, (this.#asked.get(source) ?? 1) - 1);
  }

  /** Has one of its calls a place at the source? */
  isAsking(source: string): boolean {
    return (this.#asked.get(source) ?? 0) > 0;
  }

  /** A request of the operation to it was answered. */
  answered(source: string): void {
    this.#answered.add(source);
  }

  hasAnswered(source: string): boolean {
    return this.#answered.has(source);
  }

  /** It failed, and is tried again. Given up meanwhile, it is missing for this reason. */
  triedAgain(source: string, failure: AuditError): void {
    this.#failures.set(source, failure);
  }

  failureOf(source: string): AuditError | undefined {
    return this.#failures.get(source);
  }
}

/** The operation was answered without it: whoever else waits for the same read asks for themselves. */
export class OperationAnswered extends AuditError {
  constructor() {
    super("DEADLINE_EXCEEDED", "The operation was answered meanwhile.", { retryable: true });
  }
}

/** Throws OperationAnswered where nobody of the operation waits any more. */
export const mustBeAwaited = ({ time }: { readonly time?: OperationTime }): void => {
  if (time?.isOver === true) throw new OperationAnswered();
};
