import type { JsonAnswer } from "../../../src/upstream/messages.js";
import type { DatabaseDialect } from "../../../src/sources/database/dialect.js";
import { dds, rds, taurusdb } from "../../../src/sources/database/dialects.js";
import { toInstances, toLinks, toListPage, toPolicy } from "../../../src/sources/database/mapping.js";
import { codeOf } from "../support.js";

const answer = (body: unknown): JsonAnswer => ({ body, receivedAt: 7, requestId: "req-1" });
const infoOf = ({ kind }: DatabaseDialect) => ({ name: "db", kind, region: "eu" });
const pageOf = (body: unknown, dialect: DatabaseDialect = taurusdb) =>
  toListPage(answer(body), { info: infoOf(dialect), instanceId: "one", dialect });

const times = { begin_time: "2019-11-06T09:03:34+0800", end_time: "2019-11-06T10:39:15+0800" };
const item = (more: object = {}) => ({ id: "a", name: "file a", size: 1, ...times, ...more });
const ofSize = (size: unknown, dialect: DatabaseDialect = taurusdb) => {
  const { keys } = dialect;
  const entry = { id: "a", name: "a", size, [keys.begin]: times.begin_time, [keys.end]: times.end_time };
  return pageOf({ [keys.files]: [entry], [keys.total]: 1 }, dialect).files[0];
};

describe("a file's size", () => {
  test.each([
    [20481.835938, 20_973_400],
    [0, 0],
    [1, 1_024],
    [0.5, 512],
    [0.0009765625, 1],
    [0.0004, 0],
    [4_194_304, 4_294_967_296],
  ])("%d KB is %d bytes, rounded and not exact", (size, sizeBytes) => {
    expect(ofSize(size, taurusdb)).toMatchObject({ sizeBytes, sizeIsExact: false });
    expect(ofSize(size, rds)).toMatchObject({ sizeBytes, sizeIsExact: false });
  });

  test.each([24_735_174, 0, 3_000_000_000_000])("%d bytes are so many, exactly", (size) => {
    expect(ofSize(size, dds)).toMatchObject({ sizeBytes: size, sizeIsExact: true });
  });

  test.each([
    ["a text", "12"],
    ["negative", -1],
    ["absent", undefined],
    ["null", null],
    ["beyond what is exact", 2 ** 60],
  ])("that is %s is no size", (_what, size) => {
    expect(ofSize(size, dds)).toBeUndefined();
    expect(ofSize(size, taurusdb)).toBeUndefined();
  });

  test("that is half a byte is no size of a service that counts bytes", () => {
    expect(ofSize(1.5, dds)).toBeUndefined();
  });
});

describe("a page of a file list", () => {
  test.each([
    ["TaurusDB", taurusdb, { audit_logs: [item({ node_id: null })], total_count: 1 }, null],
    ["RDS", rds, { auditlogs: [item()], total_record: 1 }, null],
    [
      "DDS",
      dds,
      {
        audit_logs: [
          { id: "a", name: "file a", size: 1, start_time: times.begin_time, end_time: times.end_time, node_id: "n" },
        ],
        total_record: 1,
      },
      "n",
    ],
  ])("of %s is read by the keys of its documents", (_name, dialect, body, nodeId) => {
    const page = pageOf(body, dialect);
    expect(page).toMatchObject({ ids: ["a"], total: 1 });
    expect(page.problem).toBeUndefined();
    expect(page.files).toMatchObject([
      {
        key: { time: Date.parse("2019-11-06T01:03:34Z"), source: "db", instance: "one", id: "a" },
        fetchedAt: 7,
        instanceId: "one",
        nodeId,
        upstreamId: "a",
        name: "file a",
        begin: Date.parse("2019-11-06T01:03:34Z"),
        end: Date.parse("2019-11-06T02:39:15Z"),
      },
    ]);
  });

  test.each([
    ["no id", item({ id: undefined }), undefined],
    ["an empty id", item({ id: "" }), ""],
    ["an id that is a number", item({ id: 3 }), undefined],
    ["no name", item({ name: undefined }), "a"],
    ["no begin", item({ begin_time: undefined }), "a"],
    ["an impossible begin", item({ begin_time: "2019-02-30T09:03:34+0800" }), "a"],
    ["an end before its begin", item({ end_time: "2019-11-06T09:03:33+0800" }), "a"],
    ["no fields", {}, undefined],
    ["no object", "a", undefined],
    ["null", null, undefined],
  ])("keeps its good entries beside one that has %s, which becomes a problem", (_what, bad, id) => {
    const page = pageOf({ audit_logs: [item({ id: "first" }), bad, item({ id: "last" })], total_count: 3 });
    expect(page.files.map(({ upstreamId }) => upstreamId)).toEqual(["first", "last"]);
    expect(page.ids).toEqual(["first", id, "last"]);
    expect(page.problem).toMatchObject({ code: "UPSTREAM_CONTRACT_VIOLATION", upstreamRequestId: "req-1" });
  });

  test("may be null or absent where the total is 0", () => {
    for (const list of [null, undefined, []]) {
      expect(pageOf({ audit_logs: list, total_count: 0 })).toMatchObject({ files: [], ids: [], total: 0 });
    }
  });

  test("keeps fields that no document names out of its way", () => {
    expect(pageOf({ audit_logs: [item({ added: true })], total_count: 1, total_size: 9 }).files).toHaveLength(1);
  });

  test.each([
    ["no total", { audit_logs: [] }],
    ["a total that is a text", { audit_logs: [], total_count: "0" }],
    ["a negative total", { audit_logs: [], total_count: -1 }],
    ["half a total", { audit_logs: [], total_count: 0.5 }],
    ["no list beside a total", { total_count: 1 }],
    ["an object for the list", { audit_logs: {}, total_count: 0 }],
    ["the keys of another service", { auditlogs: [], total_record: 0 }],
    ["a bare list", []],
    ["null", null],
  ])("breaks the contract with %s", (_what, body) => {
    expect(codeOf(() => pageOf(body))).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });
});

describe("the other answers", () => {
  test("links are https or http URLs, in their order", () => {
    const links = ["https://obs.example/b?x=1", "http://127.0.0.1:9/a"];
    expect(toLinks(answer({ links }), infoOf(dds))).toEqual(links);
  });

  test.each([
    ["no list", {}],
    ["a link that runs a script", { links: ["javascript:alert(1)"] }],
    ["a path", { links: ["/a"] }],
    ["an object", { links: [{ url: "https://obs.example/a" }] }],
  ])("links break the contract with %s", (_what, body) => {
    expect(codeOf(() => toLinks(answer(body), infoOf(dds)))).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });

  test("a policy is enabled while it keeps files for a day or more", () => {
    expect(toPolicy(answer({ keep_days: 0, audit_types: null }), infoOf(rds))).toEqual({
      enabled: false,
      keepDays: 0,
      auditTypes: [],
    });
    expect(toPolicy(answer({ keep_days: 7, audit_types: ["auth"] }), infoOf(dds))).toEqual({
      enabled: true,
      keepDays: 7,
      auditTypes: ["auth"],
    });
    expect(codeOf(() => toPolicy(answer({ keep_days: "7" }), infoOf(rds)))).toBe("UPSTREAM_CONTRACT_VIOLATION");
  });

  test("instances are read whatever their ports and types look like; one without a usable id is left out, and counted", () => {
    const body = {
      instances: [
        { id: "a1in07", name: "one", status: "ACTIVE", port: 3306, datastore: { type: "gaussdb-mysql" } },
        { id: "b2in01", port: "3306", enterprise_project_id: 0 },
        { id: "../escape", name: "bad" },
        { name: "no id" },
      ],
      total_count: 4,
    };
    const { instances, ids } = toInstances(answer(body), infoOf(taurusdb));
    expect(ids).toEqual(["a1in07", "b2in01", "../escape", undefined]);
    expect(instances).toMatchObject([
      { instanceId: "a1in07", name: "one", status: "ACTIVE", engine: "gaussdb-mysql" },
      { instanceId: "b2in01", name: null, status: null, engine: null },
    ]);
  });
});
