import { Agent } from "node:http";
import { manualClock, startSandbox, type Sandbox } from "../../sandbox/index.js";
import { ask, type Answer } from "./support.js";

const clock = manualClock("2026-11-21T00:00:00Z");
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ clock });
});
afterEach(() => sandbox.stop());

const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
  ask(sandbox.urls.control + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
const audit = (): Promise<Answer> =>
  ask(`${sandbox.urls.nova}/os-instance_usage_audit_log`, { headers: sandbox.control.headersFor("compute-eu") });
const ORDERS = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";

describe("the control interface over HTTP", () => {
  it("says what there is", async () => {
    const { json } = await call("GET", "/");
    expect(json.sources).toEqual(sandbox.urls.sources);
    expect(json.faultKinds).toContain("gzip-bomb");
  });

  it("stays on 127.0.0.1 where the upstreams do not", async () => {
    const open = await startSandbox({ clock, host: "0.0.0.0", publicHost: "127.0.0.1" });
    // On Linux all of 127.0.0.0/8 is this machine.
    const elsewhere = (url: string): Promise<Response> => fetch(url.replace("127.0.0.1", "127.0.0.2"));
    expect((await elsewhere(open.urls.keystone)).status).toBeLessThan(500);
    await expect(elsewhere(open.urls.control)).rejects.toThrow("fetch failed");
    await open.stop();
  });

  it("takes every example it gives", async () => {
    const { json } = await call("GET", "/");
    const examples = json.examples as Record<string, unknown[]>;
    for (const body of examples["POST /faults"] ?? []) expect((await call("POST", "/faults", body)).status).toBe(200);
    for (const body of examples["POST /behaviour"] ?? [])
      expect((await call("POST", "/behaviour", body)).status).toBe(200);
  });

  it("switches faults on and off, one or all", async () => {
    const { id } = (await call("POST", "/faults", { source: "compute-eu", kind: "bad-gateway" })).json;
    await call("POST", "/faults", { source: "lb", kind: "hang" });
    expect((await audit()).status).toBe(502);
    expect((await call("GET", "/faults")).json.faults).toMatchObject([{ id, struck: 1 }, { struck: 0 }]);
    expect((await call("DELETE", `/faults/${String(id)}`)).json).toEqual({ removed: true });
    expect((await audit()).status).toBe(200);
    expect((await call("DELETE", "/faults")).json).toEqual({ faults: [] });
  });

  it("changes behaviour and data", async () => {
    await call("POST", "/behaviour", { source: "compute-eu", period: "day" });
    expect((await audit()).text).toContain('"period_beginning":"2026-11-19 00:00:00"');
    const instance = sandbox.control.database("taurusdb").instance(ORDERS);
    const before = instance.count();
    await call("POST", "/behaviour", {
      source: "mysql-eu",
      instance: ORDERS,
      order: "descending",
      prune: 2,
      append: [{ begin: 0 }],
    });
    expect([instance.behaviour.order, instance.count()]).toEqual(["descending", before - 1]);
    await call("POST", "/behaviour", { source: "lb", xmlOnly: true });
    expect(sandbox.control.atlas.behaviour.xmlOnly).toBe(true);
    await call("POST", "/behaviour", { source: "keystone", ttlMs: 5 });
    expect(sandbox.control.keystone.ttlMs).toBe(5);
  });

  it.each([
    ["/faults", { kind: "nonsense" }],
    ["/faults", { kind: "latency", source: "nobody" }],
    ["/faults", { kind: "latency", ms: "slow" }],
    ["/faults", []],
    ["/behaviour", {}],
    ["/behaviour", { source: "lb", nonsense: true }],
    ["/behaviour", { source: "lb", xmlOnly: "yes" }],
    ["/behaviour", { source: "compute-eu", period: "fortnight" }],
    ["/behaviour", { source: "mysql-eu", instance: "unknown" }],
    ["/behaviour", { source: "mysql-eu", instance: ORDERS, order: "sideways" }],
  ])("%s %j is a 400 with a sentence", async (path, body) => {
    const answer = await call("POST", path, body);
    expect([answer.status, typeof answer.json.error]).toEqual([400, "string"]);
  });

  it("answers 404 for what there is not", async () => {
    expect((await call("GET", "/nothing")).status).toBe(404);
  });
});

describe("the request log", () => {
  it("holds what was asked, as it was asked, without credentials", async () => {
    await audit();
    const url = `${sandbox.urls.nova}/os-instance_usage_audit_log/2026-10-15%2000:00:00?x=1`;
    await ask(url, { headers: { "X-Auth-Token": "secret-token", Authorization: "Basic c2VjcmV0" } });
    const body = JSON.stringify({
      auth: { identity: { methods: ["password"], password: { user: { password: "admin-pw" } } } },
    });
    await ask(`${sandbox.urls.keystone}/auth/tokens`, { method: "POST", body });
    const { requests, counters } = (await call("GET", "/requests")).json as { requests: unknown[]; counters: object };
    expect(requests).toMatchObject([
      { source: "compute-eu", route: "audit.index", method: "GET", status: 200, query: "", time: clock() },
      {
        source: "compute-eu",
        route: "audit.show",
        status: 401,
        path: "/v2.1/os-instance_usage_audit_log/2026-10-15%2000:00:00",
        query: "x=1",
        headers: { "x-auth-token": "(removed)", authorization: "Basic (removed)" },
      },
      { source: "keystone", route: "token.issue", status: 400 },
    ]);
    expect(JSON.stringify(requests)).not.toMatch(/secret-token|c2VjcmV0|admin-pw/);
    expect(counters).toMatchObject({
      "compute-eu": { calls: 2, byStatus: { "200": 1, "401": 1 } },
      keystone: { calls: 1 },
    });
    await call("DELETE", "/requests");
    expect((await call("GET", "/requests?source=compute-eu")).json.requests).toEqual([]);
  });

  it("hides the signature of a signed link", async () => {
    await ask(`${sandbox.urls.taurusdb}/obs/a/b/c?Expires=1&Signature=abc`);
    expect(sandbox.control.log.requests("mysql-eu")).toMatchObject([
      { url: "/obs/a/b/c?Expires=1&Signature=(removed)" },
    ]);
  });

  it("counts what is in flight at once, and tells connections apart", async () => {
    sandbox.control.faults.add({ source: "lb", kind: "latency", ms: 30 });
    const url = `${sandbox.urls.atlas}/audit/status?status=build`;
    const headers = sandbox.control.headersFor("lb");
    const agent = new Agent({ keepAlive: true, maxSockets: 3 });
    await Promise.all(Array.from({ length: 9 }, () => ask(url, { headers, agent })));
    agent.destroy();
    expect(sandbox.control.log.counters("lb")).toMatchObject({ calls: 9, maxInFlight: 3, connections: 3, inFlight: 0 });
    expect(new Set(sandbox.control.log.requests("lb").map(({ connection }) => connection)).size).toBe(3);
  });

  it("keeps the newest only, and counts on", async () => {
    const small = await startSandbox({ clock, recordLimit: 5 });
    for (let n = 0; n < 12; n += 1) await ask(`${small.urls.atlas}/x?n=${n}`);
    expect(small.control.log.requests().map(({ query }) => query)).toEqual(["n=7", "n=8", "n=9", "n=10", "n=11"]);
    expect(small.control.log.counters("lb").calls).toBe(12);
    await small.stop();
  });
});

describe("a sandbox", () => {
  it("runs beside another one, on ports of its own, and shares nothing with it", async () => {
    const other = await startSandbox({ clock });
    other.control.faults.add({ source: "*", kind: "server-error" });
    const ports = [sandbox, other].flatMap(({ urls }) =>
      [...Object.values(urls.sources), urls.control].map((url) => new URL(url).port),
    );
    expect(new Set(ports).size).toBe(24);
    expect((await audit()).status).toBe(200);
    expect(other.control.keystone.issued).toBe(0);
    await other.stop();
  });

  it("takes the ports it is given, and does without the control interface", async () => {
    const first = await startSandbox({ clock, control: false });
    const port = Number(new URL(first.urls.atlas).port);
    expect(first.urls.control).toBe("");
    await first.stop();
    const second = await startSandbox({ clock, ports: { lb: port }, control: false });
    expect(second.urls.atlas).toBe(`http://127.0.0.1:${port}/management`);
    await second.stop();
  });

  it("stops at once, with requests hanging", async () => {
    const one = await startSandbox({ clock });
    one.control.faults.add({ source: "lb", kind: "hang" });
    const pending = ask(`${one.urls.atlas}/audit/status`).catch((error: unknown) => error);
    while (one.control.log.counters("lb").inFlight === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await one.stop();
    expect(await pending).toMatchObject({ code: "ECONNRESET" });
  });

  it("has a configuration with all its sources and every credential that needs no file", () => {
    const { sources } = sandbox.configuration();
    expect(sources.map(({ name }) => name)).toEqual([
      "compute-eu",
      "compute-us",
      "compute-docs",
      "mysql-eu",
      "mysql-docs",
      "rds-eu",
      "dds-eu",
      "dds-docs",
      "lb",
      "balancers-eu",
    ]);
    const types = sources.map(({ credentials }) => (credentials as { type: string }).type);
    expect(new Set(types)).toEqual(new Set(["password", "applicationCredential", "token", "aksk", "basic"]));
    expect(JSON.stringify(sources)).not.toContain("undefined");
  });
});
