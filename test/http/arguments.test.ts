import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

const WINDOW = 'window: { from: "2026-11-01T00:00:00Z" }';

describe("arguments", () => {
  let product: Product;
  const calls: string[] = [];

  beforeAll(async () => {
    const sources = [memoryUsageSource({ calls }), memoryDatabaseSource({ calls }), memoryBalancerSource({ calls })];
    product = await startProduct({ sources });
  });
  beforeEach(() => void calls.splice(0));
  afterAll(() => product.stop());

  test.each([
    [
      'usageAuditPeriods(sources: ["nope"]) { nodes { id } }',
      'sources: there is no source "nope"; configured are: compute, mysql, lb.',
    ],
    [
      'usageAuditPeriods(sources: ["conpute"]) { nodes { id } }',
      'sources: there is no source "conpute"; configured are: compute, mysql, lb. Did you mean compute?',
    ],
    [
      'usageAuditPeriods(sources: ["mysql"]) { nodes { id } }',
      'sources: "mysql" is of kind TAURUSDB; this takes the source of a usage audit: compute.',
    ],
    [
      'usageAuditPeriods(window: { from: "2026-02-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }) { nodes { id } }',
      "window: from must be earlier than to (which is now when it is omitted).",
    ],
    [
      'usageAuditPeriods(window: { from: "2026-12-01T00:00:00Z" }) { nodes { id } }',
      "window: from must be earlier than to (which is now when it is omitted).",
    ],
    [
      'usageAuditPeriod(source: "lb") { id }',
      'source: "lb" is of kind ATLAS; this takes the source of a usage audit: compute.',
    ],
    [
      'databaseInstance(ref: { source: "compute", instanceId: "one" }) { id }',
      'ref.source: "compute" is of kind NOVA; this takes a database service: mysql.',
    ],
    [
      'databaseInstance(ref: { source: "mysql", instanceId: "../one" }) { id }',
      "ref.instanceId: an instance id has 1 to 64 letters, digits, hyphens or underscores.",
    ],
    [
      `auditLogFiles(instances: [{ source: "mysql", instanceId: "one" }, { source: "x", instanceId: "one" }], ${WINDOW}) { nodes { id } }`,
      'instances[1].source: there is no source "x"; configured are: compute, mysql, lb.',
    ],
    [
      `auditLogFiles(${WINDOW}, filter: { minSizeBytes: -1 }) { nodes { id } }`,
      "filter.minSizeBytes: a file has 0 bytes or more.",
    ],
    [`auditLogFiles(${WINDOW}, first: 1000) { nodes { id } }`, "first: a page has 1 to 200 records."],
    [
      'loadBalancerAudits(filter: { sources: ["mysql"] }) { nodes { id } }',
      'filter.sources: "mysql" is of kind TAURUSDB; this takes a load balancer service: lb.',
    ],
    [
      'loadBalancerAudits(filter: { accountIds: ["1", "x&y"] }) { nodes { id } }',
      "filter.accountIds[1]: an account id is a whole number.",
    ],
    [
      'loadBalancerAudits(filter: { changedSince: "2026-11-02T00:00:00Z", changedBefore: "2026-11-01T00:00:00Z" }) { nodes { id } }',
      "filter.changedSince: it must be earlier than filter.changedBefore.",
    ],
    [
      `auditRecords(${WINDOW}, filter: { sources: ["nope"] }) { nodes { id } }`,
      'filter.sources: there is no source "nope"; configured are: compute, mysql, lb.',
    ],
  ])("%s is refused before anything is asked of an upstream", async (field, message) => {
    const { status, body } = await product.ask(`{ ${field} }`);
    expect(body.errors?.map((error) => [error.extensions.code, error.message])).toEqual([
      ["INVALID_ARGUMENT", message],
    ]);
    expect([status, Object.values(body.data ?? {})]).toEqual([200, [null]]);
    expect(calls).toEqual([]);
  });

  test("nodes takes at most 200 ids", async () => {
    const { body } = await product.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      ids: Array.from({ length: 201 }, () => "x"),
    });
    expect(body.errors?.[0]).toMatchObject({
      message: "ids: ask for at most 200 nodes at once.",
      extensions: { code: "INVALID_ARGUMENT", retryable: false },
    });
  });

  test("a variable that does not fit its type is INVALID_ARGUMENT and names the variable", async () => {
    const { status, body } = await product.ask(
      "query ($from: DateTime!) { auditRecords(window: { from: $from }) { nodes { id } } }",
      {
        from: "yesterday",
      },
    );
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions.code).toBe("INVALID_ARGUMENT");
    expect(body.errors?.[0]?.message).toMatch(/^Variable "\$from" got invalid value "yesterday"; .*RFC 3339/);
  });

  test("of many values that do not fit twenty are told", async () => {
    const ids = Array.from({ length: 40_000 }, () => ({}));
    const { status, body } = await product.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });
    const invalid = Array.from({ length: 20 }, (_, at) => ({
      message: `Variable "$ids" got invalid value {} at "ids[${at}]"; ID cannot represent value: {}`,
      locations: [{ line: 1, column: 8 }],
      extensions: { code: "INVALID_ARGUMENT", retryable: false },
    }));
    expect([status, body]).toEqual([
      400,
      {
        errors: [
          ...invalid,
          {
            message: "Too many errors processing variables, error limit reached. Execution aborted.",
            extensions: { code: "INVALID_ARGUMENT", retryable: false },
          },
        ],
      },
    ]);
  });

  test("a literal that does not fit its type is INVALID_ARGUMENT and shows the place", async () => {
    const { status, body } = await product.ask('{ auditRecords(window: { from: "2026-11-01" }) { nodes { id } } }');
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/found "2026-11-01"; .*RFC 3339/) as string,
      locations: [{ line: 1, column: 32 }],
      extensions: { code: "INVALID_ARGUMENT" },
    });
  });

  test("naming a source or an instance twice does not list its records twice", async () => {
    const { auditLogFiles, usageAuditPeriods } = await product.data<
      Record<string, { nodes: unknown[]; coverage: unknown[] }>
    >(
      `{ auditLogFiles(instances: [{ source: "mysql", instanceId: "one" }, { source: "mysql", instanceId: "one" }], ${WINDOW}) { nodes { id } coverage { state } }
         usageAuditPeriods(sources: ["compute", "compute"], ${WINDOW}) { nodes { id } coverage { state } } }`,
    );
    expect([auditLogFiles?.nodes.length, auditLogFiles?.coverage.length]).toEqual([10, 1]);
    expect([usageAuditPeriods?.nodes.length, usageAuditPeriods?.coverage.length]).toEqual([1, 1]);
  });
});
