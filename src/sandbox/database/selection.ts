import type { AuditFile } from "./audit-file.js";
import type { ComputedFiles } from "./computed-files.js";

interface Run {
  /** How many files stand before this run. */
  readonly rank: number;
  readonly count: number;
  readonly at: (position: number) => AuditFile;
}

/** Files in time order that can be reached by rank without being made all: runs of computed ones, single ones between. */
export class Selection {
  readonly #runs: Run[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  addFile(file: AuditFile): void {
    this.#push(1, () => file);
  }

  /** Indices first, first + step, … below last. */
  addRange(files: ComputedFiles, first: number, last: number, step: number): void {
    if (last > first) this.#push(Math.ceil((last - first) / step), (position) => files.at(first + position * step));
  }

  /** The file of this rank, from 0. */
  at(rank: number): AuditFile {
    let [low, high] = [0, this.#runs.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#runs[middle]?.rank ?? Infinity) <= rank) low = middle;
      else high = middle - 1;
    }
    const run = this.#runs[low];
    if (!run || rank < 0 || rank >= this.#total) throw new RangeError(`No file of rank ${rank}`);
    return run.at(rank - run.rank);
  }

  *[Symbol.iterator](): Generator<AuditFile> {
    for (const { count, at } of this.#runs) for (let i = 0; i < count; i += 1) yield at(i);
  }

  #push(count: number, at: Run["at"]): void {
    this.#runs.push({ rank: this.#total, count, at });
    this.#total += count;
  }
}
