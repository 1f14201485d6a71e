import { Scope } from "../../src/audit/session.js";
import type { AnySource } from "../../src/audit/sources.js";
import type { ServerOptions } from "../support/server.js";
import { endingOf, getExport, type Parameters } from "./support/exports.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type ServedProduct, startProduct } from "./support/product.js";

describe("an export", () => {
  const products: ServedProduct[] = [];
  const begin = async (options: ServerOptions): Promise<ServedProduct> => {
    const product = await startProduct(options);
    products.push(product);
    return product;
  };
  const all = (): AnySource[] => [
    memoryUsageSource(),
    memoryDatabaseSource({ filesEach: 300 }),
    memoryBalancerSource(),
  ];

  afterEach(async () => {
    await Promise.all(products.splice(0).map((product) => product.stop()));
  });

  test.each<[string, Parameters, RegExp]>([
    ["no list", {}, /^list: write one of auditRecords, auditLogFiles/],
    ["an unknown list", { list: "users" }, /^list: /],
    ["an unknown format", { list: "auditRecords", format: "xlsx" }, /^format: write one of ndjson, csv\./],
    ["no begin", { list: "auditRecords", from: "" }, /^from: /],
    [
      "an unknown parameter",
      { list: "auditRecords", source: "x" },
      /^source: an export of auditRecords takes list, format/,
    ],
    ["a paging argument of its own", { list: "auditRecords", first: "5" }, /^first: /],
    ["a status that is none", { list: "loadBalancerAudits", statuses: "BROKEN" }, /BROKEN/],
    ["a number that is none", { list: "auditLogFiles", minSizeBytes: "1e3" }, /^minSizeBytes: write a number/],
    ["an instance without its source", { list: "auditLogFiles", instances: "one" }, /^instances: /],
    ["a cursor of another list", { list: "auditRecords", after: "x" }, /damaged/],
    ["a source that is not configured", { list: "auditRecords", sources: "nobody" }, /nobody/],
  ])("is refused with %s, in a sentence", async (_what, params, sentence) => {
    const product = await begin({ sources: all() });
    const { status, text } = await getExport(product, params);
    const [error] = (JSON.parse(text) as { errors: { message: string }[] }).errors;
    expect([status, error?.message]).toEqual([400, expect.stringMatching(sentence)]);
  });

  test("is refused with 403 before anything is asked, and told of what a scope leaves out", async () => {
    const calls: string[] = [];
    const product = await begin({
      sources: [memoryUsageSource({ calls }), memoryDatabaseSource({ calls }), memoryBalancerSource({ calls })],
      access: {
        callerOf: (headers) => {
          const scopes = new Set(String(headers["x-scopes"]).split(" ") as Scope[]);
          return { key: "test", token: undefined, scopes };
        },
      },
    });
    const refused = await getExport(product, { list: "auditRecords" }, { "x-scopes": "" });
    expect([refused.status, JSON.parse(refused.text), calls]).toEqual([
      403,
      { errors: [{ message: expect.any(String) as string, extensions: { code: "FORBIDDEN", retryable: false } }] },
      [],
    ]);
    const audits = await getExport(product, { list: "loadBalancerAudits" }, { "x-scopes": Scope.READ });
    expect([audits.status, calls]).toEqual([403, []]);
    const records = await getExport(product, { list: "auditRecords" }, { "x-scopes": Scope.READ });
    expect(endingOf(records)).toMatchObject({ complete: true, gaps: [], skipped: ["lb"] });
  });

  test("is refused at once where the minute is used up before it begins", async () => {
    const quota = { operations: 1, points: 1_000_000, upstreamCalls: 1_000_000 };
    const rate = { known: quota, anonymous: quota, byAddress: true, trustedProxies: [] };
    const product = await begin({ sources: [memoryDatabaseSource()], rate });
    expect((await getExport(product, { list: "auditLogFiles" })).status).toBe(200);
    const { status, headers, text } = await getExport(product, { list: "auditLogFiles" });
    expect([status, Number(headers["retry-after"]) > 0, text]).toEqual([
      429,
      true,
      expect.stringContaining("RATE_LIMITED"),
    ]);
  });

  test("is not begun by a page of another site", async () => {
    const calls: string[] = [];
    const product = await begin({ sources: [memoryDatabaseSource({ calls })] });
    const { status } = await getExport(product, { list: "auditLogFiles" }, { "sec-fetch-site": "cross-site" });
    expect([status, calls]).toEqual([403, []]);
    const allowed = { "sec-fetch-site": "cross-site", "apollo-require-preflight": "1" };
    expect((await getExport(product, { list: "auditLogFiles" }, allowed)).status).toBe(200);
  });

  test("is the caller's also where only trusted documents are run, and opens as itself in a browser", async () => {
    const product = await begin({
      sources: [memoryDatabaseSource()],
      documents: { mode: "trusted", manifest: new Map() },
    });
    const { status, headers } = await getExport(
      product,
      { list: "auditLogFiles", format: "csv" },
      { accept: "text/html" },
    );
    expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8; header=present"]);
  });
});
