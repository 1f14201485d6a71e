/** What is closed when it is no longer in use. */
interface Closing {
  close(): Promise<unknown>;
}

interface Term<T> {
  readonly holder: T;
  users: number;
}

export interface Lease<T> {
  readonly holder: T;
  /** To be called once, when the work is done. */
  readonly leave: () => void;
}

/**
 * One current holder of an office. Whoever entered under it keeps it to the end of its work; it is closed when a
 * successor has taken over and the last of them has left.
 */
export class Succession<T extends Closing> {
  #current: Term<T>;
  /** Terms whose holders are not closed yet; the current one among them. */
  readonly #open = new Set<Term<T>>();
  readonly #closing = new Set<Promise<unknown>>();

  constructor(
    first: T,
    /** Told when a holder cannot be closed; nobody waits for such a one. */
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.#current = this.#begin(first);
  }

  get current(): T {
    return this.#current.holder;
  }

  enter(): Lease<T> {
    const term = this.#current;
    term.users += 1;
    return {
      holder: term.holder,
      leave: () => {
        term.users -= 1;
        if (term.users === 0 && term !== this.#current) this.#close(term);
      },
    };
  }

  replace(next: T): void {
    const before = this.#current;
    this.#current = this.#begin(next);
    if (before.users === 0) this.#close(before);
  }

  /** Closes all holders, whoever still uses them. */
  async end(): Promise<void> {
    for (const term of this.#open) this.#close(term);
    await Promise.all(this.#closing);
  }

  #begin(holder: T): Term<T> {
    const term = { holder, users: 0 };
    this.#open.add(term);
    return term;
  }

  #close(term: Term<T>): void {
    if (!this.#open.delete(term)) return;
    const closing: Promise<unknown> = term.holder
      .close()
      .catch(this.onFailure)
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
