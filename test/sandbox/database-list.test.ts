// eslint-disable-next-line no-restricted-imports -- How many files are made for a page shows nowhere in its answer.
import { ComputedFiles } from "../../sandbox/database/files.js";
import { DENSE, manualClock, startSandbox, type Sandbox } from "../../sandbox/index.js";
import { ask, stamp, type Answer, type ListedFile } from "./support.js";

const clock = manualClock("2026-11-21T00:00:00Z");
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock });
});
afterAll(() => sandbox.stop());

type Source = "mysql-eu" | "mysql-docs" | "rds-eu" | "dds-eu" | "dds-docs";
const PATHS: Record<Source, string> = {
  "mysql-eu": "audit-logs",
  "mysql-docs": "audit-logs",
  "rds-eu": "auditlog",
  "dds-eu": "auditlog",
  "dds-docs": "auditlog",
};

const list = (source: Source, instance: string, query: string): Promise<Answer> => {
  const project = sandbox.control.database(source).projectId;
  const url = `${sandbox.urls.sources[source]}/v3/${project}/instances/${instance}/${PATHS[source]}?${query}`;
  return ask(url, { headers: sandbox.control.headersFor(source) });
};
const window = (from: string, to: string): string => `start_time=${stamp(from)}&end_time=${stamp(to)}`;
const page = (offset: number, limit: number): string => `&offset=${offset}&limit=${limit}`;

const ORDERS = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const SHOP = "a1b2c3d4e5f64071829304a5b6c7d8e9in01";
const CLUSTER = "4c6e8a0b2d1f43579b8d7f6e5c4a3b2din02";

describe("the documentation's examples", () => {
  it("TaurusDB's two files, value for value", async () => {
    const query = "start_time=2019-11-06T00:00:00%2B0800&end_time=2019-11-08T00:00:00%2B0800&offset=0&limit=10";
    const answer = await list("mysql-docs", "3d39c18788b54a919bab633874c159dfin01", query);
    expect(answer.json).toEqual({
      audit_logs: [
        {
          id: "fa163ea0e2bet11e9d832166a2cf894c5br01",
          name: "317156_20190916032844_eb8fe5d181ec44a2850302691541f760in01_Audit_166a2cf8-d832-11e9-94c5-fa163ea0e2be",
          size: 20481.835938,
          begin_time: "2019-11-06T09:03:34+0800",
          end_time: "2019-11-06T10:39:15+0800",
        },
        {
          id: "fa163ea0e2bet11e9d832136a668094c5br01",
          name: "317162_20190916032838_eb8fe5d181ec44a2850302691541f760in01_Audit_136a6680-d832-11e9-94c5-fa163ea0e2be",
          size: 20481.835938,
          begin_time: "2019-11-07T09:04:35+0800",
          end_time: "2019-11-07T10:38:16+0800",
        },
      ],
      total_count: 2,
    });
  });

  it("DDS's file, value for value", async () => {
    const query = "start_time=2020-12-11T00:00:00%2B0800&end_time=2020-12-12T00:00:00%2B0800";
    expect((await list("dds-docs", "65d3fe0c50984b35bc1a36e9b7c7de98in02", query)).json).toEqual({
      audit_logs: [
        {
          id: "10190012aae94b38a10269b8ad025fc1no02_1607681849871",
          name: "0a84b6e97780d3271fd0c00f2db42932_audit_log_65d3fe0c50984b35bc1a36e9b7c7de98in02_10190012aae94b38a10269b8ad025fc1no02_1607681849871",
          size: 24735174,
          node_id: "10190012aae94b38a10269b8ad025fc1no02",
          start_time: "2020-12-11T18:14:49+0800",
          end_time: "2020-12-11T18:17:25+0800",
        },
      ],
      total_record: 1,
    });
  });

  it("RDS has its own keys", async () => {
    const answer = await list(
      "rds-eu",
      "f0e1d2c3b4a54968877665544332211ain01",
      `${window("2019-11-06", "2019-11-08")}${page(0, 1)}`,
    );
    expect(answer.json).toMatchObject({ auditlogs: [{ size: 20481.835938 }], total_record: 2 });
  });
});

describe("a page", () => {
  it("past the end is empty and has the true total; x-request-id is on each answer", async () => {
    const query = window("2026-01-01", "2026-01-11");
    const first = await list("mysql-eu", ORDERS, query + page(0, 100));
    const past = await list("mysql-eu", ORDERS, query + page(10_000, 100));
    expect(first.json.total_count).toBe(480);
    expect(past.json).toEqual({ audit_logs: [], total_count: 480 });
    expect(first.headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("of DDS has defaults: offset 0, limit 100", async () => {
    const answer = await list("dds-eu", CLUSTER, window("2026-01-01", "2026-01-11"));
    expect(answer.json.audit_logs).toHaveLength(100);
  });

  it.each([
    ["mysql-eu", ORDERS, 100],
    ["rds-eu", SHOP, 50],
    ["dds-eu", CLUSTER, 100],
  ] as const)("of %s holds at most its limit", async (source, instance, most) => {
    const query = window("2026-01-01", "2026-01-11");
    expect((await list(source, instance, query + page(0, most))).status).toBe(200);
    expect((await list(source, instance, query + page(0, most + 1))).status).toBe(400);
  });

  it.each([
    ["no offset", `${window("2026-01-01", "2026-01-02")}&limit=10`],
    ["no limit", `${window("2026-01-01", "2026-01-02")}&offset=0`],
    ["limit 0", window("2026-01-01", "2026-01-02") + page(0, 0)],
    ["negative offset", window("2026-01-01", "2026-01-02") + page(-1, 10)],
    ["fractional limit", `${window("2026-01-01", "2026-01-02")}&offset=0&limit=1.5`],
    ["end before start", window("2026-01-02", "2026-01-01") + page(0, 10)],
    ["end at start", window("2026-01-02", "2026-01-02") + page(0, 10)],
    ["over thirty days", window("2026-01-01T00:00:00Z", "2026-01-31T00:00:01Z") + page(0, 10)],
    ["no start", `end_time=${stamp("2026-01-02")}${page(0, 10)}`],
    [
      "a plus that arrived as a space",
      `start_time=2026-01-01T00:00:00+0800&end_time=${stamp("2026-01-02")}${page(0, 10)}`,
    ],
    ["a literal Z", `start_time=2026-01-01T00:00:00Z&end_time=${stamp("2026-01-02")}${page(0, 10)}`],
    ["a 31st of April", `start_time=2026-04-31T00:00:00%2B0800&end_time=${stamp("2026-05-02")}${page(0, 10)}`],
  ])("%s is a 400 DBS.200001", async (_, query) => {
    const answer = await list("mysql-eu", ORDERS, query);
    expect([answer.status, answer.json.error_code]).toEqual([400, "DBS.200001"]);
  });

  it("takes exactly thirty days, and is written in the configured offset", async () => {
    const query = window("2026-01-01T00:00:00Z", "2026-01-31T00:00:00Z") + page(0, 1);
    expect((await list("mysql-eu", ORDERS, query)).json.audit_logs).toMatchObject([
      { begin_time: expect.stringMatching(/\+0800$/) as string },
    ]);
    const orders = sandbox.control.database("taurusdb").instance(ORDERS).behave({ offset: "-0330" });
    expect((await list("mysql-eu", ORDERS, query)).json.audit_logs).toMatchObject([
      { begin_time: expect.stringMatching(/-0330$/) as string },
    ]);
    orders.behave({ offset: "+0800" });
  });
});

describe("a million files", () => {
  it("are there, in windows of thirty days, and each is cut where the last one ends", async () => {
    const instance = sandbox.control.database("taurusdb").instance(DENSE.id);
    expect(instance.count()).toBeGreaterThan(1_000_000);
    const query = window("2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z");
    const answer = await list("mysql-eu", DENSE.id, query + page(43_100, 100));
    expect(answer.json.total_count).toBe(43_200);
    const files = answer.json.audit_logs as ListedFile[];
    for (const [index, file] of files.slice(1).entries()) expect(file.begin_time).toBe(files[index]?.end_time);
  });

  it("go on, one every half hour, up to the present", () => {
    const [before, last] = sandbox.control.database("taurusdb").instance(DENSE.id).newest(2);
    expect((last?.begin ?? 0) - (before?.begin ?? 0)).toBeGreaterThan(15 * 60_000);
    // A file is listed once it was cut: the one before the one that is written now.
    expect(clock() - (last?.end ?? 0)).toBeLessThan(45 * 60_000);
  });

  it("of which the last page costs what the first one costs", async () => {
    const query = window("2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z");
    const made = jest.spyOn(ComputedFiles.prototype, "at");
    const filesMadeFor = async (offset: number): Promise<number> => {
      made.mockClear();
      await list("mysql-eu", DENSE.id, query + page(offset, 100));
      return made.mock.calls.length;
    };
    const first = await filesMadeFor(0);
    expect(first).toBeGreaterThanOrEqual(100);
    expect(await filesMadeFor(43_100)).toBeLessThanOrEqual(first);
    made.mockRestore();
  });

  it("grow only as the clock goes on", () => {
    const young = sandbox.control.database("taurusdb").instance(ORDERS);
    const before = young.count();
    clock.advance(86_400_000);
    expect(young.count()).toBe(before + 48);
    clock.advance(-86_400_000);
  });
});

describe("the nodes of a DDS cluster", () => {
  it("share its files, and one of them can be asked for", async () => {
    const query = window("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
    const all = (await list("dds-eu", CLUSTER, query + page(0, 100))).json;
    const files = all.audit_logs as ListedFile[];
    const nodes = [...new Set(files.map((file) => file.node_id))];
    expect(nodes).toHaveLength(3);
    let total = 0;
    for (const node of nodes) {
      const mine = (await list("dds-eu", CLUSTER, `${query}&node_id=${node}`)).json;
      total += mine.total_record as number;
      expect((mine.audit_logs as ListedFile[]).every((file) => file.node_id === node)).toBe(true);
    }
    expect(total).toBe(all.total_record);
  });

  it("an unknown node is a 404", async () => {
    const answer = await list("dds-eu", CLUSTER, `${window("2026-01-01", "2026-01-02")}&node_id=nobody`);
    expect([answer.status, answer.json.error_code]).toEqual([404, "DBS.200013"]);
  });
});
