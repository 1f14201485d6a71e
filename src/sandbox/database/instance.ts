import type { FileStore } from "./file-store.js";
import type { Boundary, FilterMeaning } from "./file-window.js";
import type { FileOrder } from "./file-order.js";

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
