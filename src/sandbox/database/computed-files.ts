import { mix } from "../world/random.js";
import type { AuditFile } from "./audit-file.js";

/** What the n-th file of a sequence is called, and which one an id may be. */
export interface FileNaming {
  name(index: number, begin: number, end: number, nodeId: string | null): { id: string; name: string };
  /** The index an id was made from, unchecked; undefined for a foreign id. */
  indexOf(id: string, files: ComputedFiles): number | undefined;
}

export interface ComputedSpec {
  readonly key: number;
  /** Milliseconds since the epoch at which the first file begins, give or take the jitter. */
  readonly start: number;
  /** Mean length of a file times the inverse of the number of nodes: how far apart begins are. */
  readonly stepMs: number;
  /** Infinity for a sequence that goes on. */
  readonly count: number;
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
    const { start, stepMs, key } = this.spec;
    const jitter = mix(key, index) % Math.max(1, Math.floor(stepMs / 2000));
    return start + index * stepMs + jitter * 1000;
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
    const guess = Math.max(0, Math.floor((time - this.spec.start) / this.spec.stepMs));
    const index = this.begin(guess) >= time ? guess : guess + 1;
    return Math.min(index, this.spec.count);
  }

  /** The first index whose end is at or after a time. */
  firstEndAt(time: number): number {
    const guess = Math.max(0, Math.floor((time - this.spec.start) / this.spec.stepMs));
    const index = (this.begin(guess) >= time ? guess : guess + 1) - this.stride;
    return Math.min(Math.max(0, index), this.spec.count);
  }

  /** How many files have been cut by a time. */
  countAt(now: number): number {
    return this.firstEndAt(now + 1);
  }

  indexOf(id: string): number | undefined {
    const index = this.spec.naming.indexOf(id, this);
    if (index === undefined || index < 0 || index >= this.spec.count) return undefined;
    return this.at(index).id === id ? index : undefined;
  }
}
