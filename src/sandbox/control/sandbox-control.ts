import type { DatabaseKind } from "../database/dialect.js";
import type { FaultBook } from "../faults/fault-book.js";
import type { RequestLog } from "../http/request-log.js";
import type { CallHook } from "../http/upstream-server.js";
import { projectWithId } from "../keystone/directory.js";
import type { DatabaseName, NovaName, ServiceName } from "../sources.js";
import type { AtlasControl } from "./atlas-control.js";
import type { DatabaseControl } from "./database-control.js";
import type { KeystoneControl } from "./keystone-control.js";
import type { NovaControl } from "./nova-control.js";

const BY_KIND: Readonly<Record<DatabaseKind, DatabaseName>> = { taurusdb: "mysql-eu", rds: "rds-eu", dds: "dds-eu" };

/** The typed, in-process twin of the control interface: all that can be changed and read of a running sandbox. */
export class SandboxControl {
  constructor(
    /** add, remove, clear, list. */
    readonly faults: FaultBook,
    /** requests, counters, allCounters, reset. */
    readonly log: RequestLog,
    readonly keystone: KeystoneControl,
    readonly atlas: AtlasControl,
    private readonly novas: Readonly<Record<NovaName, NovaControl>>,
    private readonly databases: Readonly<Record<DatabaseName, DatabaseControl>>,
    private readonly hooks: Set<CallHook>,
  ) {}

  nova(name: NovaName = "compute-eu"): NovaControl {
    return this.novas[name];
  }

  /** By source name, or by kind for that kind's larger source. */
  database(name: DatabaseName | DatabaseKind): DatabaseControl {
    return this.databases[name === "taurusdb" || name === "rds" || name === "dds" ? BY_KIND[name] : name];
  }

  /** Runs before each request is answered, so that data can change between two calls. Returns how to stop it. */
  onCall(hook: CallHook): () => void {
    this.hooks.add(hook);
    return () => void this.hooks.delete(hook);
  }

  /** Headers that let a caller in at a source: a fresh token in the right project, or a password. */
  headersFor(source: ServiceName): Record<string, string> {
    if (source === "lb") return { Authorization: `Basic ${Buffer.from("ops:ops-pw").toString("base64")}` };
    const project =
      source in this.databases ? projectWithId(this.databases[source as DatabaseName].projectId)?.name : "admin";
    return { "X-Auth-Token": this.keystone.issue({ project: project ?? "admin" }) };
  }

  /** Switches all faults and hooks off and forgets the log; data and behaviours stay as they are. */
  reset(): void {
    this.faults.clear();
    this.hooks.clear();
    this.log.reset();
  }
}
