import { parseConfig } from "../../src/config/parse.js";
import { startSandbox, type Sandbox } from "../../sandbox/index.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import type { UpstreamRequest } from "../../src/upstream/messages.js";
import { failure, session } from "./support/session.js";

/** The sandbox's own upstreams, which answer as the real ones were seen to. */
let sandbox: Sandbox;
let upstreams: Upstreams;
let clients: ReadonlyMap<string, UpstreamClient>;

const get = async (name: string, over: Partial<UpstreamRequest> = {}): Promise<unknown> => {
  const client = clients.get(name);
  if (client === undefined) throw new Error(`no source ${name}`);
  const of = session(Date.now());
  const request = async (): Promise<UpstreamRequest> => {
    if (name.startsWith("compute")) return { operation: "index", path: ["os-instance_usage_audit_log"] };
    if (name === "balancers-eu")
      return { operation: "list", path: ["lbaas", "loadbalancers"], query: [["limit", "1"]] };
    if (name === "lb") return { operation: "status", path: ["audit", "status"], query: [["status", "error"]] };
    return { operation: "instances", path: ["v3", await client.projectId(of), "instances"] };
  };
  return (await client.json({ ...(await request()), ...over }, of)).body;
};

beforeAll(async () => {
  sandbox = await startSandbox({ control: false });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  sandbox.control.reset();
  const config = parseConfig(sandbox.configuration(), { origin: "sandbox", env: {}, kinds: sourceKinds });
  upstreams = createUpstreams({ random: () => 0 });
  clients = new Map(
    config.sources.map((source) => {
      const kind = sourceKinds.find((known) => known.kind === source.kind);
      if (kind === undefined) throw new Error(source.kind);
      return [
        source.name,
        upstreams.client({ ...source, timeoutMs: 10_000, maxResponseBytes: 4_000_000 }, kind.upstream),
      ];
    }),
  );
});
afterEach(() => upstreams.close());

const all = (): Promise<unknown[]> => Promise.all([...clients.keys()].map((name) => get(name)));

describe("the sandbox's sources", () => {
  it("are all reached with the credentials of their own configuration", async () => {
    expect(await all()).toHaveLength(clients.size);
  });

  it.each(["expireAll", "revokeAll"] as const)("answer after %s of tokens as if nothing had been", async (end) => {
    const renewable = ["compute-eu", "compute-us", "mysql-eu", "dds-eu"];
    await Promise.all(renewable.map((name) => get(name)));
    const before = sandbox.control.keystone.issued;
    sandbox.control.keystone[end]();
    await Promise.all(Array.from({ length: 100 }, (_, at) => get(renewable[at % 4] ?? "")));
    expect(sandbox.control.keystone.issued - before).toBe(4);
  });

  it.each([
    ["cut-before-headers", "UPSTREAM_UNAVAILABLE"],
    ["cut-body", "UPSTREAM_UNAVAILABLE"],
    ["truncated-json", "UPSTREAM_UNAVAILABLE"],
    ["bad-gateway", "UPSTREAM_UNAVAILABLE"],
    ["unavailable", "UPSTREAM_UNAVAILABLE"],
    ["server-error", "UPSTREAM_UNAVAILABLE"],
    ["throttled", "UPSTREAM_RATE_LIMITED"],
    ["duplicated-json", "UPSTREAM_CONTRACT_VIOLATION"],
    ["empty-body", "UPSTREAM_CONTRACT_VIOLATION"],
    ["wrong-content-type", "UPSTREAM_CONTRACT_VIOLATION"],
    ["redirect", "UPSTREAM_REJECTED"],
  ] as const)("%s is %s at every family", async (kind, code) => {
    for (const source of ["compute-docs", "rds-eu", "lb"] as const) {
      const id = sandbox.control.faults.add({ kind, source });
      // A rate limit is waited out for GET; here the first answer counts.
      const error = await failure(get(source, { method: kind === "throttled" ? "POST" : "GET" }));
      expect([source, error.code]).toEqual([source, code]);
      sandbox.control.faults.remove(id);
    }
  });

  it("may send a small answer that unpacks into a large one: UPSTREAM_CONTRACT_VIOLATION", async () => {
    sandbox.control.faults.add({ kind: "gzip-bomb", source: "lb", megabytes: 5 });
    expect((await failure(get("lb"))).code).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });

  it("hang until the per-try timeout", async () => {
    sandbox.control.faults.add({ kind: "hang", source: "lb" });
    expect((await failure(get("lb", { timeoutMs: 100 }))).code).toBe("UPSTREAM_TIMEOUT");
  });

  it("are borne with a byte order mark, and with one fault and an answer after it", async () => {
    sandbox.control.faults.add({ kind: "byte-order-mark", source: "*" });
    await all();
    sandbox.control.faults.clear();
    for (const kind of ["cut-body", "bad-gateway", "truncated-json"] as const) {
      for (const source of ["compute-eu", "mysql-docs", "lb"] as const) {
        sandbox.control.faults.add({ kind, source, times: 1 });
        await get(source);
      }
    }
  });
});
