import { hash32, unit, type World } from "../world.js";

/** All states a balancer can be in; four of them are audited. */
export type BalancerStatus =
  "ACTIVE" | "BUILD" | "ERROR" | "PENDING_UPDATE" | "PENDING_DELETE" | "SUSPENDED" | "DELETED";

/** Times in milliseconds since the epoch, whole seconds. */
export interface Balancer {
  readonly id: number;
  readonly accountId: number;
  status: BalancerStatus;
  readonly created: number;
  updated: number;
}

export interface Alert {
  readonly id: number;
  readonly accountId: number | null;
  readonly loadbalancerId: number | null;
  readonly alertType: string;
  readonly messageName: string | null;
  readonly message: string;
  status: "ACKNOWLEDGED" | "UNACKNOWLEDGED";
  readonly created: number;
}

const documented = (id: number, created: string, updated: string): Balancer => ({
  id,
  accountId: 563374,
  status: "ERROR",
  created: Date.parse(`${created}-05:00`),
  updated: Date.parse(`${updated}-05:00`),
});

/** The documentation's own balancers, value for value (its XML and its JSON example together). */
const DOCUMENTED: readonly Balancer[] = [
  documented(123, "2011-04-14T15:53:06", "2011-04-14T15:53:06"),
  documented(125, "2011-04-14T16:04:03", "2011-04-18T17:37:47"),
  documented(379, "2011-05-03T12:58:09", "2011-05-03T12:58:10"),
  documented(380, "2011-05-03T13:21:33", "2011-05-03T13:21:35"),
  documented(435, "2011-05-13T12:12:48", "2011-05-13T12:12:54"),
  documented(437, "2011-05-13T12:23:30", "2011-05-13T12:23:35"),
];

const failedCreation = (id: number, loadbalancerId: number, created: string): Alert => ({
  id,
  accountId: 563374,
  loadbalancerId,
  alertType: "ZEUS_FAILURE",
  messageName: `An error occurred while creating loadbalancer '${loadbalancerId}' in Zeus.`,
  message:
    "org.example.adapter.StmRollBackException: could not create virtual server\n\tat org.example.adapter.Create.run(Create.java:88)",
  status: "UNACKNOWLEDGED",
  created: Date.parse(`${created}-05:00`),
});

const DOCUMENTED_ALERTS: readonly Alert[] = [
  failedCreation(1, 435, "2011-05-13T12:12:54"),
  failedCreation(2, 437, "2011-05-13T12:23:35"),
];

const ACCOUNTS = [563374, 563400, 600123, 611007];
const STATUSES: readonly BalancerStatus[] = [
  "ERROR",
  "PENDING_UPDATE",
  "ACTIVE",
  "ERROR",
  "BUILD",
  "ACTIVE",
  "PENDING_DELETE",
  "ERROR",
  "SUSPENDED",
  "PENDING_UPDATE",
  "DELETED",
  "ACTIVE",
];
const DAY = 86_400_000;
const WORLD_START = Date.UTC(2025, 0, 1);
const COUNT = 180;

/** One balancer every four days; those in a passing state have been stuck in it since they were last updated. */
const computed = (seed: number, index: number): Balancer => {
  const id = 1000 + 7 * index;
  const created = WORLD_START + index * 4 * DAY + (hash32(seed, id) % 86_400) * 1000;
  return {
    id,
    accountId: ACCOUNTS[hash32(seed, id, "account") % ACCOUNTS.length] ?? 563374,
    status: STATUSES[hash32(seed, id, "status") % STATUSES.length] ?? "ERROR",
    created,
    updated: created + Math.floor(unit(seed, id, "updated") * 40 * 86_400) * 1000,
  };
};

const MESSAGES = ["VIRTUAL_SERVER_FAILURE", "RATE_LIMIT_FAILURE", "POOL_FAILURE"];

/** None to four alerts of a balancer; what the table allows to be null sometimes is. */
const alertsOf = (seed: number, balancer: Balancer): Omit<Alert, "id">[] => {
  const count = balancer.status === "ACTIVE" ? 0 : hash32(seed, balancer.id, "alerts") % 5;
  return Array.from({ length: count }, (_, number) => {
    const luck = hash32(seed, balancer.id, number, "alert");
    return {
      accountId: luck % 11 === 0 ? null : balancer.accountId,
      loadbalancerId: balancer.id,
      alertType: "ZEUS_FAILURE",
      messageName: luck % 13 === 0 ? null : (MESSAGES[luck % MESSAGES.length] ?? null),
      message: `org.example.adapter.AdapterException: balancer ${balancer.id}, step ${number} <failed> & rolled back`,
      status: luck % 3 === 0 ? "ACKNOWLEDGED" : "UNACKNOWLEDGED",
      created: balancer.updated - (count - 1 - number) * 3_600_000,
    };
  });
};

/** All balancers and alerts ever; the clock decides which of them there are yet. */
const atlasWorld = (seed: number): { balancers: Balancer[]; alerts: Alert[] } => {
  const later = Array.from({ length: COUNT }, (_, index) => computed(seed, index));
  const alerts = later
    .flatMap((balancer) => alertsOf(seed, balancer))
    .sort((a, b) => a.created - b.created)
    .map((alert, index) => ({ id: 3 + index, ...alert }));
  return {
    balancers: [...DOCUMENTED.map((one) => ({ ...one })), ...later],
    alerts: [...DOCUMENTED_ALERTS.map((one) => ({ ...one })), ...alerts],
  };
};

export interface AtlasBehaviour {
  /** changes-since as the code has it (updated before) or as the documents have it (updated since). */
  changesSince: "code" | "documented";
  /** The audit's alerts: the code keeps the last read one only; otherwise all in one wrapper, or each in its own. */
  auditAlerts: "last" | "all" | "all-wrapped";
  /** XML with the prefix mgmt: or in the default namespace. */
  xmlPrefix: boolean;
  /** XML whatever is asked. */
  xmlOnly: boolean;
  /** Dates of the JSON: UTC with Z, or at -05:00 as older answers have them. XML has -05:00. */
  jsonDates: "utc" | "offset";
  /** The list key of /alerts: "alerts", or "alert" as old documents show. */
  alertsKey: "alerts" | "alert";
  /** Whether /alerts/byloadbalancerids exists. */
  byLoadBalancerIds: boolean;
}

/** The database behind one Atlas. */
export class AtlasState {
  balancers: Balancer[];
  alerts: Alert[];
  readonly behaviour: AtlasBehaviour = {
    changesSince: "code",
    auditAlerts: "last",
    xmlPrefix: false,
    xmlOnly: false,
    jsonDates: "utc",
    alertsKey: "alerts",
    byLoadBalancerIds: true,
  };

  constructor(private readonly world: World) {
    ({ balancers: this.balancers, alerts: this.alerts } = atlasWorld(world.seed));
  }

  /** Without ORDER BY: the order of the rows is nobody's promise, and changes from call to call. */
  shuffledBalancers(now: number, turn: number): Balancer[] {
    return this.balancers
      .filter(({ created }) => created <= now)
      .map((balancer) => ({ balancer, place: hash32(this.world.seed, turn, balancer.id) }))
      .sort((a, b) => a.place - b.place)
      .map(({ balancer }) => balancer);
  }

  alertsNow(now: number): Alert[] {
    return this.alerts.filter(({ created }) => created <= now);
  }
}

const PATTERN =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

const offsetMs = (text: string | undefined): number => {
  if (text === undefined || text === "Z") return 0;
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  const ms = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
  return text.startsWith("-") ? -ms : ms;
};

/** A date, or a date with as much of a time as one likes, with or without an offset; no offset is UTC. Undefined for 2011-5-16. */
export const parseAtlasDate = (text: string): number | undefined => {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number((part as string | undefined) ?? 0));
  const local = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, Number(`0.${match[7] ?? "0"}`) * 1000);
  if (new Date(local).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  return local - offsetMs(match[8]);
};

/** 2011-05-13T17:12:54Z */
export const writeUtc = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** 2011-05-13T12:12:54-05:00 */
export const writeCentral = (time: number): string =>
  `${new Date(time - 5 * 3_600_000).toISOString().slice(0, 19)}-05:00`;
