import type { Reads } from "../audit/watchers.js";

/** Of each kind so many are named; those beyond are counted. */
const MOST_NAMED = 100;

interface InstanceRead {
  readonly source: string;
  readonly instance: string;
}

interface LinkHandedOut extends InstanceRead {
  /** The source's own id of the file; never the link, which is a secret. */
  readonly file: string;
}

/** The first that were named, each once, and how many came behind them. */
interface Named<T> {
  readonly named: readonly T[];
  readonly more: number;
}

class EachOnce<T> {
  readonly #keys = new Set<string>();
  readonly #named: T[] = [];

  add(key: string, one: T): void {
    if (this.#keys.size === this.#keys.add(key).size) return;
    if (this.#named.length < MOST_NAMED) this.#named.push(one);
  }

  get all(): Named<T> {
    return { named: this.#named, more: this.#keys.size - this.#named.length };
  }
}

/** What one operation read, for the access log. What a cache answered counts too, and so does what failed. */
export class OperationReads implements Reads {
  readonly #sources = new EachOnce<string>();
  readonly #instances = new EachOnce<InstanceRead>();
  readonly #links = new EachOnce<LinkHandedOut>();

  source(name: string): void {
    this.#sources.add(name, name);
  }

  instance(source: string, instance: string): void {
    this.#instances.add(`${source}/${instance}`, { source, instance });
  }

  link(source: string, instance: string, file: string): void {
    this.#links.add(`${source}/${instance}/${file}`, { source, instance, file });
  }

  get sources(): Named<string> {
    return this.#sources.all;
  }

  get instances(): Named<InstanceRead> {
    return this.#instances.all;
  }

  get links(): Named<LinkHandedOut> {
    return this.#links.all;
  }
}
