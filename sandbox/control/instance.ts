import type { AuditFile } from "../database/files.js";
import type { DatabaseState } from "../database/world.js";
import type { DatabaseInstance, InstanceBehaviour } from "../database/instances.js";
import { hex } from "../world.js";

/** A file as a test describes it; what is left out is made up. */
export interface FileInput {
  readonly id?: string;
  readonly name?: string;
  readonly bytes?: number;
  /** Milliseconds since the epoch, or a text that Date reads; cut to whole seconds, as the wire has them. */
  readonly begin: number | string;
  /** Half an hour after begin by default. */
  readonly end?: number | string;
  readonly nodeId?: string | null;
}

const HALF_HOUR = 1_800_000;

const seconds = (time: number | string): number => Math.floor(new Date(time).getTime() / 1000) * 1000;

/** Changes one instance between calls. Files put in by hand are listed whatever the clock says. */
export class InstanceControl {
  #made = 0;

  constructor(
    private readonly state: DatabaseState,
    private readonly instance: DatabaseInstance,
  ) {}

  get id(): string {
    return this.instance.id;
  }

  get behaviour(): Readonly<InstanceBehaviour> {
    return this.instance.behaviour;
  }

  /** Replaces all files. Returns them as they are listed, in time order. */
  setFiles(files: readonly FileInput[]): readonly AuditFile[] {
    this.instance.files.setFiles(files.map((file) => this.#make(file)));
    return this.files();
  }

  append(...files: readonly FileInput[]): readonly AuditFile[] {
    const made = files.map((file) => this.#make(file));
    this.instance.files.add(made);
    return made;
  }

  /** Late files: any begin, also before what callers have read already. */
  insert(...files: readonly FileInput[]): readonly AuditFile[] {
    return this.append(...files);
  }

  /** Returns how many there were to take away. */
  remove(ids: readonly string[]): number {
    return this.instance.files.removeIds(ids, this.state.world.clock());
  }

  /** Takes away the n oldest, or every file that a predicate names. */
  prune(which: number | ((file: AuditFile) => boolean)): number {
    const { files } = this.instance;
    const now = this.state.world.clock();
    return typeof which === "number" ? files.prune(which, now) : files.removeWhere(which, now);
  }

  behave(behaviour: Partial<InstanceBehaviour>): this {
    Object.assign(this.instance.behaviour, behaviour);
    return this;
  }

  setPolicy(keepDays: number, auditTypes: readonly string[] = this.instance.auditTypes): this {
    this.instance.keepDays = keepDays;
    this.instance.auditTypes = auditTypes;
    return this;
  }

  /** All files in time order; not for the dense instance. */
  files(): readonly AuditFile[] {
    return this.instance.files.all(this.state.world.clock());
  }

  /** The n newest in time order; cheap for the dense instance too. */
  newest(n: number): readonly AuditFile[] {
    return this.instance.files.newest(n, this.state.world.clock());
  }

  /** How many files there are now. */
  count(): number {
    return this.instance.files.count(this.state.world.clock());
  }

  #make(file: FileInput): AuditFile {
    const begin = seconds(file.begin);
    const end = file.end === undefined ? begin + HALF_HOUR : seconds(file.end);
    const number = (this.#made += 1);
    const nodeId = file.nodeId ?? (this.state.dialect.filtersByNode ? (this.instance.nodes[0]?.id ?? "node") : null);
    // The number stands apart from the end: added to it, two files a second apart could get one id.
    const id =
      file.id ??
      (nodeId === null ? `${hex(12, this.id)}t${hex(20, this.id, number)}br01` : `${nodeId}_${end}${number}`);
    const name = file.name ?? `${number}_${this.id}_Audit_${hex(32, this.id, number, "name")}`;
    return { id, name, bytes: file.bytes ?? 1_000_000 + number, begin, end, nodeId };
  }
}
