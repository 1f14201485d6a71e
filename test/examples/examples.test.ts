import { readdirSync, readFileSync } from "node:fs";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type DocumentNode, parse, print } from "graphql";
import * as generated from "../generated/graphql.js";
import { askTyped } from "./ask.js";
import type { Product } from "../../src/product.js";
import { startSandboxProduct } from "./sandbox-product.js";

const files = readdirSync("examples").filter((file) => file.endsWith(".graphql"));
const all = JSON.parse(readFileSync("examples/variables.json", "utf8")) as Record<string, object | undefined>;
const nameOf = (file: string): string => file.replace(".graphql", "");

describe("the examples", () => {
  let product: Product;
  /** Asks one example with its own variables. */
  const ask = <Data, Variables>(document: TypedDocumentNode<Data, Variables>, name: string): Promise<Data> =>
    askTyped(product.baseUrl, document, (all[name] ?? {}) as Variables);

  beforeAll(async () => {
    product = await startSandboxProduct();
  });
  afterAll(() => product.stop());

  test("every root field of the API stands in one of them, and every variable belongs to one", () => {
    const text = files.map((file) => readFileSync(`examples/${file}`, "utf8")).join("\n");
    const { definitions } = parse(readFileSync("schema/audit.graphql", "utf8"));
    const query = definitions.find((each) => "name" in each && each.name.value === "Query");
    const fields = query && "fields" in query ? (query.fields ?? []) : [];
    expect(fields.map(({ name }) => name.value).filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
    expect(Object.keys(all).filter((name) => !files.includes(`${name}.graphql`))).toEqual([]);
  });

  test.each(files)(
    "%s is answered by the sandbox without an error, with nothing null that should not be",
    async (file) => {
      const document = parse(readFileSync(`examples/${file}`, "utf8"));
      const data = (await ask(document as TypedDocumentNode<Record<string, unknown>>, nameOf(file))) as object;
      for (const value of Object.values(data)) expect(value).not.toBeNull();
    },
  );

  test("each of them is a document of the generated client, word for word", () => {
    const documents = Object.values(generated).map((document) => print(document as DocumentNode));
    for (const file of files) expect(documents).toContain(print(parse(readFileSync(`examples/${file}`, "utf8"))));
  });

  test("02: the last period and the one before it are adjacent", async () => {
    const { usageAuditPeriod: period } = await ask(generated.LatestPeriodDocument, "02-latest-period");
    expect([period?.beganAt, period?.endedAt]).toEqual(["2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"]);
    expect(period?.previous?.endedAt).toBe(period?.beganAt);
  });

  test("03: periods of all Novas come in one order, newest first", async () => {
    const { usageAuditPeriods } = await ask(generated.AYearOfPeriodsDocument, "03-a-year-of-periods");
    const ends = usageAuditPeriods?.nodes.map(({ endedAt }) => endedAt) ?? [];
    expect(ends).toHaveLength(12);
    expect(ends).toEqual([...ends].sort().reverse());
    expect(usageAuditPeriods?.coverage.map(({ state }) => state)).toEqual(["COMPLETE", "COMPLETE", "COMPLETE"]);
  });

  test("04: a host's history begins with the period that it was found in", async () => {
    const { usageAuditPeriod: period } = await ask(generated.OneHostThroughTimeDocument, "04-one-host-through-time");
    for (const { state, host } of period?.hosts?.nodes ?? []) {
      expect(host.usageAudits?.nodes[0]).toEqual({ state, period: { endedAt: period?.endedAt } });
    }
    expect(period?.hosts?.nodes).toHaveLength(2);
  });

  test("05: an instance whose auditing is off says so", async () => {
    const { databaseInstances } = await ask(generated.DatabaseInstancesDocument, "05-database-instances");
    expect(databaseInstances?.totalCount).toBe(databaseInstances?.nodes.length);
    expect(databaseInstances?.nodes.find(({ name }) => name === "billing")?.auditPolicy).toEqual({
      enabled: false,
      keepDays: 0,
      auditTypes: [],
    });
  });

  test("06: the documented files of the documented instance are answered in bytes and UTC, with links that work", async () => {
    const { databaseInstance } = await ask(generated.FilesOfOneInstanceDocument, "06-files-of-one-instance");
    expect(databaseInstance?.auditLogFiles?.totalCount).toBe(2);
    expect(databaseInstance?.auditLogFiles?.nodes[0]).toMatchObject({
      name: "317156_20190916032844_eb8fe5d181ec44a2850302691541f760in01_Audit_166a2cf8-d832-11e9-94c5-fa163ea0e2be",
      sizeBytes: 20_973_400,
      sizeIsExact: false,
      beganAt: "2019-11-06T01:03:34Z",
      endedAt: "2019-11-06T02:39:15Z",
    });
    for (const { downloadLink } of databaseInstance?.auditLogFiles?.nodes ?? []) {
      expect((await fetch(downloadLink?.url ?? "")).status).toBe(200);
    }
  });

  test("07: files of different services stand in one time order, over a window of two years", async () => {
    const { auditLogFiles } = await ask(generated.LargeFilesEverywhereDocument, "07-large-files-everywhere");
    expect(auditLogFiles?.edges.map(({ node }) => [node.instance.sourceName, node.beganAt])).toEqual([
      ["dds-docs", "2020-12-11T10:14:49Z"],
      ["mysql-docs", "2019-11-07T01:04:35Z"],
      ["mysql-docs", "2019-11-06T01:03:34Z"],
    ]);
    expect(auditLogFiles?.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false });
  });

  test("08: the balancers that changed longest ago come first, with their open alerts", async () => {
    const { loadBalancerAudits } = await ask(generated.StuckLoadBalancersDocument, "08-stuck-load-balancers");
    expect(loadBalancerAudits?.nodes[0]).toMatchObject({
      status: "ERROR",
      updatedAt: "2011-04-14T20:53:06Z",
      loadBalancer: { sourceName: "lb", loadBalancerId: "123" },
    });
    expect(loadBalancerAudits?.nodes.some(({ alerts }) => alerts.length > 0)).toBe(true);
  });

  test("09: the time line holds records of several kinds in one order", async () => {
    const { auditRecords } = await ask(generated.TimeLineDocument, "09-time-line");
    const times = auditRecords?.nodes.map(({ occurredAt }) => occurredAt) ?? [];
    expect(times).toEqual([...times].sort().reverse());
    expect(auditRecords?.nodes.map(({ __typename }) => __typename)).toEqual(
      expect.arrayContaining(["AuditLogFile", "UsageAuditPeriod"]),
    );
  });

  test("10: the ids of the examples are found again", async () => {
    const { node, nodes } = await ask(generated.RefetchDocument, "10-refetch");
    expect(node).toMatchObject({ __typename: "DatabaseInstance", name: "documented" });
    expect(nodes.map((each) => each?.__typename)).toEqual(["LoadBalancerAudit"]);
  });

  test("13: the balancers of two projects that do not work are told with their parts in trouble", async () => {
    const { loadBalancerAudits } = await ask(
      generated.WhatIsWrongWithABalancerDocument,
      "13-what-is-wrong-with-a-balancer",
    );
    const nodes = loadBalancerAudits?.nodes ?? [];
    expect(nodes.length).toBeGreaterThan(0);
    for (const { operatingStatus, projectId } of nodes) {
      expect(["ERROR", "DEGRADED"]).toContain(operatingStatus);
      expect(["6047a6bb792f4b7994d9e448d99e3303", "97b026aa9cc4417888c14c84a1ad9860"]).toContain(projectId);
    }
    const parts = nodes.flatMap(({ components }) => components);
    expect(parts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["LISTENER", "POOL", "MEMBER"]));
    // Of three members one is in trouble, and only that one is told.
    expect(
      parts.filter(({ kind }) => kind === "MEMBER").every(({ operatingStatus }) => operatingStatus === "ERROR"),
    ).toBe(true);
  });
});
