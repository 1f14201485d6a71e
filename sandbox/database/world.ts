import { PROJECTS } from "../keystone/directory.js";
import { type DatabaseName, hash32, hex, type World } from "../world.js";
import { type Dialect, dialects } from "./dialects.js";
import { DDS_EXAMPLE, RDS_EXAMPLE, TAURUSDB_EXAMPLES } from "./documented-files.js";
import { type AuditFile, ComputedFiles } from "./files.js";
import {
  type DatabaseInstance,
  type DatabaseNode,
  defaultBehaviour,
  FileStore,
  type InstanceBehaviour,
} from "./instances.js";

/** One database service in one project, as it stands. */
export class DatabaseState<Name extends string = string> {
  readonly instances = new Map<string, DatabaseInstance>();

  constructor(
    readonly name: Name,
    readonly dialect: Dialect,
    readonly region: string,
    readonly projectId: string,
    readonly world: World,
    instances: readonly DatabaseInstance[],
  ) {
    for (const instance of instances) this.instances.set(instance.id, instance);
  }
}

/** An endless or counted sequence of files to compute. */
interface SequenceSpec {
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly stepMs: number;
  /** Endless by default: the clock cuts it off. */
  readonly count?: number;
  /** It goes on behind its count, this far apart. */
  readonly laterStepMs?: number;
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
      laterStepMs: spec.sequence.laterStepMs,
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

export interface DatabaseWorld {
  readonly name: DatabaseName;
  readonly dialect: Dialect;
  readonly region: string;
  readonly projectId: string;
  readonly instances: readonly InstanceSpec[];
}

const MINUTE = 60_000;
const project = (name: string): string => PROJECTS[name]?.id ?? name;

/** A million files: a busy server cuts one a minute, at 100 MB. Then it is less busy, and lives on. */
const DENSE_FILES = {
  start: Date.UTC(2024, 0, 1),
  stepMs: MINUTE,
  count: 1_000_000,
  laterStepMs: 30 * MINUTE,
} as const;
export const DENSE = {
  id: "7f3a9c1e5d2b4860a1c8e6f70b93d2a4in07",
  files: DENSE_FILES.count,
  start: DENSE_FILES.start,
  /** Where the million ends. */
  end: DENSE_FILES.start + DENSE_FILES.count * DENSE_FILES.stepMs,
} as const;

const node = (id: string, name: string, role: string): DatabaseNode => ({ id, name, role });

export const DATABASE_WORLDS: readonly DatabaseWorld[] = [
  {
    name: "mysql-eu",
    dialect: dialects.taurusdb,
    region: "eu-west-101",
    projectId: project("eu-west-101"),
    instances: [
      { id: DENSE.id, name: "clickstream", sequence: DENSE_FILES },
      {
        id: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07",
        name: "orders-primary",
        sequence: { start: Date.UTC(2025, 0, 1), stepMs: 30 * MINUTE },
      },
      {
        id: "5be81d0f3c7a4e92a4f6b1c8d7e29035in07",
        name: "orders-replica",
        sequence: { start: Date.UTC(2025, 5, 1), stepMs: 12 * 60 * MINUTE },
        behaviour: { order: "descending" },
      },
      { id: "0d9c6b5a4f3e42d1b0a9f8e7d6c5b4a3in07", name: "billing", keepDays: 0, auditTypes: [] },
      {
        id: "e4f1a2b3c5d64789a0b1c2d3e4f56789in07",
        name: "decommissioned",
        status: "ABNORMAL",
        behaviour: { gone: true },
      },
    ],
  },
  {
    name: "mysql-docs",
    dialect: dialects.taurusdb,
    region: "eu-west-101",
    projectId: project("eu-west-101_docs"),
    instances: [
      { id: "3d39c18788b54a919bab633874c159dfin01", name: "documented", files: TAURUSDB_EXAMPLES },
      { id: "3d39c18788b54a919bab633874c159dfin07", name: "documented-empty" },
    ],
  },
  {
    name: "rds-eu",
    dialect: dialects.rds,
    region: "eu-de",
    projectId: project("eu-de"),
    instances: [
      {
        id: "a1b2c3d4e5f64071829304a5b6c7d8e9in01",
        name: "shop",
        behaviour: { filter: "overlap" },
        sequence: { start: Date.UTC(2025, 0, 1), stepMs: 20 * MINUTE },
        nodes: [
          node("2f4e6d8c0b1a49378e5d6c7b8a90f1e2no01", "shop_node0", "master"),
          node("3e5d7c9b1a0f48269d4c5b6a7980e1f3no01", "shop_node1", "slave"),
        ],
      },
      { id: "f0e1d2c3b4a54968877665544332211ain01", name: "documented", files: RDS_EXAMPLE },
      {
        id: "9b8a7c6d5e4f40312a1b0c9d8e7f6a5bin03",
        name: "reports",
        engine: { type: "PostgreSQL", version: "14" },
        keepDays: 0,
        auditTypes: [],
      },
    ],
  },
  {
    name: "dds-eu",
    dialect: dialects.dds,
    region: "eu-de",
    projectId: project("eu-de"),
    instances: [
      {
        id: "4c6e8a0b2d1f43579b8d7f6e5c4a3b2din02",
        name: "catalogue-cluster",
        sequence: { start: Date.UTC(2025, 0, 1), stepMs: 10 * MINUTE },
        nodes: [
          node("b0a1c2d3e4f5460718293a4b5c6d7e8fno02", "catalogue_mongos_1", "mongos"),
          node("c1b2d3e4f5a6471829304b5c6d7e8f90no02", "catalogue_mongos_2", "mongos"),
          node("d2c3e4f5a6b7482930415c6d7e8f9a01no02", "catalogue_mongos_3", "mongos"),
        ],
      },
      {
        id: "8e7d6c5b4a3f42019f8e7d6c5b4a3f21in02",
        name: "sessions",
        keepDays: 0,
        auditTypes: [],
        nodes: [node("e3d4f5a6b7c8493041526d7e8f9a0b12no02", "sessions_node_1", "Primary")],
      },
    ],
  },
  {
    name: "dds-docs",
    dialect: dialects.dds,
    region: "eu-de",
    projectId: project("eu-de_docs"),
    instances: [
      {
        id: "65d3fe0c50984b35bc1a36e9b7c7de98in02",
        name: "documented",
        files: DDS_EXAMPLE,
        nodes: [node("10190012aae94b38a10269b8ad025fc1no02", "documented_mongos_1", "mongos")],
      },
    ],
  },
];
