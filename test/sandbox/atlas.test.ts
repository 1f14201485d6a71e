import { manualClock, startSandbox, type Sandbox } from "../../sandbox/index.js";
import { ask, type Answer } from "./support.js";

const clock = manualClock("2026-11-21T00:00:00Z");
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ clock });
});
afterEach(() => sandbox.stop());

interface Alert {
  readonly id: number;
  readonly loadbalancerId: number;
}
interface Audit {
  readonly id: number;
  readonly status: string;
  readonly created: string;
  readonly updated: string;
  readonly alertAudits: { alerts: Alert[] }[];
}

const as = (name: string, password: string): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(sandbox.urls.atlas + path, { headers: { ...as("ops", "ops-pw"), Accept: "application/json", ...headers } });
const audits = async (query: string): Promise<Audit[]> =>
  ((await get(`/audit/status?${query}`)).json.loadBalancerAudits as Audit[]).sort((a, b) => a.id - b.id);
const statuses = async (status: string): Promise<string[]> =>
  [...new Set((await audits(`status=${status}`)).map((one) => one.status))].sort();

describe("the documentation's balancers", () => {
  it("are there value for value, in JSON with older dates", async () => {
    sandbox.control.atlas.behave({ jsonDates: "offset" });
    const documented = (await audits("status=error")).filter(({ id }) => id < 1000);
    expect(documented.map(({ id }) => id)).toEqual([123, 125, 379, 380, 435, 437]);
    expect(documented[1]).toEqual({
      id: 125,
      status: "ERROR",
      created: "2011-04-14T16:04:03-05:00",
      updated: "2011-04-18T17:37:47-05:00",
      alertAudits: [{ alerts: [] }],
    });
    expect(documented[4]?.alertAudits).toEqual([
      {
        alerts: [
          {
            id: 1,
            status: "UNACKNOWLEDGED",
            accountId: 563374,
            loadbalancerId: 435,
            created: "2011-05-13T12:12:54-05:00",
            messageName: "An error occurred while creating loadbalancer '435' in Zeus.",
          },
        ],
      },
    ]);
  });

  it("and in XML", async () => {
    const xml = (await get("/audit/status.xml?status=error")).text;
    expect(xml).toContain(
      '<loadBalancerAudit id="123" status="ERROR" created="2011-04-14T15:53:06-05:00" updated="2011-04-14T15:53:06-05:00"><alertAudits/></loadBalancerAudit>',
    );
    expect(xml).toContain(
      `<alert id="2" accountId="563374" loadbalancerId="437" messageName="An error occurred while creating loadbalancer '437' in Zeus." status="UNACKNOWLEDGED" created="2011-05-13T12:23:35-05:00"/>`,
    );
  });

  it("have UTC dates in JSON as the newer code writes them", async () => {
    expect((await audits("status=error"))[0]?.created).toBe("2011-04-14T20:53:06Z");
  });
});

describe("the status parameter", () => {
  it("is exact, in lower case, split at commas and not trimmed; the rest is silently ignored", async () => {
    expect(await statuses("error,build,pending_update,pending_delete")).toEqual([
      "BUILD",
      "ERROR",
      "PENDING_DELETE",
      "PENDING_UPDATE",
    ]);
    expect(await statuses("error,%20build,ACTIVE,active")).toEqual(["ERROR"]);
    expect(await statuses("ERROR")).toEqual([]);
    expect(await statuses("")).toEqual([]);
    expect(await statuses("__proto__")).toEqual([]);
  });

  it("must be there", async () => {
    const answer = await get("/audit/status");
    expect([answer.status, answer.json]).toEqual([
      400,
      { code: 400, message: "Must supply a status to query against." },
    ]);
  });
});

describe("changes-since", () => {
  const TIME = "2026-01-01T00:00:00Z";
  it("works backwards as in the code, and forwards where documented", async () => {
    const all = await audits("status=error");
    const split = Date.parse(TIME);
    const older = all.filter(({ updated }) => Date.parse(updated) < split);
    expect(older.length).toBeGreaterThan(6);
    expect(await audits(`status=error&changes-since=${TIME}`)).toEqual(older);
    sandbox.control.atlas.behave({ changesSince: "documented" });
    expect(await audits(`status=error&changes-since=${TIME}`)).toEqual(all.filter((one) => !older.includes(one)));
  });

  it.each([
    "2026-01-01",
    "2026-01-01T",
    "2026-01-01T05",
    "2026-01-01T05:30",
    "2026-01-01T05:30:10.123456789",
    "2026-01-01T05:30:10%2B02",
    "2026-01-01T05:30:10-0500",
    "2026-01-01T05:30:10%2B05:30",
  ])("takes %s", async (date) => {
    expect((await get(`/audit/status?status=error&changes-since=${date}`)).status).toBe(200);
  });

  it.each(["2011-5-16", "2026-01-01T05:30:10+02:00", "yesterday", "2026-02-30"])(
    "%s is a 500, not a 400",
    async (date) => {
      const answer = await get(`/audit/status?status=error&changes-since=${date}`);
      expect([answer.status, answer.json.message]).toEqual([
        500,
        "An unknown exception has occurred. Please contact support.",
      ]);
    },
  );

  it("has no effect without its name, as the documentation's example writes it", async () => {
    expect(await audits("status=error&2011-5-16")).toEqual(await audits("status=error"));
  });
});

describe("the report", () => {
  it("is unpaged and in no order", async () => {
    const ids = async (): Promise<number[]> =>
      ((await get("/audit/status?status=error&limit=1")).json.loadBalancerAudits as Audit[]).map(({ id }) => id);
    const [first, second] = [await ids(), await ids()];
    expect(first).not.toEqual(second);
    expect(first.length).toBeGreaterThan(20);
    expect([...first].sort()).toEqual([...second].sort());
  });

  it("holds at most one alert per balancer, the last one, unless all are switched on", async () => {
    const count = async (): Promise<number> =>
      Math.max(
        ...(await audits("status=error,build,pending_update,pending_delete")).map(
          ({ alertAudits }) => alertAudits.flatMap(({ alerts }) => alerts).length,
        ),
      );
    expect(await count()).toBe(1);
    const last = (await audits("status=error,build")).map(({ alertAudits }) => alertAudits[0]?.alerts[0]?.id);
    sandbox.control.atlas.behave({ auditAlerts: "all" });
    expect(await count()).toBe(4);
    expect((await audits("status=error,build")).map(({ alertAudits }) => alertAudits[0]?.alerts.at(-1)?.id)).toEqual(
      last,
    );
    sandbox.control.atlas.behave({ auditAlerts: "all-wrapped" });
    expect((await audits("status=error")).some(({ alertAudits }) => alertAudits.length > 1)).toBe(true);
  });

  it("has no nulls: what is null is left out", async () => {
    sandbox.control.atlas.behave({ auditAlerts: "all" });
    const alerts = (await audits("status=error,build,pending_update,pending_delete")).flatMap(({ alertAudits }) =>
      alertAudits.flatMap((one) => one.alerts),
    );
    expect(alerts.some((alert) => !("messageName" in alert))).toBe(true);
    expect(alerts.some((alert) => !("accountId" in alert))).toBe(true);
    expect(JSON.stringify(alerts)).not.toContain("null");
  });

  it("shows only what there is by the clock", async () => {
    const now = clock();
    clock.set(Date.UTC(2012, 0, 1));
    expect((await audits("status=error")).map(({ id }) => id)).toEqual([123, 125, 379, 380, 435, 437]);
    clock.set(now);
  });
});

describe("the media type", () => {
  const typeOf = async (path: string, accept?: string): Promise<string | undefined> => {
    const headers = accept === undefined ? as("ops", "ops-pw") : { ...as("ops", "ops-pw"), Accept: accept };
    return (await ask(sandbox.urls.atlas + path, { headers })).headers["content-type"];
  };

  it.each([
    ["/audit/status?status=error", undefined, "application/xml"],
    ["/audit/status?status=error", "*/*", "application/xml"],
    ["/audit/status?status=error", "application/json", "application/json"],
    ["/audit/status?status=error", "application/xml;q=0.5, application/json", "application/json"],
    ["/audit/status.json?status=error", "application/xml", "application/json"],
    ["/audit/status.xml?status=error", "application/json", "application/xml"],
    ["/alerts", undefined, "application/json"],
    ["/alerts.xml", "application/json", "application/xml"],
  ])("%s with Accept %s is %s", async (path, accept, type) => {
    expect(await typeOf(path, accept)).toBe(type);
  });

  it("may be XML only, with a prefix", async () => {
    sandbox.control.atlas.behave({ xmlOnly: true, xmlPrefix: true });
    const answer = await get("/audit/status?status=error");
    expect(answer.text).toContain(
      '<mgmt:loadBalancerAudits xmlns:mgmt="http://docs.openstack.org/loadbalancers/api/management/v1.0"><mgmt:loadBalancerAudit ',
    );
  });

  it("atom is declared and fails", async () => {
    expect((await get("/audit/status.atom?status=error")).status).toBe(500);
  });
});

it("escapes what XML must have escaped", async () => {
  sandbox.control.atlas.setAlerts([
    {
      id: 9,
      accountId: 1,
      loadbalancerId: 435,
      alertType: "X",
      messageName: `<a href="b">&'`,
      message: "m",
      status: "ACKNOWLEDGED",
      created: 0,
    },
  ]);
  expect((await get("/audit/status.xml?status=error")).text).toContain(
    `messageName="&lt;a href=&quot;b&quot;&gt;&amp;'"`,
  );
});
