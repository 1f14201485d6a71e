/** What the benchmark's upstreams hold, as functions of nothing: every program and every run meets the same. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const START = Date.UTC(2025, 0, 1);
/** A file every half hour, as the services cut them at most. */
export const STEP = HOUR / 2;
export const FILES = 60 * 48;

export const INSTANCES = Array.from(
  { length: 10 },
  (_, i) => `${String(i).padStart(2, "0")}b1e9c0ffee4d5aa1b2c3d4e5f60718in07`,
);

/** Balancers that are stuck, with one to three alerts each. */
export const BALANCERS = Array.from({ length: 200 }, (_, i) => ({
  id: 1_000 + i,
  accountId: 563_374 + (i % 7),
  status: ["ERROR", "BUILD", "PENDING_UPDATE", "PENDING_DELETE"][i % 4],
  created: START + i * HOUR,
  updated: START + 30 * DAY + i * HOUR,
}));

export const ALERTS = BALANCERS.flatMap(({ id, accountId, updated }, i) =>
  Array.from({ length: 1 + (i % 3) }, (_, n) => ({
    id: 10 * id + n,
    accountId,
    loadbalancerId: id,
    alertType: "ZEUS_FAILURE",
    messageName: "VIRTUAL_SERVER_FAILURE",
    message: `org.example.adapter.AdapterException: balancer ${id}, step ${n}`,
    status: n % 2 === 0 ? "UNACKNOWLEDGED" : "ACKNOWLEDGED",
    created: updated - n * HOUR,
  })),
);

/** The period setting of the Nova: one a day, so that two years of windows hold 24 periods each. */
export const PERIOD = "day";
