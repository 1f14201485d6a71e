import { existsSync, readFileSync, renameSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beside } from "./support/callers.js";
import type { Day } from "./support/day.js";
import { post } from "../support/post.js";

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly endCursor: string };
}

/** A page of a walk over files, of a source that nothing is wrong with. */
const pageAfter = async (baseUrl: string, token: string, after: string | null): Promise<Page> => {
  const query = `query ($after: String) {
    page: auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }, first: 20, after: $after) {
      nodes { id } pageInfo { endCursor } } }`;
  const response = await post(baseUrl, { query, variables: { after } }, { "x-auth-token": token });
  const { data, errors } = (await response.json()) as { readonly data: { readonly page: Page }; errors?: unknown };
  expect(errors).toBeUndefined();
  return data.page;
};

/** What operators do to the replicas, rightly and wrongly, and what is done to them. Afterwards all is well. */
export const changes = (today: () => Day): void => {
  afterEach(() => today().front.callers.areWell());

  test("a wrong reload is refused, and the configuration before serves on; metric, alert, readiness and log tell", async () => {
    const day = today();
    const { callers, prometheus } = day.front;
    const [one] = day.replicas;
    const codes = await callers.during(async () => {
      day.configure({ sources: [{ name: "compute", kind: "noba" }] });
      expect(await one.reload()).toEqual([78, expect.stringContaining("sources")]);
      await prometheus.alerts("AuditgraphReloadRefused");
      await one.served.logged("the configuration was read again and refused");
      expect(await one.readiness()).toMatchObject({ status: "ready", reloadRefusedAt: expect.any(String) as string });
      await callers.areWell();
      day.configure();
      for (const replica of day.replicas) expect((await replica.reload())[0]).toBe(0);
      await prometheus.shows("count(auditgraph_last_reload_successful == 1) == 2");
      expect(await one.readiness()).not.toHaveProperty("reloadRefusedAt");
    });
    expect(beside([], codes)).toEqual([]);
  });

  test("the access log's disk full, and rotated: no caller notices; metric, alert and log tell", async () => {
    const { front, replicas } = today();
    const [one] = replicas;
    const codes = await front.callers.during(async () => {
      expect((await one.reload({ ACCESS_LOG: "/dev/full" }))[0]).toBe(0);
      await front.prometheus.alerts("AuditgraphAccessLogLost");
      await one.served.logged("the access log");
      await front.callers.areWell();
      expect((await one.reload())[0]).toBe(0);
      renameSync(one.accessLog, `${one.accessLog}.1`);
      one.served.kill("SIGHUP");
      while (!existsSync(one.accessLog) || !readFileSync(one.accessLog, "utf8").includes("\n")) await sleep(20);
      expect(JSON.parse(readFileSync(one.accessLog, "utf8").split("\n")[0] ?? "")).toMatchObject({ type: "access" });
    });
    expect(beside([], codes)).toEqual([]);
  });

  test("the trace collector takes nothing: no caller notices; metric, alert and log tell", async () => {
    const day = today();
    expect(day.collector.spans().length).toBeGreaterThan(0);
    const codes = await day.front.callers.during(async () => {
      day.isCollecting = false;
      await day.front.prometheus.shows('sum(auditgraph_trace_exports_total{code="FAILED"}) > 0');
      await day.front.prometheus.alerts("AuditgraphTracesDropped");
      for (const { served } of day.replicas) await served.logged("the trace collector takes no spans");
      await day.front.callers.areWell();
      day.isCollecting = true;
    });
    expect(beside([], codes)).toEqual([]);
  });

  test("a replica killed: no answer is lost; Prometheus misses it, and started again it serves", async () => {
    const { front, replicas } = today();
    const [, two] = replicas;
    const up = `up{instance="${new URL(two.operations).host}"}`;
    const codes = await front.callers.during(async () => {
      while (!(await two.hasInFlight())) await sleep(1);
      expect(await two.end("SIGKILL")).toBeNull();
      await front.prometheus.shows(`${up} == 0`);
      await front.callers.areWell();
      await two.start();
      await front.prometheus.shows(`${up} == 1`);
      while (!(await two.isAsked())) await sleep(20);
    });
    expect(beside([], codes)).toEqual([]);
  });

  test("an upgrade, one replica after the other: each drains and ends with 0, nothing is lost, and a walk goes on", async () => {
    const { front, replicas, token } = today();
    const { baseUrl } = front.balancer;
    const first = await pageAfter(baseUrl, token, null);
    const codes = await front.callers.during(async () => {
      for (const replica of replicas) {
        expect(await replica.end("SIGTERM")).toBe(0);
        await replica.start();
        // The balancer must have found it again before the next one goes.
        while (!(await replica.isAsked())) await sleep(20);
      }
    });
    expect(beside([], codes)).toEqual([]);
    const second = await pageAfter(baseUrl, token, first.pageInfo.endCursor);
    const ids = [first, second].flatMap(({ nodes }) => nodes.map(({ id }) => id));
    expect([ids.length, new Set(ids).size]).toEqual([40, 40]);
  });
};
