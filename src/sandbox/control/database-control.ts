import type { DatabaseState } from "../database/database-state.js";
import { makeInstance, type InstanceSpec } from "../database/make-instance.js";
import { InstanceControl, type FileInput } from "./instance-control.js";

export type NewInstance = Omit<InstanceSpec, "files"> & { readonly files?: readonly FileInput[] };

/** Changes the instances of one database service. */
export class DatabaseControl {
  readonly #controls = new Map<string, InstanceControl>();

  constructor(private readonly state: DatabaseState) {}

  get projectId(): string {
    return this.state.projectId;
  }

  /** The ids of all instances, in the order the service lists them. */
  ids(): readonly string[] {
    return [...this.state.instances.keys()];
  }

  /** Throws for an id there is none of. */
  instance(id: string): InstanceControl {
    const instance = this.state.instances.get(id);
    if (!instance) throw new Error(`${this.state.name} has no instance ${id}`);
    const known = this.#controls.get(id) ?? new InstanceControl(this.state, instance);
    this.#controls.set(id, known);
    return known;
  }

  createInstance({ files, ...spec }: NewInstance): InstanceControl {
    const { dialect, projectId, world } = this.state;
    const instance = makeInstance(spec, dialect, projectId, world.seed);
    this.state.instances.set(instance.id, instance);
    this.#controls.delete(instance.id);
    const control = this.instance(instance.id);
    if (files) control.setFiles(files);
    return control;
  }

  removeInstance(id: string): boolean {
    this.#controls.delete(id);
    return this.state.instances.delete(id);
  }
}
