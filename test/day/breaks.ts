import { endDaemon, rig, runMainKeystone, runNova } from "../e2e/support/rig.js";
import { tokenOf } from "../e2e/support/raw.js";
import { ask, beside } from "./support/callers.js";
import type { Day } from "./support/day.js";

/** What the replicas stand on breaks, one thing after the other, and is mended. */
export const breaks = (today: () => Day): void => {
  test("Redis gone, and back: no caller notices; metric, alert and log tell", async () => {
    const day = today();
    const { callers, prometheus } = day.front;
    const codes = await callers.during(async () => {
      await day.redis.kill();
      await prometheus.shows("count(auditgraph_shared_cache_reachable == 0) == 2");
      await prometheus.alerts("AuditgraphSharedCacheUnreachable");
      for (const { served } of day.replicas) await served.logged("the shared cache cannot be reached");
      await day.startRedisAgain();
      await prometheus.shows("count(auditgraph_shared_cache_reachable == 1) == 2");
      for (const { served } of day.replicas) await served.logged("the shared cache is reached again");
    });
    expect(beside([], codes)).toEqual([]);
  });

  test("Redis full: no caller notices; metric and alert tell", async () => {
    const { redis, front } = today();
    const codes = await front.callers.during(async () => {
      await redis.client.config("SET", "maxmemory-policy", "noeviction");
      await redis.client.config("SET", "maxmemory", "1");
      await front.prometheus.shows('sum(auditgraph_shared_cache_commands_total{result="refused"}) > 0');
      await front.prometheus.alerts("AuditgraphSharedCacheRefuses");
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
    await callers.areWell("compute");
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
    expect(beside(["mysql"], codes)).toEqual([]);
    await front.callers.areWell("mysql");
  });

  test("Keystone down, and back: who is not known yet gets 503; refusals and an alert tell", async () => {
    const { callers, prometheus, balancer } = today().front;
    const stranger = { "x-auth-token": await tokenOf() };
    const codes = await callers.during(async () => {
      await endDaemon("keystone");
      const given = await ask(balancer.baseUrl, stranger, "{ auditSources { name } }");
      expect(given).toEqual({ status: 503, codes: ["UPSTREAM_UNAVAILABLE"] });
      await prometheus.shows('sum(auditgraph_refusals_total{reason="access"}) > 0');
      await prometheus.alerts("AuditgraphCallersCannotBeChecked");
      await runMainKeystone();
    });
    expect(beside([], codes)).toEqual([]);
    await callers.areWell("compute");
  });
};
