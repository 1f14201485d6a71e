import { isObjectType } from "graphql";
import { AuditError } from "../../src/audit/errors.js";
import { snapshotTimeline } from "../../src/audit/timeline.js";
import { memoryBalancerSource } from "../http/support/memory-balancer-source.js";
import { bothOf, writing } from "./both.js";
import { answerOf, type Asked } from "./support.js";

const window = 'window: { from: "2026-01-01T00:00:00Z" }';
const balancer = (loadBalancerId: unknown) => ({ __typename: "LoadBalancer", sourceName: "lb", loadBalancerId });
const REPRESENTATIONS = "query ($r: [_Any!]!) { _entities(representations: $r)";
const ALERTS = "alerts(statuses: [ACKNOWLEDGED, UNACKNOWLEDGED]) { id alertId status createdAt }";
const PAGE = "loadBalancerAudits(first: 200)";

/** Balancers, some of whose alerts cannot be had. Tells how often each was asked for. */
const alerting = (count: number, isRefused: (id: string) => boolean, failsAtOnce = false) => {
  const asked: string[] = [];
  const source = memoryBalancerSource();
  if (source.subject !== "loadBalancer") throw new Error("not a load balancer");
  const open: typeof source.open = (session) => {
    const reader = source.open(session);
    const alerts: typeof reader.alerts = (id) => {
      asked.push(id);
      if (!isRefused(id)) return reader.alerts(id);
      const failure = new AuditError("UPSTREAM_REJECTED", `no alerts of ${id}`);
      if (failsAtOnce) throw failure;
      return Promise.reject(failure);
    };
    const audits: typeof reader.audits = () =>
      snapshotTimeline(source.info, async () => {
        const first = await reader.audit("1");
        if (!first) throw new Error("no balancer");
        const records = Array.from({ length: count }, (_, i) => {
          const id = String(1_000 + i);
          return { ...first, loadBalancerId: id, key: { ...first.key, id } };
        });
        return { records };
      });
    return Object.assign(Object.create(reader) as typeof reader, { alerts, audits });
  };
  return { source: { ...source, open }, asked };
};

describe("a list with resolvers below that may be asked twice", () => {
  test.each<[string, string, number, Asked["variables"]?]>([
    ["one for each record", `{ ${PAGE} { nodes { id ${ALERTS} updatedAt } } }`, 1],
    [
      "two of one field, under other names and arguments",
      `query ($s: [AlertStatus!]) { ${PAGE} { nodes { ${ALERTS} b: alerts(statuses: $s) { message } c: alerts { id } } } }`,
      1,
      { s: [] },
    ],
    ["one that answers at once", "{ auditSources { name health kind __typename } }", 1],
    ["below a list's objects", `{ ${PAGE} { edges { cursor node { ${ALERTS} source { name health } } } } }`, 1],
    ["below another one's object", `{ auditRecords(${window}) { nodes { id source { health } } } }`, 1],
    [
      "entities, and what they lead to",
      `${REPRESENTATIONS} { ... on LoadBalancer { loadBalancerId audit { status ${ALERTS} } } __typename } }`,
      1,
      { r: ["1", "99", "2", "2"].map(balancer) },
    ],
    [
      "entities of several types",
      `${REPRESENTATIONS} { ... on LoadBalancer { audit { id } } ... on DatabaseInstance { name status } } }`,
      1,
      { r: [balancer("1"), { __typename: "DatabaseInstance", sourceName: "mysql", instanceId: "one" }] },
    ],
    [
      "entities of two types, of which one has none",
      `${REPRESENTATIONS} { ... on LoadBalancer { name } ... on AuditSource { kind } } }`,
      1,
      { r: [balancer("1"), { __typename: "AuditSource", name: "lb" }] },
    ],
    [
      "more than are asked in one turn",
      `${REPRESENTATIONS} { ... on LoadBalancer { loadBalancerId audit { status } } } }`,
      1,
      { r: Array.from({ length: 250 }, (_, i) => balancer(i % 12)) },
    ],
  ])("is written at once, as GraphQL answers it: %s", async (_what, query, lists, variables = {}) => {
    const { alone, text, written } = await bothOf(query, { variables });
    expect(text).toBe(alone);
    expect(text).not.toContain('"errors":[');
    expect(written).toBe(lists);
  });

  test.each<[string, string, Asked["variables"]?]>([
    [
      "an argument's value is none",
      `query ($s: [AlertStatus!] = []) { ${PAGE} { nodes { id alerts(statuses: $s) { id } } } }`,
    ],
    [
      "an entity is none",
      `${REPRESENTATIONS} { ... on LoadBalancer { audit { status } } } }`,
      { r: [balancer("1"), balancer("no id"), balancer(null), {}, balancer("2")] },
    ],
    [
      "an entity is none, of which only its name is asked",
      `${REPRESENTATIONS} { __typename ... on AuditLogFile { id } } }`,
      { r: [balancer("1"), {}] },
    ],
  ])("is left to GraphQL in the same execution where %s", async (_what, query, variables = {}) => {
    const { alone, text } = await bothOf(query, { variables });
    expect(text).toBe(alone);
  });

  test.each([
    [3, false],
    [3, true],
    [250, false],
    [250, true],
  ])("of %i, is left to GraphQL where some fail (at once: %s), and no failure goes unheard", async (count, atOnce) => {
    const unheard = jest.fn();
    process.on("unhandledRejection", unheard);
    const isRefused = (id: string): boolean => Number(id) % 2 === 1;
    const query = `{ loadBalancerAudits(first: 200) { nodes { id ${ALERTS} } pageInfo { endCursor } } }`;
    const { alone, text } = await bothOf(query, { sources: [alerting(count, isRefused, atOnce).source] });
    await new Promise(setImmediate);
    process.off("unhandledRejection", unheard);
    expect(unheard).not.toHaveBeenCalled();
    expect(text).toBe(alone);
    expect(text).toContain("no alerts of 1");
  });

  test.each([
    ["that only read", "... on ComputeHost { name }"],
    ["that ask", "... on LoadBalancer { audit { status } }"],
    ["that are left to GraphQL", "... on ComputeHost { usageAudits { nodes { id } } }"],
  ])("leaves no failure unheard where the caller goes away amid a list of entities %s", async (_what, selected) => {
    const unheard = jest.fn();
    process.on("unhandledRejection", unheard);
    const r = Array.from({ length: 250 }, (_, i) =>
      i % 2 === 0 ? balancer(i % 9) : { __typename: "ComputeHost", sourceName: "compute", name: `host-${i}` },
    );
    for (let turns = 0; turns < 40; turns += 1) {
      const gone = new AbortController();
      const asked = answerOf(writing, `${REPRESENTATIONS} { ${selected} } }`, {
        variables: { r },
        signal: gone.signal,
      });
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
      gone.abort(new AuditError("DEADLINE_EXCEEDED", "gone"));
      await asked;
    }
    await new Promise(setImmediate);
    process.off("unhandledRejection", unheard);
    expect(unheard).not.toHaveBeenCalled();
  });

  test("asks each of them once where nothing fails", async () => {
    const { source, asked } = alerting(150, () => false);
    await answerOf(writing, `{ ${PAGE} { nodes { ${ALERTS} } } }`, { sources: [source] });
    expect(asked).toHaveLength(150);
    expect(new Set(asked).size).toBe(150);
  });

  test("is only what says so: a link that is handed out is asked for once", () => {
    const repeatable: string[] = [];
    for (const type of Object.values(writing.getTypeMap())) {
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (field.extensions.isRepeatable === true) repeatable.push(`${type.name}.${field.name}`);
      }
    }
    expect(repeatable.filter((name) => !name.endsWith("Connection.coverage")).sort()).toEqual([
      "AuditSource.health",
      "DatabaseInstance.auditPolicy",
      "DatabaseInstance.engine",
      "DatabaseInstance.name",
      "DatabaseInstance.status",
      "LoadBalancer.audit",
      "LoadBalancer.name",
      "LoadBalancerAudit.alerts",
      "LoadBalancerAudit.components",
    ]);
  });
});
