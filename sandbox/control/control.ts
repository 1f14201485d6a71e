import type { Alert, AtlasBehaviour, AtlasState, Balancer } from "../atlas/world.js";
import type { DatabaseKind } from "../database/dialects.js";
import { type DatabaseState, type InstanceSpec, makeInstance } from "../database/world.js";
import type { FaultBook } from "../fault-book.js";
import { projectNamed, projectWithId, userNamed } from "../keystone/directory.js";
import type { TokenState, TokenStore } from "../keystone/tokens.js";
import type { HostRow, NovaBehaviour, NovaState } from "../nova/state.js";
import type { CallHook, RequestLog } from "../server.js";
import type { DatabaseName, NovaName, ServiceName } from "../world.js";
import { type FileInput, InstanceControl } from "./instance.js";
import type { OctaviaControl } from "./octavia.js";

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
    readonly octavia: OctaviaControl,
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

/** Changes one Nova between calls. */
export class NovaControl {
  constructor(private readonly state: NovaState) {}

  get behaviour(): Readonly<NovaBehaviour> {
    return this.state.behaviour;
  }

  get period(): string {
    return this.state.setting;
  }

  behave(behaviour: Partial<NovaBehaviour>): this {
    Object.assign(this.state.behaviour, behaviour);
    return this;
  }

  /**
   * Sets instance_usage_audit_period: hour, day, month or year, with an optional @offset.
   * As in a real Nova the rows of the old setting can no longer be seen, unless history is rewritten.
   */
  setPeriod(setting: string, options: { readonly rewriteHistory?: boolean } = {}): this {
    this.state.setPeriod(setting, options);
    return this;
  }

  /** Sets what a host logged for the period that begins then (milliseconds since the epoch); null: it did not run. */
  setRow(begin: number, host: string, row: HostRow | null): this {
    this.state.setRow(begin, host, row);
    return this;
  }

  /** Replaces today's compute hosts, for every period. */
  setHosts(hosts: readonly string[]): this {
    this.state.setHosts(hosts);
    return this;
  }
}

/** Changes the balancers and alerts of the sandbox's Atlas. */
export class AtlasControl {
  constructor(private readonly state: AtlasState) {}

  get behaviour(): Readonly<AtlasBehaviour> {
    return this.state.behaviour;
  }

  behave(behaviour: Partial<AtlasBehaviour>): this {
    Object.assign(this.state.behaviour, behaviour);
    return this;
  }

  balancers(): readonly Readonly<Balancer>[] {
    return this.state.balancers;
  }

  alerts(): readonly Readonly<Alert>[] {
    return this.state.alerts;
  }

  /** Replaces all balancers; alerts of others stay in the alert lists. */
  setBalancers(balancers: readonly Balancer[]): this {
    this.state.balancers = balancers.map((balancer) => ({ ...balancer }));
    return this;
  }

  setAlerts(alerts: readonly Alert[]): this {
    this.state.alerts = alerts.map((alert) => ({ ...alert }));
    return this;
  }

  updateBalancer(id: number, change: Partial<Pick<Balancer, "status" | "updated">>): this {
    const balancer = this.state.balancers.find((one) => one.id === id);
    if (!balancer) throw new Error(`No balancer ${id}`);
    Object.assign(balancer, change);
    return this;
  }
}

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

export interface TokenRequest {
  /** admin by default. */
  readonly user?: string;
  /** The admin project by default; null for an unscoped token. */
  readonly project?: string | null;
  readonly ttlMs?: number;
}

/** Tokens without a request: to issue, to end, to count. */
export class KeystoneControl {
  constructor(
    private readonly tokens: TokenStore,
    private readonly clock: () => number,
  ) {}

  /** Tokens issued so far, those issued here included. */
  get issued(): number {
    return this.tokens.issued;
  }

  get ttlMs(): number {
    return this.tokens.ttlMs;
  }

  /** Milliseconds that tokens live from now on. */
  setTtl(ms: number): this {
    this.tokens.ttlMs = ms;
    return this;
  }

  /** New tokens are so many letters long, as IAM's PKI tokens are (some thousand); undefined for Fernet's length. */
  setTokenLength(length: number | undefined): this {
    this.tokens.tokenLength = length;
    return this;
  }

  issue({ user = "admin", project = "admin", ttlMs }: TokenRequest = {}): string {
    const known = userNamed(user);
    const scope = project === null ? undefined : projectNamed(project);
    if (!known || (project !== null && !scope)) throw new Error(`No user ${user} or no project ${project ?? ""}`);
    const expiresAt = ttlMs === undefined ? undefined : this.clock() + ttlMs;
    return this.tokens.issue(known, scope, ["password"], expiresAt).value;
  }

  state(token: string): TokenState {
    return this.tokens.judge(token).state;
  }

  revoke(token: string): this {
    this.tokens.revoke(token);
    return this;
  }

  /** All tokens issued so far run out now. */
  expireAll(): this {
    this.tokens.expireAll();
    return this;
  }

  revokeAll(): this {
    this.tokens.revokeAll();
    return this;
  }
}
