import { hash32, hex } from "../world/random.js";
import type { AuditFile } from "./audit-file.js";
import { ComputedFiles } from "./computed-files.js";
import type { Dialect } from "./dialect.js";
import { FileStore } from "./file-store.js";
import { defaultBehaviour, type DatabaseInstance, type DatabaseNode, type InstanceBehaviour } from "./instance.js";

/** An endless or counted sequence of files to compute. */
export interface SequenceSpec {
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly stepMs: number;
  /** Endless by default: the clock cuts it off. */
  readonly count?: number;
}

export interface InstanceSpec {
  /** 32 hexadecimal digits and inNN; made from the name by default. */
  readonly id?: string;
  readonly name: string;
  readonly status?: string;
  readonly engine?: { readonly type: string; readonly version: string };
  readonly nodes?: readonly DatabaseNode[];
  readonly created?: number;
  readonly keepDays?: number;
  readonly auditTypes?: readonly string[];
  readonly behaviour?: Partial<InstanceBehaviour>;
  readonly sequence?: SequenceSpec;
  readonly files?: readonly AuditFile[];
}

const ENGINES = {
  taurusdb: { type: "gaussdb-mysql", version: "8.0", suffix: "in07", status: "ACTIVE" },
  rds: { type: "MySQL", version: "8.0", suffix: "in01", status: "ACTIVE" },
  // DDS writes its statuses in lower case.
  dds: { type: "DDS-Community", version: "4.2", suffix: "in02", status: "normal" },
} as const;

/** An instance from a short description. */
export const makeInstance = (
  spec: InstanceSpec,
  dialect: Dialect,
  projectId: string,
  seed: number,
): DatabaseInstance => {
  const defaults = ENGINES[dialect.kind];
  const id = spec.id ?? `${hex(32, dialect.kind, spec.name)}${defaults.suffix}`;
  const nodes = spec.nodes ?? [];
  const base =
    spec.sequence &&
    new ComputedFiles({
      key: hash32(seed, id),
      start: spec.sequence.start,
      stepMs: spec.sequence.stepMs,
      count: spec.sequence.count ?? Infinity,
      nodes: nodes.length > 0 && dialect.filtersByNode ? nodes.map((node) => node.id) : [null],
      naming: dialect.naming(projectId, id),
    });
  const files = new FileStore(base);
  if (spec.files) files.add(spec.files);
  return {
    id,
    name: spec.name,
    status: spec.status ?? defaults.status,
    engine: spec.engine ?? { type: defaults.type, version: defaults.version },
    nodes,
    created: spec.created ?? Date.UTC(2023, 0, 1),
    keepDays: spec.keepDays ?? 732,
    auditTypes:
      spec.auditTypes ??
      (dialect.kind === "dds" ? ["auth", "insert", "delete", "update", "query", "command"] : ["DDL", "DML", "LOGIN"]),
    behaviour: { ...defaultBehaviour(), ...spec.behaviour },
    files,
  };
};
