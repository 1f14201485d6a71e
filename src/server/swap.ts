/** What is closed when nothing uses it any more. */
interface Closable {
  close(): Promise<unknown>;
}

interface Counted<T> {
  readonly value: T;
  leaseCount: number;
}

/**
 * One current value, which can be swapped for another. Work that began with a value keeps it to its end; a value is
 * closed when it is no longer the current one and its lease count is zero.
 */
export class Swap<T extends Closable> {
  #current: Counted<T>;
  /** Values that are not closed yet, the current one among them. */
  readonly #open = new Set<Counted<T>>();
  readonly #closing = new Set<Promise<unknown>>();

  constructor(
    first: T,
    /** Nobody waits for a value that cannot be closed. */
    private readonly onCloseFailed: (error: unknown) => void,
  ) {
    this.#current = this.#count(first);
  }

  get current(): T {
    return this.#current.value;
  }

  /** The current value, and what gives it back: to be called once, when the work is done. */
  lease(): { readonly value: T; readonly release: () => void } {
    const counted = this.#current;
    counted.leaseCount += 1;
    return {
      value: counted.value,
      release: () => {
        counted.leaseCount -= 1;
        this.#closeUnused(counted);
      },
    };
  }

  swap(next: T): void {
    const before = this.#current;
    this.#current = this.#count(next);
    this.#closeUnused(before);
  }

  /** Closes all values, also those in use. */
  async close(): Promise<void> {
    for (const counted of this.#open) this.#close(counted);
    await Promise.all(this.#closing);
  }

  #count(value: T): Counted<T> {
    const counted = { value, leaseCount: 0 };
    this.#open.add(counted);
    return counted;
  }

  #closeUnused(counted: Counted<T>): void {
    if (counted.leaseCount === 0 && counted !== this.#current) this.#close(counted);
  }

  #close(counted: Counted<T>): void {
    if (!this.#open.delete(counted)) return;
    const closing: Promise<unknown> = counted.value
      .close()
      .catch(this.onCloseFailed)
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
