import { manualClock, startSandbox, type DatabaseName, type Sandbox } from "../../sandbox/index.js";
import { ask, stamp, type Answer } from "./support.js";

const clock = manualClock("2026-11-21T00:00:00Z");
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock });
});
afterAll(() => sandbox.stop());

const base = (source: DatabaseName): string =>
  `${sandbox.urls.sources[source]}/v3/${sandbox.control.database(source).projectId}/instances`;
const get = (source: DatabaseName, path: string): Promise<Answer> =>
  ask(base(source) + path, { headers: sandbox.control.headersFor(source) });
const WINDOW = `start_time=${stamp("2026-01-01")}&end_time=${stamp("2026-01-02")}&offset=0&limit=10`;

describe("getting in by token", () => {
  const ask401 = (source: DatabaseName, token?: string): Promise<Answer> =>
    ask(base(source), { headers: token === undefined ? {} : { "X-Auth-Token": token } });

  it("without one, or with an unknown or revoked one: the gateway's 401 with its request id", async () => {
    const revoked = sandbox.control.keystone.issue({ project: "eu-west-101" });
    sandbox.control.keystone.revoke(revoked);
    for (const token of [undefined, "nonsense", revoked]) {
      const answer = await ask401("mysql-eu", token);
      expect(answer.status).toBe(401);
      expect(answer.json).toMatchObject({ error_code: "APIGW.0301", request_id: answer.headers["x-request-id"] });
    }
  });

  it.each([
    ["mysql-eu", "eu-west-101", 403],
    ["rds-eu", "eu-de", 403],
    ["dds-eu", "eu-de", 401],
  ] as const)("with an expired one: %s in %s says %i DBS.280056", async (source, project, status) => {
    const answer = await ask401(source, sandbox.control.keystone.issue({ project, ttlMs: 0 }));
    expect([answer.status, answer.json.error_code]).toEqual([status, "DBS.280056"]);
  });

  it("of another project, or of none: 403", async () => {
    const foreign = await ask401("mysql-eu", sandbox.control.keystone.issue({ project: "admin" }));
    expect([foreign.status, foreign.json.error_code]).toEqual([403, "DBS.200010"]);
    const unscoped = await ask401("dds-eu", sandbox.control.keystone.issue({ project: null }));
    expect([unscoped.status, unscoped.json.error_code]).toEqual([403, "DBS.280032"]);
  });
});

describe("instances", () => {
  const names = (answer: Answer): string[] => (answer.json.instances as { name: string }[]).map(({ name }) => name);

  it("are listed with a total, paged, and each service writes its times in its own way", async () => {
    const first = await get("mysql-eu", "?offset=1&limit=2");
    expect([names(first), first.json.total_count]).toEqual([["orders-primary", "orders-replica"], 5]);
    const created = async (source: DatabaseName): Promise<unknown> =>
      ((await get(source, "")).json.instances as { created: string }[])[0]?.created;
    expect(await created("mysql-eu")).toBe("2023-01-01T08:00:00_0800");
    expect(await created("rds-eu")).toBe("2023-01-01T08:00:00+0800");
    expect(await created("dds-eu")).toBe("2023-01-01T00:00:00");
  });

  it("are found by id, by exact name and by a name with a leading star; a star alone is refused", async () => {
    expect(names(await get("mysql-eu", "?id=0d9c6b5a4f3e42d1b0a9f8e7d6c5b4a3in07"))).toEqual(["billing"]);
    expect(names(await get("mysql-eu", "?name=orders"))).toEqual([]);
    expect(names(await get("mysql-eu", "?name=*orders"))).toEqual(["orders-primary", "orders-replica"]);
    expect((await get("mysql-eu", "?name=*")).status).toBe(400);
    expect((await get("mysql-eu", "?limit=101")).status).toBe(400);
    expect((await get("mysql-eu", "?limit=0")).status).toBe(400);
  });

  it("of TaurusDB are told in batches of twenty", async () => {
    const ids = sandbox.control.database("taurusdb").ids();
    expect(names(await get("mysql-eu", `/details?instance_ids=${ids.slice(0, 2).join(",")}`))).toHaveLength(2);
    const many = Array.from({ length: 21 }, () => ids[0]).join(",");
    expect((await get("mysql-eu", `/details?instance_ids=${many}`)).status).toBe(400);
    expect((await get("rds-eu", "/details?instance_ids=a")).status).toBe(404);
  });

  it("of DDS name their nodes", async () => {
    const [cluster] = (await get("dds-eu", "")).json.instances as {
      status: string;
      mode: string;
      groups: { nodes: unknown[] }[];
    }[];
    expect(cluster).toMatchObject({ status: "normal", mode: "Sharding" });
    expect(cluster?.groups[0]?.nodes).toHaveLength(3);
  });

  it("that are unknown, or listed but gone: 404 DBS.200002", async () => {
    for (const id of ["00000000000000000000000000000000in07", "e4f1a2b3c5d64789a0b1c2d3e4f56789in07"]) {
      const answer = await get("mysql-eu", `/${id}/audit-logs?${WINDOW}`);
      expect([answer.status, answer.json.error_code]).toEqual([404, "DBS.200002"]);
    }
  });

  it("can be made and unmade while it runs", async () => {
    const instance = sandbox.control
      .database("rds")
      .createInstance({ name: "made", files: [{ begin: "2026-01-01T10:00:00Z" }] });
    expect(instance.id).toMatch(/^[0-9a-f]{32}in01$/);
    expect((await get("rds-eu", `/${instance.id}/auditlog?${WINDOW}`)).json.total_record).toBe(1);
    sandbox.control.database("rds").removeInstance(instance.id);
    expect((await get("rds-eu", `/${instance.id}/auditlog?${WINDOW}`)).status).toBe(404);
  });
});

describe("the audit policy", () => {
  it("says keep_days, and 0 where auditing is off and the list is empty", async () => {
    expect((await get("mysql-eu", "/c2d47e9b8f1a4c35b6e0d9a7f2318c56in07/audit-log-policy")).json).toMatchObject({
      keep_days: 732,
    });
    expect((await get("mysql-eu", "/0d9c6b5a4f3e42d1b0a9f8e7d6c5b4a3in07/audit-log-policy")).json).toMatchObject({
      keep_days: 0,
    });
    expect((await get("mysql-eu", `/0d9c6b5a4f3e42d1b0a9f8e7d6c5b4a3in07/audit-logs?${WINDOW}`)).json).toEqual({
      audit_logs: [],
      total_count: 0,
    });
    expect((await get("rds-eu", "/9b8a7c6d5e4f40312a1b0c9d8e7f6a5bin03/auditlog-policy")).json).toEqual({
      keep_days: 0,
    });
    expect((await get("dds-eu", "/4c6e8a0b2d1f43579b8d7f6e5c4a3b2din02/auditlog-policy")).json).toMatchObject({
      audit_scope: "all",
    });
  });
});

describe("download links", () => {
  const CASES = [
    ["mysql-eu", "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07", "audit-log-link"],
    ["rds-eu", "a1b2c3d4e5f64071829304a5b6c7d8e9in01", "auditlog-links"],
    ["dds-eu", "4c6e8a0b2d1f43579b8d7f6e5c4a3b2din02", "auditlog-links"],
  ] as const;
  const post = (source: DatabaseName, path: string, ids: unknown): Promise<Answer> =>
    ask(base(source) + path, {
      method: "POST",
      headers: sandbox.control.headersFor(source),
      body: JSON.stringify({ ids }),
    });
  const idsOf = (source: DatabaseName, instance: string, many: number): string[] =>
    sandbox.control
      .database(source)
      .instance(instance)
      .newest(many)
      .map(({ id }) => id);

  it.each(CASES)(
    "of %s keep the order of the ids, need no token, and last five minutes",
    async (source, instance, path) => {
      const ids = idsOf(source, instance, 3).reverse();
      const links = (await post(source, `/${instance}/${path}`, ids)).json.links as string[];
      expect(links.map((link) => decodeURIComponent(link.split("/")[5] ?? ""))).toEqual(ids);
      const [link = ""] = links;
      clock.advance(299_000);
      const file = await ask(link, { headers: { range: "bytes=0-99" } });
      expect([file.status, file.bytes.length, file.headers["content-type"]]).toEqual([206, 100, "binary/octet-stream"]);
      expect((await ask(link.replace(/Expires=\d+/, "Expires=9999999999"))).status).toBe(403);
      clock.advance(1_000);
      const late = await ask(link);
      expect([late.status, late.text]).toEqual([403, expect.stringContaining("Request has expired")]);
      clock.advance(-300_000);
    },
  );

  it.each(CASES)("of %s are refused for more than fifty, none, or one unknown id", async (source, instance, path) => {
    const ids = idsOf(source, instance, 51);
    expect((await post(source, `/${instance}/${path}`, ids)).status).toBe(400);
    expect((await post(source, `/${instance}/${path}`, ids.slice(1))).status).toBe(200);
    for (const bad of [[], undefined, ["unknown"], [...ids.slice(0, 2), "unknown"]]) {
      expect((await post(source, `/${instance}/${path}`, bad)).json.error_code).toBe("DBS.200001");
    }
  });
});

it("an API there is none of is the gateway's 404", async () => {
  for (const path of ["/x/auditlog", "/c2d47e9b8f1a4c35b6e0d9a7f2318c56in07/audit-logs/x", "/"]) {
    const answer = await get("mysql-eu", path);
    expect([answer.status, answer.json.error_code]).toEqual([404, "APIGW.0101"]);
  }
});
