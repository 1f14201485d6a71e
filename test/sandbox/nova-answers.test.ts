import { Agent } from "node:http";
import { manualClock, startSandbox, type Sandbox } from "../../sandbox/index.js";
import { ask, type Answer } from "./support.js";

const clock = manualClock("2026-11-21T00:00:00Z");
let sandbox: Sandbox;
let headers: Record<string, string>;
beforeEach(async () => {
  sandbox = await startSandbox({ clock });
  headers = { "X-Auth-Token": sandbox.control.keystone.issue() };
});
afterEach(() => sandbox.stop());

const RESOURCE = "os-instance_usage_audit_log";
const get = (path: string, extra: Record<string, string> = {}): Promise<Answer> =>
  ask(`${sandbox.urls.nova}${path}`, { headers: { ...headers, ...extra } });
const report = async (before: string, url = sandbox.urls.nova): Promise<Record<string, unknown>> => {
  const answer = await ask(`${url}/${RESOURCE}/${encodeURIComponent(before)}`, { headers });
  return answer.json.instance_usage_audit_log as Record<string, unknown>;
};

describe("the world", () => {
  it("serves the documentation's two examples value for value", async () => {
    const example = (host: string, begin: string, end: string): object => ({
      hosts_not_run: [host],
      log: {},
      num_hosts: 1,
      num_hosts_done: 0,
      num_hosts_not_run: 1,
      num_hosts_running: 0,
      overall_status: "0 of 1 hosts done. 0 errors.",
      period_beginning: begin,
      period_ending: end,
      total_errors: 0,
      total_instances: 0,
    });
    const docs = sandbox.urls.sources["compute-docs"];
    expect(await report("2013-01-15 00:00:00", docs)).toEqual(
      example("f4eb7cfd155f4574967f8b55a7faed75", "2012-12-01 00:00:00", "2013-01-01 00:00:00"),
    );
    expect(await report("2012-07-15 00:00:00", docs)).toEqual(
      example("8e33da2b48684ef3ab165444d6a7384c", "2012-06-01 00:00:00", "2012-07-01 00:00:00"),
    );
  });

  it.each([
    [
      "2024-02-15 00:00:00",
      { overall_status: expect.stringMatching(/^7 of 6 hosts done\. [1-9]\d* errors\.$/) as string },
    ],
    ["2024-07-15 00:00:00", { overall_status: "ALL hosts done. 0 errors.", num_hosts_not_run: 1 }],
    ["2025-04-15 00:00:00", { overall_status: "0 of 6 hosts done. 0 errors.", log: {} }],
    ["2025-07-15 00:00:00", { num_hosts_running: 1 }],
    ["2020-01-15 00:00:00", { log: {}, num_hosts_not_run: 6 }],
  ])("before %s: %j", async (before, expected) => {
    expect(await report(before)).toMatchObject(expected);
  });

  it("has a row in a state that no counter counts", async () => {
    const { log, num_hosts_done } = await report("2025-10-15 00:00:00");
    const states = Object.values(log as Record<string, { state: string }>).map(({ state }) => state);
    expect(states).toContain("ABORTED");
    expect(num_hosts_done).toBe(states.filter((state) => state === "DONE").length);
  });

  it("answers a 500 TypeError for a period with a null in a row", async () => {
    sandbox.control
      .nova()
      .setRow(Date.UTC(2026, 8, 1), "cmp-01.eu.example", { state: "DONE", instances: 1, errors: null, message: "" });
    const answer = await get(`/${RESOURCE}/2026-10-15%2000:00:00`);
    expect([answer.status, answer.text]).toEqual([500, expect.stringContaining("TypeError")]);
    sandbox.control.nova().setRow(Date.UTC(2026, 8, 1), "cmp-01.eu.example", null);
    expect((await report("2026-10-15 00:00:00")).hosts_not_run).toContain("cmp-01.eu.example");
  });

  it("is the same for the same seed and another for another", async () => {
    const [same, other] = await Promise.all([startSandbox({ clock }), startSandbox({ clock, seed: 2 })]);
    const read = async (one: Sandbox): Promise<unknown> => {
      const answer = await ask(`${one.urls.nova}/${RESOURCE}`, {
        headers: { "X-Auth-Token": one.control.keystone.issue() },
      });
      return answer.json;
    };
    const [first, second, third] = await Promise.all([read(sandbox), read(same), read(other)]);
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
    await Promise.all([same.stop(), other.stop()]);
  });
});

describe("paths", () => {
  it("index has the plural key, show the singular one, in each form of the path; a query is ignored", async () => {
    const own = "e1b290d58e6443d6809c50159ba9138d";
    const origin = sandbox.urls.nova.replace("/v2.1", "");
    for (const root of ["/v2.1", `/v2.1/${own}`, "/v2"]) {
      const index = await ask(`${origin}${root}/${RESOURCE}?before=x`, { headers });
      expect(Object.keys(index.json)).toEqual(["instance_usage_audit_logs"]);
      const show = await ask(`${origin}${root}/${RESOURCE}/2026-10-15%2000:00:00`, { headers });
      expect(Object.keys(show.json)).toEqual(["instance_usage_audit_log"]);
    }
  });

  it("another project's id is a 400, garbage a 404", async () => {
    const foreign = await get(`/6047a6bb792f4b7994d9e448d99e3303/${RESOURCE}`);
    expect(foreign.json).toEqual({
      badRequest: {
        code: 400,
        message:
          "Malformed request URL: URL's project_id '6047a6bb792f4b7994d9e448d99e3303' doesn't match Context's project_id 'e1b290d58e6443d6809c50159ba9138d'",
      },
    });
    expect((await get(`/not-a-project/${RESOURCE}`)).status).toBe(404);
  });

  it.each([
    ["", "text/plain; charset=UTF-8", "404 Not Found\n\nThe resource could not be found.\n\n   "],
    ["text/plain", "text/plain; charset=UTF-8", expect.stringMatching(/^404 Not Found\n/)],
    ["*/*", "text/html; charset=UTF-8", expect.stringContaining("<h1>404 Not Found</h1>")],
    ["text/html, application/json", "text/html; charset=UTF-8", expect.stringContaining("<br /><br />")],
    ["application/*;q=0.5", "application/json", expect.stringContaining('"code":"404 Not Found","title":"Not Found"')],
    ["application/json, */*;q=0.1", "application/json", expect.stringContaining("could not be found.<br /><br />")],
  ])("404 for Accept: %s is %s", async (accept, contentType, text) => {
    const answer = await get("/nope", accept === "" ? {} : { Accept: accept });
    expect([answer.status, answer.headers["content-type"], answer.text]).toEqual([404, contentType, text]);
  });

  it("a slash at the end and another method are a 404", async () => {
    expect((await get(`/${RESOURCE}/`)).status).toBe(404);
    expect((await ask(`${sandbox.urls.nova}/${RESOURCE}`, { method: "POST", headers })).status).toBe(404);
  });

  it("the root lists versions, anything unknown at it is a 300", async () => {
    const origin = sandbox.urls.nova.replace("/v2.1", "");
    const root = await ask(`${origin}/`);
    expect(root.json).toHaveProperty("versions");
    expect(root.headers).not.toHaveProperty("x-openstack-request-id");
    expect([(await ask(`${origin}/nope`)).status, (await ask(`${origin}/nope`)).reason]).toEqual([
      300,
      "Multiple Choices",
    ]);
  });
});

describe("headers", () => {
  it("say the version, two request ids and Vary twice, and close the connection", async () => {
    const answer = await get(`/${RESOURCE}`);
    expect(answer.rawHeaders.filter((name) => name === "Vary")).toHaveLength(2);
    expect(answer.headers["x-openstack-request-id"]).toBe(answer.headers["x-compute-request-id"]);
    expect(answer.headers).toMatchObject({
      "openstack-api-version": "compute 2.1",
      "content-type": "application/json",
      connection: "close",
    });
  });

  it.each([
    ["compute latest", 200, "compute 2.93"],
    ["compute 2.5", 200, "compute 2.5"],
    ["2.93", 200, "compute 2.1"],
    ["identity 3.14", 200, "compute 2.1"],
    ["compute 2.999", 406, "compute 2.999"],
  ])("OpenStack-API-Version: %s is a %i as %s", async (asked, status, echoed) => {
    const answer = await get(`/${RESOURCE}`, { "OpenStack-API-Version": asked });
    expect([answer.status, answer.headers["openstack-api-version"]]).toEqual([status, echoed]);
  });

  it("a malformed version is a 400", async () => {
    const answer = await get(`/${RESOURCE}`, { "OpenStack-API-Version": "compute abc" });
    expect(answer.json).toMatchObject({
      badRequest: { message: "API Version String abc is of invalid format. Must be of format MajorNum.MinorNum." },
    });
  });
});

describe("refusals", () => {
  it("no, bad and expired tokens get the same JSON, also on paths there are none of", async () => {
    const expired = sandbox.control.keystone.issue({ ttlMs: 0 });
    const body = {
      error: { code: 401, title: "Unauthorized", message: "The request you have made requires authentication." },
    };
    for (const token of [{}, { "X-Auth-Token": "nonsense" }, { "X-Auth-Token": expired }]) {
      const answer = await ask(`${sandbox.urls.nova}/nope`, { headers: token });
      expect([answer.status, answer.json]).toEqual([401, body]);
      expect(answer.headers["www-authenticate"]).toMatch(/^Keystone uri="http:/);
    }
  });

  it.each(["demo", "demo-reader"])("%s is forbidden, before a bad date is looked at", async (user) => {
    const token = sandbox.control.keystone.issue({ user, project: "demo" });
    const answer = await ask(`${sandbox.urls.nova}/${RESOURCE}/nonsense`, { headers: { "X-Auth-Token": token } });
    expect(answer.json).toEqual({
      forbidden: {
        code: 403,
        message: "Policy doesn't allow os_compute_api:os-instance-usage-audit-log:show to be performed.",
      },
    });
  });

  it("a revoked token is refused at once, or in turns where workers remember it", async () => {
    sandbox.control.nova().behave({ cachingWorkers: 2 });
    const token = sandbox.control.keystone.issue();
    const status = async (): Promise<number> =>
      (await ask(`${sandbox.urls.nova}/${RESOURCE}`, { headers: { "X-Auth-Token": token } })).status;
    expect(await status()).toBe(200);
    sandbox.control.keystone.revoke(token);
    expect([await status(), await status(), await status()].sort()).toEqual([200, 401, 401].sort());
    clock.advance(301_000);
    expect([await status(), await status()]).toEqual([401, 401]);
  });

  it("with Keystone down a fresh token is a 503 and a known one still works", async () => {
    await get(`/${RESOURCE}`);
    sandbox.control.nova().behave({ keystoneDown: true });
    expect((await get(`/${RESOURCE}`)).status).toBe(200);
    const fresh = { "X-Auth-Token": sandbox.control.keystone.issue() };
    const answer = await ask(`${sandbox.urls.nova}/${RESOURCE}`, { headers: fresh });
    expect([answer.status, answer.text]).toEqual([
      503,
      expect.stringContaining("The Keystone service is temporarily unavailable."),
    ]);
  });
});

describe("transport", () => {
  it("may close behind an answer that looks persistent", async () => {
    sandbox.control.nova().behave({ transport: "silent-close" });
    const answer = await get(`/${RESOURCE}`);
    expect(answer.headers.connection).toBeUndefined();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await ask(`${sandbox.urls.nova}/${RESOURCE}`, { headers, agent });
    await ask(`${sandbox.urls.nova}/${RESOURCE}`, { headers, agent }).catch(() => undefined);
    agent.destroy();
    const connections = sandbox.control.log.requests("compute-eu").map(({ connection }) => connection);
    expect(new Set(connections).size).toBe(connections.length);
  });

  it("may leave out Content-Length and end the body with the connection", async () => {
    sandbox.control.nova().behave({ transport: "no-content-length" });
    const answer = await get(`/${RESOURCE}`);
    expect(answer.headers).not.toHaveProperty("content-length");
    expect(answer.headers).not.toHaveProperty("transfer-encoding");
    expect(answer.json).toHaveProperty("instance_usage_audit_logs");
  });
});
