import { hash32, mix } from "../world.js";

/** One audit log file, before a dialect writes it. */
export interface AuditFile {
  readonly id: string;
  readonly name: string;
  /** Exact; TaurusDB and RDS tell KB with six digits of fraction. */
  readonly bytes: number;
  /** Milliseconds since the epoch, whole seconds. */
  readonly begin: number;
  readonly end: number;
  /** The node it was cut on (DDS). */
  readonly nodeId: string | null;
}

export const byBegin = (a: AuditFile, b: AuditFile): number =>
  a.begin - b.begin || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** What the n-th file of a sequence is called, and which one an id may be. */
export interface FileNaming {
  name(index: number, begin: number, end: number, nodeId: string | null): { id: string; name: string };
  /** The index an id was made from, unchecked; undefined for a foreign id. */
  indexOf(id: string, files: ComputedFiles): number | undefined;
}

interface ComputedSpec {
  readonly key: number;
  /** Milliseconds since the epoch at which the first file begins, give or take the jitter. */
  readonly start: number;
  /** Mean length of a file times the inverse of the number of nodes: how far apart begins are. */
  readonly stepMs: number;
  /** Infinity for a sequence that goes on. */
  readonly count: number;
  /** A sequence that goes on behind its count: how far apart begins are from there. */
  readonly laterStepMs?: number | undefined;
  /** Files are cut on these in turn; one null where the service has no nodes. */
  readonly nodes: readonly (string | null)[];
  readonly naming: FileNaming;
}

/** Files one after the other, each node's next beginning where its last ended; computed by index, never stored. */
export class ComputedFiles {
  constructor(readonly spec: ComputedSpec) {}

  get stride(): number {
    return this.spec.nodes.length;
  }

  begin(index: number): number {
    const { start, stepMs, count, laterStepMs, key } = this.spec;
    const isLater = laterStepMs !== undefined && index >= count;
    const step = isLater ? laterStepMs : stepMs;
    const jitter = mix(key, index) % Math.max(1, Math.floor(step / 2000));
    const stepStart = isLater ? start + count * stepMs + (index - count) * step : start + index * step;
    return stepStart + jitter * 1000;
  }

  end(index: number): number {
    return this.begin(index + this.stride);
  }

  at(index: number): AuditFile {
    const begin = this.begin(index);
    const end = this.end(index);
    const { nodes, key, naming } = this.spec;
    const nodeId = nodes[index % nodes.length] ?? null;
    const { id, name } = naming.name(index, begin, end, nodeId);
    return { id, name, bytes: 20_000 + (mix(key + 1, index) % 100_000_000), begin, end, nodeId };
  }

  /** The first index whose begin is at or after a time: begins never leave their step, so two candidates do. */
  firstBeginAt(time: number): number {
    return Math.min(this.#beginAt(time), this.#end);
  }

  /** The first index whose end is at or after a time. */
  firstEndAt(time: number): number {
    return Math.min(Math.max(0, this.#beginAt(time) - this.stride), this.#end);
  }

  /** How many files have been cut by a time. */
  countAt(now: number): number {
    return this.firstEndAt(now + 1);
  }

  indexOf(id: string): number | undefined {
    const index = this.spec.naming.indexOf(id, this);
    if (index === undefined || index < 0 || index >= this.#end) return undefined;
    return this.at(index).id === id ? index : undefined;
  }

  /** Behind the last index. */
  get #end(): number {
    return this.spec.laterStepMs === undefined ? this.spec.count : Infinity;
  }

  /** As firstBeginAt, of the sequence as if it never ended. */
  #beginAt(time: number): number {
    const { start, stepMs, count, laterStepMs } = this.spec;
    const early = Math.floor((time - start) / stepMs);
    const isLater = laterStepMs !== undefined && early >= count;
    const guess = isLater ? count + Math.floor((time - start - count * stepMs) / laterStepMs) : Math.max(0, early);
    return this.begin(guess) >= time ? guess : guess + 1;
  }
}

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

/** What the undocumented time filter means: the file's begin lies in it, the file overlaps it, or lies in it whole. */
export type FilterMeaning = "begin" | "overlap" | "containment";
/** Whether a file that merely touches the window's far edge belongs to it. */
export type Boundary = "inclusive" | "exclusive";

export interface FileWindow {
  readonly from: number;
  readonly to: number;
  readonly filter: FilterMeaning;
  readonly boundary: Boundary;
}

export const belongs = ({ begin, end }: Pick<AuditFile, "begin" | "end">, window: FileWindow): boolean => {
  const { from, to, filter, boundary } = window;
  const before = (time: number): boolean => (boundary === "inclusive" ? time <= to : time < to);
  if (filter === "begin") return from <= begin && before(begin);
  if (filter === "containment") return from <= begin && before(end);
  return before(begin) && (boundary === "inclusive" ? end >= from : end > from);
};

/** The same for a computed sequence, whose begins and ends both rise: one range of indices, [first, last). */
export const rangeOf = (files: ComputedFiles, window: FileWindow): [first: number, last: number] => {
  const { from, to, filter, boundary } = window;
  const past = boundary === "inclusive" ? to + 1 : to;
  if (filter === "begin") return [files.firstBeginAt(from), files.firstBeginAt(past)];
  if (filter === "containment") return [files.firstBeginAt(from), files.firstEndAt(past)];
  return [files.firstEndAt(boundary === "inclusive" ? from : from + 1), files.firstBeginAt(past)];
};

/** The undocumented order of a list: by begin, or a shuffle that is the same for each call, or another for each call. */
export type FileOrder = "ascending" | "descending" | "none" | "reshuffled";

/** Up to here a shuffle goes by the files' ids, so that a file keeps its place among the others when some come or go. */
const SHUFFLE_BY_ID = 5_000;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** k ↦ (a·k + b) mod n with a prime to n: a permutation that needs no memory. */
const scatter = (n: number, salt: number): ((rank: number) => number) => {
  let factor = Math.max(1, Math.floor(n * 0.618) + (salt % 7));
  while (gcd(factor, n) !== 1) factor += 1;
  return (rank) => (factor * rank + (salt % n)) % n;
};

/** The page [offset, offset + limit) of a selection in an order; `turn` differs from call to call. */
export const pageOf = (
  selection: Selection,
  order: FileOrder,
  offset: number,
  limit: number,
  turn: number,
): AuditFile[] => {
  const { total } = selection;
  const ranks = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => offset + i);
  if (order === "ascending") return ranks.map((rank) => selection.at(rank));
  if (order === "descending") return ranks.map((rank) => selection.at(total - 1 - rank));
  const salt = order === "none" ? 17 : hash32("turn", turn);
  if (total <= SHUFFLE_BY_ID) {
    const shuffled = [...selection]
      .map((file) => ({ file, place: hash32(file.id, salt) }))
      .sort((a, b) => a.place - b.place);
    return ranks.flatMap((rank) => shuffled[rank]?.file ?? []);
  }
  const place = scatter(total, salt);
  return ranks.map((rank) => selection.at(place(rank)));
};
