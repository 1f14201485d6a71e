import { hash32, unit } from "../world/random.js";

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
export const atlasWorld = (seed: number): { balancers: Balancer[]; alerts: Alert[] } => {
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
