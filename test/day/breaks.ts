import { setTimeout as sleep } from "node:timers/promises";
import { endDaemon, rig, runMainKeystone, runNova } from "../e2e/support/rig.js";
import { revoke, tokenOf } from "../e2e/support/raw.js";
import { ask, beside } from "./support/callers.js";
import type { Day } from "./support/day.js";

const SOURCES = "{ auditSources { name } }";
const BELIEVED_MS = 60_000;

/** What the replicas stand on breaks, one thing after the other, and is mended. Afterwards all is well. */
export const breaks = (today: () => Day): void => {
  afterEach(() => today().front.callers.areWell());

  test("Redis gone, and back: answers are whole without it; metric, alert and log tell", async () => {
    const day = today();
    const { callers, prometheus } = day.front;
    const codes = await callers.during(async () => {
      await day.redis.kill();
      await prometheus.shows("count(auditgraph_shared_cache_reachable == 0) == 2");
      await prometheus.alerts("AuditgraphSharedCacheUnreachable");
      for (const { served } of day.replicas) await served.logged("the shared cache cannot be reached");
      await callers.areWell();
      await day.startRedisAgain();
      await prometheus.shows("count(auditgraph_shared_cache_reachable == 1) == 2");
      for (const { served } of day.replicas) await served.logged("the shared cache is reached again");
    });
    expect(beside([], codes)).toEqual([]);
  });

  test("Redis full: answers are whole without it; metric and alert tell", async () => {
    const { redis, front } = today();
    const codes = await front.callers.during(async () => {
      await redis.client.config("SET", "maxmemory-policy", "noeviction");
      await redis.client.config("SET", "maxmemory", "1");
      await front.prometheus.shows('sum(auditgraph_shared_cache_commands_total{result="refused"}) > 0');
      await front.prometheus.alerts("AuditgraphSharedCacheRefuses");
      await front.callers.areWell();
      await redis.client.config("SET", "maxmemory", "64mb");
      await redis.client.config("SET", "maxmemory-policy", "allkeys-lru");
    });
    expect(beside([], codes)).toEqual([]);
  });

  test("a source down, and back: its code stands in coverage; health and alert tell", async () => {
    const { callers, prometheus } = today().front;
    const codes = await callers.during(async () => {
      await endDaemon("nova");
      await prometheus.shows('max(auditgraph_source_health{source="compute", health="UNAVAILABLE"}) == 1');
      await prometheus.alerts("AuditgraphSourceUnavailable", "compute");
      await runNova("nova", { port: Number(new URL(rig.endpoint).port), workers: 2 });
    });
    expect(codes).toContain("compute UPSTREAM_UNAVAILABLE");
    expect(beside([], codes)).toEqual([]);
  });

  test("a source slow: its code stands in coverage, and its calls and an alert say so", async () => {
    const { sandbox, front } = today();
    const codes = await front.callers.during(async () => {
      const fault = sandbox.control.faults.add({ kind: "latency", source: "mysql-eu", ms: 4_000 });
      await front.prometheus.shows('sum(auditgraph_upstream_calls_total{source="mysql", code="UPSTREAM_TIMEOUT"}) > 0');
      await front.prometheus.alerts("AuditgraphSourceFails", "mysql");
      sandbox.control.faults.remove(fault);
    });
    expect(codes).toContain("mysql UPSTREAM_TIMEOUT");
    expect(beside([], codes)).toEqual([]);
  });

  test("a source's token revoked: another one is fetched, and no caller notices", async () => {
    const { sandbox, front } = today();
    const logins = (): number => sandbox.control.log.counters("keystone").byRoute["token.issue"] ?? 0;
    const before = logins();
    const codes = await front.callers.during(async () => {
      sandbox.control.keystone.revokeAll();
      // One for each replica.
      while (logins() < before + 2) await sleep(20);
    });
    expect(beside([], codes)).toEqual([]);
  });

  test("a caller's token revoked: it is let in for a minute at most, then 401, and a metric tells", async () => {
    const { balancer, prometheus } = today().front;
    const headers = { "x-auth-token": await tokenOf() };
    expect(await ask(balancer.baseUrl, headers, SOURCES)).toEqual({ status: 200, codes: [] });
    await revoke(headers["x-auth-token"]);
    const revokedAt = Date.now();
    const late: string[] = [];
    for (let refused = 0; refused < 10;) {
      const isLate = Date.now() > revokedAt + BELIEVED_MS;
      const { status, codes, broken } = await ask(balancer.baseUrl, headers, SOURCES);
      const given = [status, ...codes].join(" ");
      expect([broken, beside(["UNAUTHENTICATED"], codes)]).toEqual([undefined, []]);
      // By both replicas.
      refused = given === "401 UNAUTHENTICATED" ? refused + 1 : 0;
      if (refused === 0 && isLate) late.push(given);
      await sleep(200);
    }
    // 503 where Keystone was slow to say so.
    expect(late.filter((given) => !given.startsWith("503 "))).toEqual([]);
    await prometheus.shows('sum(auditgraph_refusals_total{reason="credentials"}) > 0');
  });

  test("Keystone down, and back: who is not known yet gets 503; refusals and an alert tell", async () => {
    const { callers, prometheus, balancer } = today().front;
    const stranger = { "x-auth-token": await tokenOf() };
    const codes = await callers.during(async () => {
      await endDaemon("keystone");
      const given = await ask(balancer.baseUrl, stranger, SOURCES);
      expect(given).toEqual({ status: 503, codes: ["UPSTREAM_UNAVAILABLE"] });
      await prometheus.shows('sum(auditgraph_refusals_total{reason="access"}) > 0');
      await prometheus.alerts("AuditgraphCallersCannotBeChecked");
      await runMainKeystone();
    });
    expect(beside([], codes)).toEqual([]);
  });
};
