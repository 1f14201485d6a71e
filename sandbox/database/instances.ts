import {
  type AuditFile,
  belongs,
  type Boundary,
  byBegin,
  type ComputedFiles,
  type FileOrder,
  type FileWindow,
  type FilterMeaning,
  rangeOf,
  Selection,
} from "./files.js";

export interface DatabaseNode {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** The undocumented or switchable ways of one instance. */
export interface InstanceBehaviour {
  order: FileOrder;
  filter: FilterMeaning;
  boundary: Boundary;
  /** The offset that answers are written in. */
  offset: string;
  /** Listed by the service, but its audit calls answer that it does not exist. */
  gone: boolean;
}

export interface DatabaseInstance {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly engine: { readonly type: string; readonly version: string };
  readonly nodes: readonly DatabaseNode[];
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** 0 is off. */
  keepDays: number;
  auditTypes: readonly string[];
  readonly behaviour: InstanceBehaviour;
  readonly files: FileStore;
}

export const defaultBehaviour = (): InstanceBehaviour => ({
  order: "ascending",
  filter: "begin",
  boundary: "inclusive",
  offset: "+0800",
  gone: false,
});

const EVER: FileWindow = { from: -8.64e15, to: 8.64e15, filter: "begin", boundary: "inclusive" };

/** The files of one instance: a computed sequence, files put in by hand, and what was taken away. */
export class FileStore {
  #base: ComputedFiles | undefined;
  #extra: AuditFile[] = [];
  #removed = new Set<number>();
  /** Everything before it is pruned. */
  #first = 0;

  constructor(base?: ComputedFiles) {
    this.#base = base;
  }

  /** Replaces everything. */
  setFiles(files: readonly AuditFile[]): void {
    this.#base = undefined;
    this.#removed.clear();
    this.#first = 0;
    this.#extra = [...files].sort(byBegin);
  }

  add(files: readonly AuditFile[]): void {
    this.#extra = [...this.#extra, ...files].sort(byBegin);
  }

  removeIds(ids: readonly string[], now: number): number {
    const unwanted = new Set(ids);
    const before = this.#extra.length;
    this.#extra = this.#extra.filter(({ id }) => !unwanted.has(id));
    let removed = before - this.#extra.length;
    for (const id of unwanted) {
      const index = this.#indexOf(id, now);
      if (index === undefined) continue;
      this.#removed.add(index);
      removed += 1;
    }
    return removed;
  }

  /** Takes away every file a predicate names; makes each of them, so a dense instance takes its time. */
  removeWhere(predicate: (file: AuditFile) => boolean, now: number): number {
    return this.removeIds(
      this.all(now)
        .filter(predicate)
        .map(({ id }) => id),
      now,
    );
  }

  /** Takes away the n oldest. */
  prune(n: number, now: number): number {
    const everything = this.select(EVER, null, now);
    const doomed = Math.min(n, everything.total);
    if (doomed === 0) return 0;
    const last = everything.at(doomed - 1);
    const index = this.#base?.indexOf(last.id);
    if (index === undefined) {
      this.#extra = this.#extra.filter((file) => byBegin(file, last) > 0);
      this.#first = Math.max(this.#first, this.#base?.firstBeginAt(last.begin) ?? 0);
    } else {
      this.#extra = this.#extra.filter((file) => file.begin > last.begin);
      this.#first = index + 1;
    }
    return doomed;
  }

  /** Whether a file is there to be downloaded. */
  find(id: string, now: number): AuditFile | undefined {
    const index = this.#indexOf(id, now);
    return index === undefined ? this.#extra.find((file) => file.id === id) : this.#base?.at(index);
  }

  all(now: number): AuditFile[] {
    return [...this.select(EVER, null, now)];
  }

  /** The n newest, in time order. */
  newest(n: number, now: number): AuditFile[] {
    const everything = this.select(EVER, null, now);
    const first = Math.max(0, everything.total - n);
    return Array.from({ length: everything.total - first }, (_, i) => everything.at(first + i));
  }

  count(now: number): number {
    return this.select(EVER, null, now).total;
  }

  /** The files of a window in time order; of one node where it is named. Files still being written are not listed. */
  select(window: FileWindow, nodeId: string | null, now: number): Selection {
    const selection = new Selection();
    const extra = this.#extra.filter((file) => (nodeId === null || file.nodeId === nodeId) && belongs(file, window));
    const base = this.#base;
    if (!base) {
      for (const file of extra) selection.addFile(file);
      return selection;
    }
    const [from, to] = rangeOf(base, window);
    const last = Math.min(to, base.countAt(now));
    const step = nodeId === null ? 1 : base.stride;
    const lane = nodeId === null ? 0 : base.spec.nodes.indexOf(nodeId);
    let next = Math.max(from, this.#first);
    if (lane < 0) next = last;
    else next += (((lane - next) % step) + step) % step;
    const stops = [
      ...extra.map((file) => ({ index: base.firstBeginAt(file.begin), file })),
      ...[...this.#removed].map((index) => ({ index, file: undefined })),
    ].sort((a, b) => a.index - b.index);
    for (const { index, file } of stops) {
      const stop = Math.min(Math.max(index, next), last);
      const run = Math.ceil((stop - next) / step);
      selection.addRange(base, next, stop, step);
      next += Math.max(0, run) * step;
      if (file) selection.addFile(file);
      else if (next === index && next < last) next += step;
    }
    selection.addRange(base, next, last, step);
    return selection;
  }

  #indexOf(id: string, now: number): number | undefined {
    const index = this.#base?.indexOf(id);
    if (!this.#base || index === undefined || this.#removed.has(index)) return undefined;
    return index >= this.#first && index < this.#base.countAt(now) ? index : undefined;
  }
}
