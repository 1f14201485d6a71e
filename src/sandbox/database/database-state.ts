import type { World } from "../world/context.js";
import type { DatabaseName } from "../sources.js";
import type { Dialect } from "./dialect.js";
import type { DatabaseInstance } from "./instance.js";

/** One database service in one project, as it stands. */
export class DatabaseState {
  readonly instances = new Map<string, DatabaseInstance>();

  constructor(
    readonly name: DatabaseName,
    readonly dialect: Dialect,
    readonly region: string,
    readonly projectId: string,
    readonly world: World,
    instances: readonly DatabaseInstance[],
  ) {
    for (const instance of instances) this.instances.set(instance.id, instance);
  }
}
