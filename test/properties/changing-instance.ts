import type { AuditFile, DatabaseControl, InstanceBehaviour, InstanceControl } from "../../sandbox/index.js";
import { DAY } from "../../src/audit/window.js";
import type { Random } from "./random.js";

export interface World {
  readonly files: number;
  /** Milliseconds between the begins of two files, on average. */
  readonly gap: number;
  readonly order: InstanceBehaviour["order"];
  readonly filter: InstanceBehaviour["filter"];
  readonly boundary: InstanceBehaviour["boundary"];
  /** Changes between two pages, on average. */
  readonly rate: number;
}

/** An instance whose files come, come late and go while it is read; it knows which were there all the time. */
export class ChangingInstance {
  readonly instance: InstanceControl;
  readonly #gone = new Set<string>();
  readonly #first: readonly AuditFile[];

  constructor(
    private readonly database: DatabaseControl,
    private readonly world: World,
    private readonly random: Random,
    private readonly now: number,
  ) {
    const { files, gap, order, filter, boundary } = world;
    const start = now - (files + 1) * gap;
    this.instance = database.createInstance({
      // The sandbox makes the id of the name.
      name: `changing-${random.below(1e9)}`,
      behaviour: { order, filter, boundary },
      files: Array.from({ length: files }, (_, i) => this.#file(start + (i + random.next()) * gap)),
    });
    this.#first = this.instance.files();
  }

  get begin(): number {
    return this.now - (this.world.files + 2) * this.world.gap;
  }

  /** Files between the times that were there when the walk began and are there still. */
  survivors(from: number, to: number): readonly string[] {
    return this.#first
      .filter(({ id, begin }) => begin >= from && begin < to && !this.#gone.has(id))
      .map(({ id }) => id);
  }

  change(): void {
    const { rate, gap } = this.world;
    for (let left = rate * 2 * this.random.next(); this.random.chance(left); left -= 1) {
      const kind = this.random.below(4);
      if (kind === 0) this.instance.append(this.#file(this.now - this.random.next() * gap));
      else if (kind === 1) this.instance.insert(this.#file(this.begin + this.random.next() * (this.now - this.begin)));
      else this.#prune(kind === 2);
    }
  }

  remove(): void {
    this.database.removeInstance(this.instance.id);
  }

  #prune(oldest: boolean): void {
    const files = this.instance.files();
    const file = files[oldest ? 0 : this.random.below(files.length)];
    if (!file) return;
    this.#gone.add(file.id);
    this.instance.remove([file.id]);
  }

  /** Mostly shorter than the gap, some much longer, none longer than a day. */
  #file(begin: number): { begin: number; end: number } {
    const length = this.world.gap * (this.random.chance(0.03) ? 20 : 0.3 + this.random.next());
    return { begin, end: begin + Math.min(DAY, length) };
  }
}
