import { gunzipSync } from "node:zlib";
import { manualClock, startSandbox, type Fault, type Sandbox, type ServiceName } from "../../sandbox/index.js";
import { signRequest } from "./sign-request.js";
import { ask, stamp, type Answer } from "./support.js";

const clock = manualClock("2026-11-21T00:00:00Z");
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock });
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.control.reset());

const files = (source: "mysql-eu" | "dds-eu" = "mysql-eu", offset = 0): string => {
  const [instance, path] =
    source === "mysql-eu"
      ? ["c2d47e9b8f1a4c35b6e0d9a7f2318c56in07", "audit-logs"]
      : ["4c6e8a0b2d1f43579b8d7f6e5c4a3b2din02", "auditlog"];
  const project = sandbox.control.database(source).projectId;
  const window = `start_time=${stamp("2026-01-01")}&end_time=${stamp("2026-01-02")}`;
  return `${sandbox.urls.sources[source]}/v3/${project}/instances/${instance}/${path}?${window}&offset=${offset}&limit=10`;
};
const get = (url = files(), source: ServiceName = "mysql-eu"): Promise<Answer> =>
  ask(url, { headers: { Accept: "application/json", ...sandbox.control.headersFor(source) } });
const under = async (
  fault: Partial<Fault> & Pick<Fault, "kind">,
  url?: string,
  source: ServiceName = "mysql-eu",
): Promise<Answer> => {
  sandbox.control.faults.add({ source, ...fault });
  return get(url, source);
};
const nova = (): string => `${sandbox.urls.nova}/os-instance_usage_audit_log`;
const atlas = (): string => `${sandbox.urls.atlas}/audit/status?status=error`;

describe("a fault in the upstream's place", () => {
  it("429 is the gateway's, with no Retry-After of its own", async () => {
    const answer = await under({ kind: "throttled" });
    expect([answer.status, answer.headers["retry-after"]]).toEqual([429, undefined]);
    expect(answer.json).toMatchObject({ error_code: "APIGW.0308", request_id: answer.headers["x-request-id"] });
    expect(answer.json.error_msg).toMatch(/limit:\d+,time:1 minute$/);
  });

  it.each([
    [7, "7"],
    ["http-date", "Sat, 21 Nov 2026 00:00:02 GMT"],
    ["absurd", "999999999"],
  ] as const)("429 may come with Retry-After %s", async (retryAfter, value) => {
    expect((await under({ kind: "throttled", retryAfter })).headers["retry-after"]).toBe(value);
  });

  it("is worded by each family in its own manner", async () => {
    expect((await under({ kind: "throttled" }, files("dds-eu"), "dds-eu")).json.error_code).toBe("DBS.280443");
    const tooMany = await under({ kind: "throttled", retryAfter: 30 }, atlas(), "lb");
    expect([tooMany.status, tooMany.headers["retry-after"]]).toEqual([413, "30"]);
    expect((await under({ kind: "throttled" }, nova(), "compute-eu")).json).toHaveProperty("overLimit");
    sandbox.control.reset();
    expect((await under({ kind: "server-error" }, nova(), "compute-eu")).json).toHaveProperty("computeFault");
    expect((await under({ kind: "server-error" }, atlas(), "lb")).json).toMatchObject({ code: 500 });
    expect((await under({ kind: "server-error" })).json.error_code).toBe("DBS.200005");
  });

  it("502 is a page of HTML; 503 has Retry-After 300; busy is a 400", async () => {
    const gateway = await under({ kind: "bad-gateway", times: 1 });
    expect([gateway.status, gateway.headers["content-type"]]).toEqual([502, "text/html"]);
    const saturated = await under({ kind: "unavailable", times: 1 }, atlas(), "lb");
    expect([saturated.status, saturated.headers["retry-after"]]).toEqual([503, "300"]);
    const busy = await under({ kind: "busy" });
    expect([busy.status, busy.json.error_code]).toEqual([400, "DBS.200998"]);
  });
});

describe("a fault of the connection", () => {
  it("cuts before the headers, or in the body under its length or in chunks", async () => {
    await expect(under({ kind: "cut-before-headers", times: 1 })).rejects.toThrow("socket hang up");
    await expect(under({ kind: "cut-body", times: 1 })).rejects.toThrow("aborted");
    await expect(under({ kind: "cut-body", chunked: true, times: 1 })).rejects.toThrow("aborted");
    expect((await get()).status).toBe(200);
  });

  it("never answers, and the log says that the client gave up", async () => {
    sandbox.control.faults.add({ source: "mysql-eu", kind: "hang" });
    const headers = sandbox.control.headersFor("mysql-eu");
    const { log } = sandbox.control;
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const caller = new AbortController();
    const asked = expect(ask(files(), { headers, signal: caller.signal })).rejects.toThrow();
    await until(() => log.counters("mysql-eu").inFlight > 0);
    caller.abort();
    await asked;
    await until(() => log.counters("mysql-eu").aborted > 0);
    expect(log.requests("mysql-eu")).toMatchObject([{ aborted: true, status: undefined, done: true }]);
    expect(log.counters("mysql-eu")).toMatchObject({ aborted: 1, inFlight: 0 });
  });

  it("is slow", async () => {
    const started = performance.now();
    expect((await under({ kind: "latency", ms: 40 })).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(35);
  });

  it("sends elsewhere", async () => {
    const answer = await under({ kind: "redirect", to: "http://127.0.0.1:9/" });
    expect([answer.status, answer.headers.location]).toEqual([302, "http://127.0.0.1:9/"]);
  });
});

describe("a fault of the body", () => {
  it("ends JSON in the middle of a whole answer", async () => {
    const answer = await under({ kind: "truncated-json" });
    expect(answer.headers["content-length"]).toBe(`${answer.bytes.length}`);
    expect(() => answer.json).toThrow(SyntaxError);
  });

  it("says it twice", async () => {
    const answer = await under({ kind: "duplicated-json" });
    expect(answer.text.slice(0, answer.text.length / 2)).toBe(answer.text.slice(answer.text.length / 2));
  });

  it("has a byte order mark, nothing, another type, no type", async () => {
    expect((await under({ kind: "byte-order-mark", times: 1 })).bytes.subarray(0, 3)).toEqual(
      Buffer.from([0xef, 0xbb, 0xbf]),
    );
    expect((await under({ kind: "empty-body", times: 1 })).bytes).toHaveLength(0);
    expect((await under({ kind: "wrong-content-type", times: 1 })).headers["content-type"]).toBe("text/html");
    expect((await under({ kind: "no-content-type", times: 1 })).headers).not.toHaveProperty("content-type");
  });

  it("unpacks to megabytes", async () => {
    const answer = await under({ kind: "gzip-bomb", megabytes: 4 });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(answer.bytes.length).toBeLessThan(20_000);
    expect(gunzipSync(answer.bytes).length).toBeGreaterThan(4 * 1024 * 1024);
  });
});

describe("a fault of the data", () => {
  it("makes the total too low, too high, negative or null", async () => {
    const total = async (change: { by?: number; to?: number | null }): Promise<unknown> =>
      (await under({ kind: "total", times: 1, ...change })).json.total_count;
    expect([
      await total({ by: -3 }),
      await total({ by: 3 }),
      await total({ to: -1 }),
      await total({ to: null }),
    ]).toEqual([45, 51, -1, null]);
  });

  it("repeats a page", async () => {
    const first = await under({ kind: "repeated-page" });
    expect((await get(files("mysql-eu", 10))).json).toEqual(first.json);
  });

  it("makes arrays null, wraps the envelope, drops and mistypes fields", async () => {
    expect((await under({ kind: "null-arrays", times: 1 })).json.audit_logs).toBeNull();
    expect((await under({ kind: "wrong-envelope", times: 1 })).json).toHaveProperty("result.audit_logs");
    const missing = (await under({ kind: "missing-field", field: "begin_time", every: 5, times: 1 })).json
      .audit_logs as object[];
    expect(missing.map((file) => "begin_time" in file)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => n % 5 !== 0));
    expect((await under({ kind: "ill-typed-field", field: "size", value: "big", times: 1 })).json).toMatchObject({
      audit_logs: [{ size: "big" }, {}, {}, {}, {}, {}, {}, {}, {}, {}],
    });
    expect(
      (await under({ kind: "missing-field", field: "log", times: 1 }, nova(), "compute-eu")).json
        .instance_usage_audit_logs,
    ).not.toHaveProperty("log");
    expect((await get()).json.total_count).toBe(48);
  });

  it("does so in XML, where fields are attributes", async () => {
    const xml = (): string => atlas().replace("status?", "status.xml?");
    expect((await under({ kind: "missing-field", field: "updated" }, xml(), "lb")).text).not.toContain("updated=");
    expect((await under({ kind: "ill-typed-field", field: "created" }, xml(), "lb")).text).toContain('created="odd"');
  });
});

describe("a fault of credentials", () => {
  it.each([
    ["tokens-expire", "DBS.280056"],
    ["tokens-revoked", "APIGW.0301"],
  ] as const)("%s: every token issued so far is refused, new ones are not", async (kind, code) => {
    expect((await under({ kind, times: 1 })).json.error_code).toBe(code);
    expect((await get()).status).toBe(200);
  });

  it("a wrong clock refuses signatures, and shows in Date", async () => {
    const key = { accessKey: "SANDBOXDOCSMYSQL0001", secretKey: "sandbox-secret-of-docs-mysql-0000000001" };
    const url = `${sandbox.urls.sources["mysql-docs"]}/v3/054e292c9880d4992f02c0196d3ea468/instances`;
    sandbox.control.faults.add({ source: "mysql-docs", kind: "clock-skew", ms: 20 * 60_000 });
    const answer = await ask(url, { headers: signRequest("GET", url, key, clock()) });
    expect([answer.status, answer.headers.date]).toEqual([401, "Sat, 21 Nov 2026 00:20:00 GMT"]);
  });
});

describe("where and how often a fault strikes", () => {
  it("one source, one route", async () => {
    sandbox.control.faults.add({ source: "mysql-eu", route: "instances", kind: "server-error" });
    expect((await get()).status).toBe(200);
    expect((await get(files().replace(/\/[^/]+\/audit-logs.*/, ""))).status).toBe(500);
    expect((await get(files("dds-eu"), "dds-eu")).status).toBe(200);
  });

  it("after some requests, for some requests", async () => {
    sandbox.control.faults.add({ source: "*", kind: "server-error", after: 1, times: 2 });
    const statuses = [await get(), await get(), await get(), await get()].map(({ status }) => status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect(sandbox.control.faults.list()).toMatchObject([{ struck: 2 }]);
  });

  it("with a probability that the seed decides", async () => {
    const run = async (): Promise<number[]> => {
      const one = await startSandbox({ clock, seed: 7 });
      one.control.faults.add({ source: "lb", kind: "server-error", probability: 0.5 });
      const statuses: number[] = [];
      for (let n = 0; n < 24; n += 1) {
        statuses.push(
          (await ask(`${one.urls.atlas}/audit/status?status=error`, { headers: one.control.headersFor("lb") })).status,
        );
      }
      await one.stop();
      return statuses;
    };
    const statuses = await run();
    expect(new Set(statuses)).toEqual(new Set([200, 500]));
    expect(await run()).toEqual(statuses);
  });

  it("together: late, with a wrong total, cut short", async () => {
    sandbox.control.faults.add({ source: "mysql-eu", kind: "latency", ms: 15 });
    sandbox.control.faults.add({ source: "mysql-eu", kind: "total", by: 1 });
    const id = sandbox.control.faults.add({ source: "mysql-eu", kind: "truncated-json" });
    const started = performance.now();
    const answer = await get();
    expect(performance.now() - started).toBeGreaterThanOrEqual(12);
    expect(() => answer.json).toThrow();
    sandbox.control.faults.remove(id);
    expect((await get()).json.total_count).toBe(49);
  });
});
