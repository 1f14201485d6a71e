import { AuditError } from "../../src/audit/errors.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type Product, startProduct } from "./support/product.js";

const secret = "https://user:hunter2@upstream.example/v3";

describe("errors", () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({
      sources: [
        memoryUsageSource({ name: "broken", failure: new TypeError(`cannot read ${secret}`) }),
        memoryUsageSource({
          name: "busy",
          failure: new AuditError("UPSTREAM_UNAVAILABLE", "Source busy does not answer.", {
            retryable: true,
            retryAfterMs: 5_000,
            upstreamRequestId: "req-7",
            detail: "ECONNRESET on the third try",
          }),
        }),
        memoryDatabaseSource(),
      ],
    });
  });
  afterAll(() => product.stop());

  test("what went wrong upstream stands in extensions, and the detail in the log only", async () => {
    const { body } = await product.ask('{ usageAuditPeriod(source: "busy") { id } auditSources { name } }');
    expect(body.errors).toEqual([
      {
        message: "Source busy does not answer.",
        locations: [{ line: 1, column: 3 }],
        path: ["usageAuditPeriod"],
        extensions: {
          code: "UPSTREAM_UNAVAILABLE",
          retryable: true,
          retryAfterMs: 5_000,
          upstreamRequestId: "req-7",
        },
      },
    ]);
    expect(body.data).toMatchObject({ usageAuditPeriod: null, auditSources: [{}, {}, {}] });
    expect(product.lines.join("")).toContain("ECONNRESET on the third try");
  });

  test("an unexpected error is masked: INTERNAL outside, its cause and stack in the log", async () => {
    const { body } = await product.ask('{ usageAuditPeriod(source: "broken") { id } }');
    expect(body.errors).toEqual([
      expect.objectContaining({
        message: "An internal error happened; it has been logged.",
        extensions: { code: "INTERNAL", retryable: false },
      }),
    ]);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|stack|TypeError|\.ts/);
    expect(product.lines.join("")).toMatch(/TypeError: cannot read/);
  });

  test.each([
    ["{ auditSources { name }", "GRAPHQL_PARSE_FAILED"],
    ["{ auditSources { nme } }", "GRAPHQL_VALIDATION_FAILED"],
    ["{ auditSources(kinds: [PIGEON]) { name } }", "GRAPHQL_VALIDATION_FAILED"],
    ["query A { auditSources { name } } query B { auditSources { name } }", "OPERATION_RESOLUTION_FAILURE"],
  ])("%s is answered 400 with GraphQL's own message and code", async (query, code) => {
    const { status, body } = await product.ask(query);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions).toEqual({ code });
    expect(body.data).toBeUndefined();
  });

  test.each([
    ["query ($first: Int) { usageAuditPeriods(first: $first) { nodes { id } } }", { first: "ten" }],
    ["query ($kinds: [AuditSourceKind!]) { auditSources(kinds: $kinds) { name } }", { kinds: ["PIGEON"] }],
    ["query ($ref: DatabaseInstanceRef!) { databaseInstance(ref: $ref) { id } }", { ref: { source: "mysql" } }],
    ["query ($ref: DatabaseInstanceRef!) { databaseInstance(ref: $ref) { id } }", {}],
    [
      'query ($min: SafeInt) { auditLogFiles(window: { from: "2026-11-01T00:00:00Z" }, filter: { minSizeBytes: $min }) { nodes { id } } }',
      { min: 1.5 },
    ],
  ])("%s with %j is INVALID_ARGUMENT and names the variable", async (query, variables) => {
    const { status, body } = await product.ask(query, variables);
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(1);
    expect(body.errors?.[0]?.extensions).toEqual({ code: "INVALID_ARGUMENT", retryable: false });
    expect(body.errors?.[0]?.message).toMatch(/^Variable "\$(first|kinds|ref|min)"/);
  });
});
