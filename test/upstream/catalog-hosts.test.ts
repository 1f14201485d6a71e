import { Cancellation, type Session } from "../../src/audit/session.js";
import { systemClock } from "../../src/upstream/clock.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import { FAILURES_TO_OPEN } from "../../src/upstream/layers/breaker.js";
import { Hosts } from "../../src/upstream/layers/hosts.js";
import { createUpstreams, sourceConfig, type Upstreams } from "../support/upstreams.js";
import { FakeClock, until } from "./support/fake-clock.js";
import { sendJson, startServer, type TestServer } from "./support/http-server.js";
import { ask, failure, kind } from "./support/session.js";

const never = new Cancellation();
const forward = { type: "forward" } as const;

/** A caller whose token's catalog says where the service is. */
const callerAt = (url: string, now: number, key = url): Session => ({
  now,
  moment: 1,
  signal: never,
  caller: {
    key,
    token: key,
    scopes: new Set(),
    project: { id: "p", catalog: [{ type: "compute", endpoints: [{ interface: "public", url }] }] },
  },
});

describe("a source whose hosts are named by its callers' catalogs", () => {
  let clock: FakeClock;
  let [good, bad]: TestServer[] = [];
  let upstreams: Upstreams;
  let client: UpstreamClient;
  const begin = (settings: object = {}): void => {
    client = upstreams.client({ name: "own", credentials: forward, ...settings }, kind);
  };
  const by = (server: TestServer | undefined, key?: string): Promise<unknown> =>
    clock.run(client.json(ask, callerAt(server?.url ?? "", clock.now(), key)), 3_000);

  beforeEach(async () => {
    clock = new FakeClock();
    good = await startServer((response) => sendJson(response, 200, {}));
    bad = await startServer((response) => sendJson(response, 503, {}));
    upstreams = createUpstreams({ clock, random: () => 0.5 });
    begin();
  });
  afterEach(async () => {
    await Promise.all([good?.close(), bad?.close()]);
    await upstreams.close();
  });

  it("is left alone at the host that is down, and at no other", async () => {
    for (let n = 0; n < FAILURES_TO_OPEN; n += 1) await failure(by(bad));
    const sent = bad?.seen.length;
    expect(await failure(by(bad))).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", detail: "breaker open" });
    expect(bad?.seen).toHaveLength(sent ?? 0);
    expect([client.health(), client.stats().breaker]).toEqual(["UNAVAILABLE", "open"]);
    for (let n = 0; n < 3; n += 1) await by(good);
    expect(good?.seen).toHaveLength(3);
    // One source for metrics and readiness, which name no hosts.
    expect([client.health(), client.stats().breaker]).toEqual(["DEGRADED", "closed"]);
    // Another path of it, as another project's endpoint is.
    const elsewhere = callerAt(`${bad?.url ?? ""}/v2.1/other`, clock.now());
    expect(await failure(clock.run(client.json(ask, elsewhere), 3_000))).toMatchObject({ detail: "breaker open" });
  });

  it("has places of their own for each: a host that hangs keeps nobody waiting who asks another", async () => {
    begin({ maxConcurrency: 1 });
    if (bad) bad.handler = () => undefined;
    const hanging = [1, 2].map((n) => failure(client.json(ask, callerAt(bad?.url ?? "", clock.now(), `caller ${n}`))));
    await until(() => bad?.seen.length === 1);
    expect(client.stats()).toMatchObject({ inFlight: 1, queued: 1 });
    await client.json(ask, callerAt(good?.url ?? "", clock.now()));
    expect([good?.seen.length, bad?.seen.length]).toEqual([1, 1]);
    bad?.sockets.forEach((socket) => socket.destroy());
    await bad?.close();
    await clock.run(Promise.all(hanging), 20_000);
  });

  it("is refused before a place is waited for to a caller whose catalog does not name it", async () => {
    const session = { ...callerAt("http://unused.example", clock.now()) };
    const caller = { ...session.caller, project: { id: "p", catalog: [] } };
    const error = await failure(client.json(ask, { ...session, caller }));
    expect(error).toMatchObject({ code: "UPSTREAM_REJECTED" });
    expect([client.health(), client.stats()]).toEqual(["UNKNOWN", { inFlight: 0, queued: 0, breaker: "closed" }]);
  });
});

describe("the hosts of a source", () => {
  const shared = { clock: systemClock, random: Math.random, deadlineMs: 1_000, observer: {} };
  const endpoint = (): string => "http://unused.example";
  const callersOwn = { demand: () => undefined, denial: () => new Error("unused") as never };
  const refusal = () => new Error("unused") as never;
  const credentials = { authorize: () => ({ headers: {} }), refusal, endpoint };

  it("are 64 at most; who was asked longest ago is forgotten", () => {
    const hosts = new Hosts(sourceConfig({ credentials: forward }), shared, { ...credentials, callersOwn });
    const [first, second] = [hosts.at("http://h0"), hosts.at("http://h1/v2.1/p")];
    for (let n = 2; n < 64; n += 1) hosts.at(`http://h${n}`);
    expect(hosts.at("http://h0/v2.1/other")).toBe(first);
    hosts.at("http://h64");
    expect(hosts.at("http://h0")).toBe(first);
    expect(hosts.at("http://h1")).not.toBe(second);
  });

  it.each([
    ["the configuration names the endpoint", { endpoint: "http://a" }, { ...credentials, callersOwn }],
    ["the gateway's own catalog does", {}, credentials],
  ])("are one where %s", (_who, settings, proof) => {
    const hosts = new Hosts(sourceConfig({ credentials: forward, ...settings }), shared, proof);
    expect(hosts.at("http://a")).toBe(hosts.at("http://b"));
    expect(hosts.only).toBe(hosts.at("http://c"));
  });
});
