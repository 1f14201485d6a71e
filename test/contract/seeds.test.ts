import { type SandboxProduct, startSandboxProduct } from "./support/sandbox-product.js";

describe("the documents' own examples, value for value", () => {
  let product: SandboxProduct;
  const ask = (query: string) => product.ask(query);

  beforeAll(async () => {
    product = await startSandboxProduct();
  });
  afterEach(() => {
    product.sandbox.control.reset();
    product.sandbox.control.atlas.behave({
      xmlOnly: false,
      xmlPrefix: false,
      byLoadBalancerIds: true,
      jsonDates: "utc",
    });
  });
  afterAll(() => product.stop());

  const period = (before: string) => `{ usageAuditPeriod(source: "compute-docs", before: "${before}") {
    begin end occurredAt status statusText totalInstances totalErrors
    hostCounts { total done running notRun }
    hosts { totalCount nodes { host { name } state instances errors message } }
  } }`;

  test("Nova's December 2012 is half-open in UTC, NOT_RUN, with the one host that did not run", async () => {
    expect(await ask(period("2013-01-15T00:00:00Z"))).toEqual({
      usageAuditPeriod: {
        begin: "2012-12-01T00:00:00Z",
        end: "2013-01-01T00:00:00Z",
        occurredAt: "2013-01-01T00:00:00Z",
        status: "NOT_RUN",
        statusText: "0 of 1 hosts done. 0 errors.",
        totalInstances: 0,
        totalErrors: 0,
        hostCounts: { total: 1, done: 0, running: 0, notRun: 1 },
        hosts: {
          totalCount: 1,
          nodes: [
            {
              host: { name: "f4eb7cfd155f4574967f8b55a7faed75" },
              state: "NOT_RUN",
              instances: null,
              errors: null,
              message: null,
            },
          ],
        },
      },
    });
  });

  test("Nova's June 2012 ends strictly before the time that is asked, with the host of its own document", async () => {
    const { usageAuditPeriod: june } = (await ask(period("2012-07-01T00:00:01Z"))) as {
      usageAuditPeriod: { hosts: { nodes: object[] } };
    };
    expect(june).toMatchObject({ begin: "2012-06-01T00:00:00Z", end: "2012-07-01T00:00:00Z", status: "NOT_RUN" });
    expect(june.hosts.nodes).toMatchObject([{ host: { name: "8e33da2b48684ef3ab165444d6a7384c" } }]);
    expect(await ask(period("2012-07-01T00:00:00Z"))).toMatchObject({
      usageAuditPeriod: { begin: "2012-05-01T00:00:00Z", end: "2012-06-01T00:00:00Z" },
    });
  });

  const files = (source: string, instanceId: string, from: string, to: string) => `{
    databaseInstance(ref: { source: "${source}", instanceId: "${instanceId}" }) {
      auditLogFiles(window: { from: "${from}", to: "${to}" }, orderBy: OLDEST_FIRST) {
        totalCount
        coverage { state recordsRead }
        nodes { upstreamId name sizeBytes sizeIsExact begin end occurredAt nodeId }
      }
    }
  }`;
  const ofTaurusdb = [
    {
      upstreamId: "fa163ea0e2bet11e9d832166a2cf894c5br01",
      name: "317156_20190916032844_eb8fe5d181ec44a2850302691541f760in01_Audit_166a2cf8-d832-11e9-94c5-fa163ea0e2be",
      sizeBytes: 20_973_400,
      sizeIsExact: false,
      begin: "2019-11-06T01:03:34Z",
      end: "2019-11-06T02:39:15Z",
      occurredAt: "2019-11-06T01:03:34Z",
      nodeId: null,
    },
    {
      upstreamId: "fa163ea0e2bet11e9d832136a668094c5br01",
      name: "317162_20190916032838_eb8fe5d181ec44a2850302691541f760in01_Audit_136a6680-d832-11e9-94c5-fa163ea0e2be",
      sizeBytes: 20_973_400,
      sizeIsExact: false,
      begin: "2019-11-07T01:04:35Z",
      end: "2019-11-07T02:38:16Z",
      occurredAt: "2019-11-07T01:04:35Z",
      nodeId: null,
    },
  ];
  const answerOf = (nodes: object[]) => ({
    databaseInstance: {
      auditLogFiles: { totalCount: nodes.length, coverage: [{ state: "COMPLETE", recordsRead: nodes.length }], nodes },
    },
  });

  test("TaurusDB's 20481.835938 KB are 20973400 bytes, not exact, and its +0800 is UTC", async () => {
    const query = files(
      "mysql-docs",
      "3d39c18788b54a919bab633874c159dfin01",
      "2019-11-01T00:00:00Z",
      "2019-12-01T00:00:00Z",
    );
    expect(await ask(query)).toEqual(answerOf(ofTaurusdb));
  });

  test("RDS's example is the same two files, under its own keys", async () => {
    const query = files(
      "rds-eu",
      "f0e1d2c3b4a54968877665544332211ain01",
      "2019-11-01T00:00:00Z",
      "2019-12-01T00:00:00Z",
    );
    expect(await ask(query)).toEqual(answerOf(ofTaurusdb));
  });

  test("a window of files is half-open at the very second", async () => {
    const id = "3d39c18788b54a919bab633874c159dfin01";
    const [first = {}] = ofTaurusdb;
    expect(await ask(files("mysql-docs", id, "2019-11-06T01:03:34Z", "2019-11-07T01:04:35Z"))).toEqual(
      answerOf([first]),
    );
    expect(await ask(files("mysql-docs", id, "2019-11-06T01:03:35Z", "2019-11-07T01:04:35Z"))).toEqual(answerOf([]));
  });

  test("DDS's 24735174 bytes are exact, of the node that wrote them", async () => {
    const query = files(
      "dds-docs",
      "65d3fe0c50984b35bc1a36e9b7c7de98in02",
      "2020-12-01T00:00:00Z",
      "2021-01-01T00:00:00Z",
    );
    expect(await ask(query)).toEqual(
      answerOf([
        {
          upstreamId: "10190012aae94b38a10269b8ad025fc1no02_1607681849871",
          name: "0a84b6e97780d3271fd0c00f2db42932_audit_log_65d3fe0c50984b35bc1a36e9b7c7de98in02_10190012aae94b38a10269b8ad025fc1no02_1607681849871",
          sizeBytes: 24_735_174,
          sizeIsExact: true,
          begin: "2020-12-11T10:14:49Z",
          end: "2020-12-11T10:17:25Z",
          occurredAt: "2020-12-11T10:14:49Z",
          nodeId: "10190012aae94b38a10269b8ad025fc1no02",
        },
      ]),
    );
  });

  const failed = (id: string, alertId: string, created: string, updated: string) => ({
    status: "ERROR",
    createdAt: created,
    updatedAt: updated,
    occurredAt: updated,
    loadBalancer: { loadBalancerId: id },
    alerts: [
      {
        alertId,
        accountId: "563374",
        status: "UNACKNOWLEDGED",
        message: `An error occurred while creating loadbalancer '${id}' in Zeus.`,
        createdAt: updated,
        loadBalancer: { loadBalancerId: id },
      },
    ],
  });

  test.each([
    ["JSON", {}],
    ["JSON at an offset", { jsonDates: "offset" as const }],
    ["XML", { xmlOnly: true }],
    ["XML under the prefix mgmt:", { xmlOnly: true, xmlPrefix: true }],
    ["JSON, without the call for alerts", { byLoadBalancerIds: false }],
    ["XML, without the call for alerts", { xmlOnly: true, byLoadBalancerIds: false }],
  ])("Atlas' balancers 435 and 437 come with their alerts from %s", async (_form, behaviour) => {
    product.sandbox.control.atlas.behave(behaviour);
    const query = `{ loadBalancerAudits(
      filter: { sources: ["lb"], changedSince: "2011-05-13T12:00:00-05:00", changedBefore: "2011-05-14T00:00:00-05:00" }, orderBy: OLDEST_FIRST
    ) {
      totalCount
      coverage { state recordsRead }
      nodes {
        status createdAt updatedAt occurredAt loadBalancer { loadBalancerId }
        alerts { alertId accountId status message createdAt loadBalancer { loadBalancerId } }
      }
    } }`;
    expect(await ask(query)).toEqual({
      loadBalancerAudits: {
        totalCount: 2,
        coverage: [{ state: "COMPLETE", recordsRead: 2 }],
        nodes: [
          failed("435", "1", "2011-05-13T17:12:48Z", "2011-05-13T17:12:54Z"),
          failed("437", "2", "2011-05-13T17:23:30Z", "2011-05-13T17:23:35Z"),
        ],
      },
    });
  });
});
