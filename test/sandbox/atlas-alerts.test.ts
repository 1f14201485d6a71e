import { manualClock, startSandbox, type Sandbox } from "../../sandbox/index.js";
import { ask, type Answer } from "./support.js";

const clock = manualClock("2026-11-21T00:00:00Z");
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ clock });
});
afterEach(() => sandbox.stop());

const as = (name: string, password: string): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(sandbox.urls.atlas + path, { headers: { ...as("ops", "ops-pw"), Accept: "application/json", ...headers } });

interface Alert {
  readonly id: number;
}

describe("getting in", () => {
  const enter = (authorization?: string, path = "/audit/status.xml?status=error"): Promise<Answer> =>
    ask(sandbox.urls.atlas + path, { headers: authorization === undefined ? {} : { Authorization: authorization } });

  it.each([
    ["no header", undefined, "You must use BASIC HTTP auth", true],
    ["another scheme", "Bearer x", "You must use BASIC HTTP auth", true],
    ["a malformed header", "Basic !!", "Malformed BASIC authorization header", true],
    ["white space in the password", `Basic ${btoa("ops:ops pw")}`, "Malformed BASIC authorization header", true],
    ["a wrong password", `Basic ${btoa("ops:wrong")}`, "eDir bind failed", false],
  ])("%s: 401 in JSON whatever the suffix", async (_, authorization, message, challenged) => {
    const answer = await enter(authorization);
    expect([answer.status, answer.json]).toEqual([401, { code: 401, message }]);
    expect(answer.headers["www-authenticate"]).toBe(challenged ? 'BASIC realm="management"' : undefined);
  });

  it("the 401 in XML is typed badRequest in the faults' own namespace", async () => {
    const answer = await ask(`${sandbox.urls.atlas}/audit/status`, { headers: { Accept: "application/xml" } });
    expect(answer.text).toContain(
      '<badRequest xmlns="http://docs.openstack.org/loadbalancers/api/v1.0" code="401"><message>',
    );
  });

  it("the audit checks no role, the alerts do", async () => {
    const billing = as("billing", "billing-pw");
    expect((await get("/audit/status?status=error", billing)).status).toBe(200);
    const refused = await get("/alerts", billing);
    expect([refused.status, refused.json]).toEqual([403, { code: 403, message: "Access Denied" }]);
    expect((await get("/alerts/byloadbalancerids?id=435", billing)).status).toBe(200);
  });
});

describe("alerts", () => {
  const list = async (query: string): Promise<Alert[]> => (await get(`/alerts${query}`)).json.alerts as Alert[];

  it("are listed with a marker that is an offset; a wrong status is ignored and a wrong limit is 100", async () => {
    const all = await list("");
    expect(all).toHaveLength(100);
    expect(await list("?marker=10&limit=5")).toEqual(all.slice(10, 15));
    expect(await list("?limit=101")).toEqual(all);
    expect(await list("?status=acknowledged")).toEqual(all);
    expect(await list("?status=ACKNOWLEDGED")).not.toEqual(all);
  });

  it("in detail have no id", async () => {
    expect((await get("/alerts/1")).json).toEqual({
      message: expect.stringContaining("StmRollBackException") as string,
      status: "UNACKNOWLEDGED",
      created: "2011-05-13T17:12:54Z",
    });
    expect((await get("/alerts/999999")).json).toEqual({ code: 404, message: "Object not Found" });
  });

  it("can be acknowledged, with 202 and no body", async () => {
    const answer = await ask(`${sandbox.urls.atlas}/alerts/2/acknowledged`, {
      method: "PUT",
      headers: as("ops", "ops-pw"),
    });
    expect([answer.status, answer.text]).toEqual([202, ""]);
    expect((await get("/alerts/2")).json.status).toBe("ACKNOWLEDGED");
  });

  it("of many balancers come in one call, unless it is not offered", async () => {
    const alerts = await list("/byloadbalancerids?id=435&id=437");
    expect(alerts.map(({ id }) => id)).toEqual([1, 2]);
    expect(await list("/loadbalancer?id=435")).toHaveLength(1);
    expect((await get("/alerts/byloadbalancerids")).status).toBe(400);
    expect((await get("/alerts/byloadbalancerids?id=1&startDate=2011-5-16")).json.message).toBe("Invalid startDate");
    expect(await list("/byloadbalancerids?id=435&startDate=2012-01-01")).toEqual([]);
    sandbox.control.atlas.behave({ byLoadBalancerIds: false });
    expect((await get("/alerts/byloadbalancerids?id=435")).status).toBe(404);
  });

  it("of accounts are limited per account and show type and message only on demand", async () => {
    expect(await list("/account?account=563374&account=563400")).toHaveLength(20);
    expect((await list("/account?account=563374&limit=1"))[0]).not.toHaveProperty("message");
    expect((await list("/account?account=563374&limit=1&showStackTrace=true"))[0]).toHaveProperty("alertType");
  });

  it("may come under the key of old documents", async () => {
    sandbox.control.atlas.behave({ alertsKey: "alert" });
    expect(Object.keys((await get("/alerts")).json)).toEqual(["alert"]);
  });
});
