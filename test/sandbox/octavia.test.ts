import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { type Answer, ask } from "./support.js";

const NOW = Date.parse("2026-11-20T12:30:00Z");
const LIST = "/v2/lbaas/loadbalancers";
const OTHER = "0".repeat(32);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: () => NOW, control: false });
});
afterEach(
  () =>
    void sandbox.control.octavia.behave({ roles: "named", pageMax: 1000, keystoneDown: false, databaseDown: false }),
);
afterAll(() => sandbox.stop());

type Row = Readonly<Record<string, unknown>>;
const get = (path: string, user = "lb-auditor", headers: Record<string, string> = {}): Promise<Answer> => {
  const token = sandbox.control.keystone.issue({ user, project: "demo" });
  return ask(`${sandbox.urls.octavia}${path}`, {
    headers: { "X-Auth-Token": token, Accept: "application/json", ...headers },
  });
};
const rowsOf = ({ json }: Answer): Row[] => json.loadbalancers as Row[];
/** A walk by its own query and its own marker, as a careful client does it. */
const walk = async (query: string): Promise<unknown[]> => {
  const ids: unknown[] = [];
  for (;;) {
    const marker = ids.length === 0 ? "" : `&marker=${String(ids.at(-1))}`;
    const page = rowsOf(await get(`${LIST}?limit=7&${query}${marker}`)).map(({ id }) => id);
    if (page.length === 0 || ids.length > 500) return ids;
    ids.push(...page);
  }
};

test("a list has the real one's keys in their order, times without a zone, and null where nothing was updated", async () => {
  const rows = rowsOf(await get(LIST));
  const whole = rows.find((row) => "vip_address" in row);
  expect(Object.keys(whole ?? {}).join(" ")).toBe(
    "id name description provisioning_status operating_status admin_state_up project_id created_at updated_at " +
      "vip_address vip_port_id vip_subnet_id vip_network_id additional_vips listeners pools provider flavor_id " +
      "vip_qos_policy_id tags availability_zone tenant_id",
  );
  expect(whole?.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  expect(rows.some((row) => row.updated_at === null && row.provisioning_status === "PENDING_CREATE")).toBe(true);
  expect(rows.some((row) => !("vip_address" in row))).toBe(true);
  expect(new Set(rows.map((row) => row.project_id)).size).toBe(4);
  expect(rows.map((row) => row.provisioning_status)).not.toContain("DELETED");
});

test("each day a preview comes and goes", async () => {
  const stateAt = async (time: string): Promise<unknown> => {
    const other = await startSandbox({ clock: () => Date.parse(time), control: false });
    const names = other.control.octavia.balancers().filter(({ name }) => name === `preview-${time.slice(0, 10)}`);
    await other.stop();
    return names.map(({ provisioningStatus, updated }) => [provisioningStatus, updated !== null]);
  };
  expect(await stateAt("2026-11-20T05:59:00Z")).toEqual([]);
  expect(await stateAt("2026-11-20T06:30:00Z")).toEqual([["PENDING_CREATE", false]]);
  expect(await stateAt("2026-11-20T13:00:00Z")).toEqual([["PENDING_UPDATE", true]]);
  expect(await stateAt("2026-11-20T22:30:00Z")).toEqual([["DELETED", true]]);
});

describe("walks with a marker", () => {
  test("are whole by id and by status, and lose what was never updated by time", async () => {
    const all = rowsOf(await get(LIST));
    const never = all.filter((row) => row.updated_at === null).length;
    expect(never).toBeGreaterThan(0);
    expect(new Set(await walk("sort=id")).size).toBe(all.length);
    expect(new Set(await walk("sort=provisioning_status:desc,id:asc")).size).toBe(all.length);
    expect(await walk("sort=updated_at:desc")).toHaveLength(all.length - never);
  });

  test("next links stand on a full page and drop the filters", async () => {
    const { json } = await get(`${LIST}?provisioning_status=ERROR&limit=3&sort=id`);
    const [next] = json.loadbalancers_links as { rel: string; href: string }[];
    expect(next?.rel).toBe("next");
    expect(next?.href).toContain("limit=3&sort=id&marker=");
    expect(next?.href).not.toContain("provisioning_status");
  });

  test("page_reverse gives the first rows before the marker, not the last", async () => {
    const ids = rowsOf(await get(`${LIST}?sort=id`)).map(({ id }) => id);
    const reversed = await get(`${LIST}?sort=id&limit=3&page_reverse=True&marker=${String(ids[10])}`);
    expect(rowsOf(reversed).map(({ id }) => id)).toEqual(ids.slice(0, 3));
  });

  test("a deleted balancer is a marker, an unknown id is none", async () => {
    const deleted = sandbox.control.octavia.balancers().find((each) => each.provisioningStatus === "DELETED");
    expect((await get(`${LIST}?sort=id&marker=${deleted?.id ?? ""}`)).status).toBe(200);
    const { status, json } = await get(`${LIST}?marker=nobody`);
    expect([status, json.faultstring]).toEqual([400, "Supplied pagination marker 'nobody' is not valid."]);
  });

  test("a larger limit than pageMax is cut without a word", async () => {
    sandbox.control.octavia.behave({ pageMax: 5 });
    expect(rowsOf(await get(`${LIST}?limit=100`))).toHaveLength(5);
  });
});

test.each([
  ["a filter twice", "provisioning_status=ERROR&provisioning_status=ACTIVE", 500, /SQL: SELECT/],
  ["an unknown filter", "changes-since=2026-01-01", 400, /duplicate or invalid/],
  ["a collection", "listeners=x", 500, /Can't compare/],
  ["limit 0", "limit=0", 500, /not supported between/],
  ["a limit in words", "limit=abc", 400, /pagination limit 'abc'/],
  ["a bad sort key", "sort=nope", 400, /sort key 'nope'/],
  ["a bad direction", "sort=id:up", 400, /sort direction 'up'/],
  ["a status that is none", "provisioning_status=NOPE", 200, /"loadbalancers":\[\]/],
  ["a status in lower case", "provisioning_status=error", 200, /"ERROR"/],
])("%s", async (_what, query, status, text) => {
  const answer = await get(`${LIST}?${query}`);
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(text);
});

test("a limit given twice closes the connection without an answer", async () => {
  await expect(get(`${LIST}?limit=1&limit=2`)).rejects.toThrow();
});

describe("who sees what", () => {
  const seen = async (user: string): Promise<unknown> => {
    const answer = await get(LIST, user);
    return answer.status === 200 ? new Set(rowsOf(answer).map((row) => row.project_id)).size : answer.status;
  };

  test("by the named roles, and only a question for another project tells", async () => {
    expect([await seen("lb-auditor"), await seen("lb-observer"), await seen("demo-reader")]).toEqual([4, 1, 403]);
    expect((await get(`${LIST}?limit=1&project_id=${OTHER}`)).status).toBe(200);
    expect((await get(`${LIST}?limit=1&project_id=${OTHER}`, "lb-observer")).status).toBe(403);
  });

  test("by the roles of 2025.1", async () => {
    sandbox.control.octavia.behave({ roles: "keystone" });
    expect([await seen("lb-auditor"), await seen("demo-reader")]).toEqual([403, 1]);
  });
});

test("one balancer, its tree, and what is not there", async () => {
  const tree = sandbox.control.octavia.balancers().find((each) => each.hasTree && each.operatingStatus === "ERROR");
  const id = tree?.id ?? "";
  expect((await get(`${LIST}/${id}`)).json.loadbalancer).toMatchObject({ id });
  const { statuses } = (await get(`${LIST}/${id}/statuses`)).json as {
    statuses: { loadbalancer: { listeners: Row[] } };
  };
  expect(statuses.loadbalancer.listeners).toHaveLength(1);
  expect((await get(`${LIST}/${id}`, "demo-reader")).status).toBe(403);
  expect((await get(`${LIST}/nobody`)).json.faultstring).toBe("Load Balancer nobody not found.");
  expect((await get("/v2/nope")).json).toEqual({ code: 404, title: "Not Found", description: "" });
  expect((await get("/v2/nope", "lb-auditor", { Accept: "*/*" })).headers["content-type"]).toContain("text/html");
});

test("the pools of a balancer, those that no listener uses among them, which its tree has not", async () => {
  const both = sandbox.control.octavia.balancers().find((each) => each.hasTree && each.hasSparePool);
  const pools = (query: string) => get(`/v2/lbaas/pools?loadbalancer_id=${both?.id ?? ""}&sort=id${query}`);
  const { json } = await pools("&limit=200");
  const rows = json.pools as (Row & { listeners: unknown[]; loadbalancers: Row[] })[];
  expect(rows.map(({ listeners }) => listeners.length).sort()).toEqual([0, 1]);
  expect(rows.flatMap(({ loadbalancers }) => loadbalancers.map(({ id }) => id))).toEqual([both?.id, both?.id]);
  const behind = await pools(`&limit=1&marker=${String(rows[0]?.id)}`);
  expect((behind.json.pools as Row[]).map(({ id }) => id)).toEqual([rows[1]?.id]);
  expect((await get("/v2/lbaas/pools?loadbalancer_id=nobody")).json).toEqual({ pools: [], pools_links: [] });
  expect((await get("/v2/lbaas/pools?provider=ovn")).status).toBe(400);
});

test("a database that is down is a 500 with the statement in it, a Keystone that is down a 503", async () => {
  sandbox.control.octavia.behave({ databaseDown: true });
  const { status, json } = await get(LIST);
  expect([status, json.faultcode]).toEqual([500, "Server"]);
  expect(json.faultstring).toContain("[SQL:");
  sandbox.control.octavia.behave({ databaseDown: false, keystoneDown: true });
  expect((await get(LIST)).status).toBe(503);
  expect((await ask(`${sandbox.urls.octavia}/`)).status).toBe(200);
});
