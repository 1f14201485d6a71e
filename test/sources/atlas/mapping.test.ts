import { toAlerts, toReport } from "../../../src/sources/atlas/mapping.js";

const info = { name: "lb", kind: "ATLAS", region: null } as const;
const alert = (more: object = {}) => ({
  id: 1,
  accountId: 563374,
  loadbalancerId: 435,
  messageName: "An error occurred.",
  status: "UNACKNOWLEDGED",
  created: "2011-05-13T12:12:54-05:00",
  ...more,
});
const audit = (more: object = {}) => ({
  id: 435,
  status: "ERROR",
  created: "2011-05-13T12:12:48-05:00",
  updated: "2011-05-13T12:12:54-05:00",
  alerts: [],
  ...more,
});
const alertsOf = (raw: unknown): unknown =>
  typeof raw === "object" && raw !== null && "alerts" in raw ? raw.alerts : [];
const report = (...entries: unknown[]) =>
  toReport(
    entries.map((raw) => {
      const alerts = alertsOf(raw);
      return { raw, alerts: Array.isArray(alerts) ? alerts : undefined };
    }),
    info,
    7,
  );

describe("a report", () => {
  test("has the same records from JSON's numbers and from XML's digits", () => {
    const inXml = audit({ id: "435", alerts: [alert({ id: "1", accountId: "563374", loadbalancerId: "435" })] });
    expect(report(inXml)).toEqual(report(audit({ alerts: [alert()] })));
  });

  test("places each balancer at its last update", () => {
    expect([...report(audit()).audits.values()]).toEqual([
      {
        key: { time: Date.parse("2011-05-13T17:12:54Z"), source: "lb", instance: "", id: "435" },
        source: info,
        fetchedAt: 7,
        loadBalancerId: "435",
        name: null,
        projectId: null,
        operatingStatus: null,
        provider: null,
        vipAddress: null,
        status: "ERROR",
        createdAt: Date.parse("2011-05-13T17:12:48Z"),
        updatedAt: Date.parse("2011-05-13T17:12:54Z"),
      },
    ]);
  });

  test("holds a balancer once, in its later state, in whatever order its rows come", () => {
    const later = audit({ status: "PENDING_DELETE", updated: "2011-05-13T12:13:00-05:00" });
    for (const entries of [
      [audit(), later],
      [later, audit()],
    ]) {
      expect([...report(...entries).audits.values()].map(({ status }) => status)).toEqual(["PENDING_DELETE"]);
    }
  });

  test.each([
    ["no id", audit({ id: undefined })],
    ["an id that is no number", audit({ id: "43x" })],
    ["a status that is not audited", audit({ status: "ACTIVE" })],
    ["a status in lower case", audit({ status: "error" })],
    ["an impossible update", audit({ updated: "2011-02-30T12:12:54-05:00" })],
    ["alerts that are no list", audit({ alerts: null })],
    ["no fields", {}],
    ["a text", "435"],
  ])("keeps its good entries beside one that has %s, which becomes a problem", (_what, bad) => {
    const { audits, problem } = report(audit({ id: 1 }), bad, audit({ id: 2 }));
    expect([...audits.keys()]).toEqual(["1", "2"]);
    expect(problem?.code).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });

  test("keeps a balancer whose alert is damaged, without that alert, and says so", () => {
    const { audits, alerts, problem } = report(
      audit({ alerts: [alert({ id: 1 }), alert({ id: "x" }), alert({ id: 3 })] }),
    );
    expect(audits.size).toBe(1);
    expect(alerts.get("435")?.map(({ alertId }) => alertId)).toEqual(["1", "3"]);
    expect(problem?.code).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });

  test("gives an alert that names no balancer to the balancer it stands in", () => {
    const { alerts } = report(audit({ alerts: [alert({ loadbalancerId: null })] }));
    expect(alerts.get("435")).toMatchObject([{ alertId: "1", loadBalancerId: "435" }]);
  });
});

describe("alerts", () => {
  test("stand by their balancer, oldest first, and by number where they are of one moment", () => {
    const early = "2011-05-13T12:00:00-05:00";
    const { alerts } = toAlerts(
      [alert({ id: 10 }), alert({ id: 9 }), alert({ id: 11, created: early }), alert({ id: 2, loadbalancerId: 7 })],
      info,
      0,
    );
    expect(Object.fromEntries([...alerts].map(([id, list]) => [id, list.map(({ alertId }) => alertId)]))).toEqual({
      435: ["11", "9", "10"],
      7: ["2"],
    });
  });

  test("have null where the source has nothing, and for a status that is not known", () => {
    const { alerts, problem } = toAlerts([alert({ accountId: undefined, messageName: null, status: "SEEN" })], info, 0);
    expect(problem).toBeUndefined();
    expect(alerts.get("435")).toMatchObject([{ accountId: null, message: null, status: null }]);
  });

  test("of no balancer are a problem, and hide no other", () => {
    const { alerts, problem } = toAlerts([alert({ loadbalancerId: null }), alert({ id: 2 })], info, 0);
    expect(alerts.get("435")).toHaveLength(1);
    expect(problem?.code).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });
});
