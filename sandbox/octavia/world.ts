import { PROJECTS } from "../keystone/directory.js";
import { hash32, unit, uuid, type World } from "../world.js";

export type ProvisioningStatus =
  "ACTIVE" | "DELETED" | "ERROR" | "PENDING_CREATE" | "PENDING_UPDATE" | "PENDING_DELETE";
export type OperatingStatus = "ONLINE" | "DRAINING" | "OFFLINE" | "DEGRADED" | "ERROR" | "NO_MONITOR";

/** Times in milliseconds since the epoch, whole seconds. */
export interface OctaviaBalancer {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  provisioningStatus: ProvisioningStatus;
  operatingStatus: OperatingStatus;
  readonly created: number;
  /** Null until its first update. */
  updated: number | null;
  readonly provider: string;
  /** Null where it has no address yet. */
  readonly vipAddress: string | null;
  /** Has it a listener with a pool of three members? */
  readonly hasTree: boolean;
  /** Has it a pool that no listener uses? */
  readonly hasSparePool: boolean;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
const WORLD_START = Date.UTC(2025, 0, 1);
const COUNT = 96;
const OWNERS = ["admin", "demo", "eu-de", "eu-west-101"] as const;
const NAMES = ["shop", "intranet", "api", "media", "reports", "mail"];
const STATES: readonly (readonly [ProvisioningStatus, OperatingStatus])[] = [
  ["ACTIVE", "ONLINE"],
  ["ACTIVE", "ONLINE"],
  ["ACTIVE", "DEGRADED"],
  ["ERROR", "ERROR"],
  ["ACTIVE", "ONLINE"],
  ["PENDING_UPDATE", "ONLINE"],
  ["ERROR", "OFFLINE"],
  ["ACTIVE", "NO_MONITOR"],
  ["PENDING_CREATE", "OFFLINE"],
  ["ACTIVE", "ONLINE"],
  ["PENDING_DELETE", "ONLINE"],
  ["ERROR", "DEGRADED"],
  ["DELETED", "OFFLINE"],
];

const projectOf = (luck: number): string => PROJECTS[OWNERS[luck % OWNERS.length] ?? "admin"]?.id ?? "";

/** One each week; those in a passing state have been stuck in it since they were last updated. */
const computed = (seed: number, index: number): OctaviaBalancer => {
  const luck = (what: string): number => hash32(seed, "octavia", index, what);
  const created = WORLD_START + index * 7 * DAY + (luck("created") % 86_400) * 1000;
  const [provisioningStatus, operatingStatus] = STATES[luck("status") % STATES.length] ?? ["ERROR", "ERROR"];
  // Of those that are being created most were never updated; an update at noon is one of several.
  const age = Math.floor(unit(seed, "octavia", index, "age") * 30 * 86_400) * 1000;
  const updated = luck("noon") % 6 === 0 ? Math.ceil((created + age) / DAY) * DAY + DAY / 2 : created + age;
  const isNew = provisioningStatus === "PENDING_CREATE";
  return {
    id: uuid(seed, "octavia", index),
    name: luck("name") % 9 === 0 ? "" : `${NAMES[luck("name") % NAMES.length] ?? "lb"}-${index}`,
    projectId: projectOf(luck("project")),
    provisioningStatus,
    operatingStatus,
    created,
    updated: isNew && luck("updated") % 4 !== 0 ? null : updated,
    provider: luck("provider") % 3 === 0 ? "ovn" : "amphora",
    vipAddress: isNew && luck("vip") % 2 === 0 ? null : `10.0.${index % 8}.${10 + index}`,
    hasTree: !isNew && luck("tree") % 3 !== 0,
    hasSparePool: !isNew && luck("spare") % 5 === 0,
  };
};

/** From its day's beginning on: when a preview of the day is in which state. Behind the last it is gone. */
const PREVIEW_DAY: readonly (readonly [fromMinute: number, ProvisioningStatus, OperatingStatus])[] = [
  [6 * 60, "PENDING_CREATE", "OFFLINE"],
  [7 * 60, "ACTIVE", "ONLINE"],
  [12 * 60, "PENDING_UPDATE", "ONLINE"],
  [14 * 60, "ACTIVE", "ONLINE"],
  [19 * 60, "PENDING_DELETE", "ONLINE"],
  [22 * 60, "DELETED", "OFFLINE"],
];

/** Each day one comes and goes. */
const preview = (seed: number, now: number): OctaviaBalancer[] => {
  const day = Math.floor(now / DAY);
  const minute = (now - day * DAY) / MINUTE;
  const stage = PREVIEW_DAY.findLast(([from]) => from <= minute);
  if (!stage) return [];
  const created = day * DAY + 6 * 60 * MINUTE;
  const [from, provisioningStatus, operatingStatus] = stage;
  return [
    {
      id: uuid(seed, "octavia", "preview", day),
      name: `preview-${new Date(now).toISOString().slice(0, 10)}`,
      projectId: projectOf(day),
      provisioningStatus,
      operatingStatus,
      created,
      updated: provisioningStatus === "PENDING_CREATE" ? null : day * DAY + from * MINUTE,
      provider: "amphora",
      vipAddress: "10.0.9.9",
      hasTree: false,
      hasSparePool: false,
    },
  ];
};

export interface OctaviaBehaviour {
  /** Who reads all projects: by the roles load-balancer_* (up to 2024.2), or role admin alone (since 2025.1). */
  roles: "named" | "keystone";
  /** pagination_max_limit: a larger limit is cut to it. */
  pageMax: number;
  /** Tokens that were not seen before cannot be validated: 503. */
  keystoneDown: boolean;
  /** What needs the database is a 500 with the failed statement in it. */
  databaseDown: boolean;
  /** How many workers remember tokens for five minutes; 0: none does. */
  cachingWorkers: number;
}

/** The database behind one Octavia. */
export class OctaviaState {
  readonly behaviour: OctaviaBehaviour = {
    roles: "named",
    pageMax: 1000,
    keystoneDown: false,
    databaseDown: false,
    cachingWorkers: 0,
  };
  /** Once they were set by hand, nobody comes and goes. */
  #set: OctaviaBalancer[] | undefined;
  readonly #computed: readonly OctaviaBalancer[];

  constructor(private readonly world: World) {
    this.#computed = Array.from({ length: COUNT }, (_, index) => computed(world.seed, index));
  }

  /** All rows, those in DELETED too, which no list shows but which a marker may name. */
  rows(now: number): readonly OctaviaBalancer[] {
    if (this.#set) return this.#set;
    return [...this.#computed.filter(({ created }) => created <= now), ...preview(this.world.seed, now)];
  }

  set(balancers: readonly OctaviaBalancer[]): void {
    this.#set = balancers.map((balancer) => ({ ...balancer }));
  }

  /** Puts the rows under the hand of whoever changes one of them. */
  hold(now: number): OctaviaBalancer[] {
    return (this.#set ??= this.rows(now).map((balancer) => ({ ...balancer })));
  }

  idOf(balancer: OctaviaBalancer, part: string): string {
    return uuid(this.world.seed, balancer.id, part);
  }
}
