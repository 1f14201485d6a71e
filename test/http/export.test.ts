import { parse as parseCsv } from "csv-parse/sync";
import type { AnySource } from "../../src/audit/sources.js";
import type { ServerOptions } from "../support/server.js";
import { endingOf, getExport, type Line, linesOf, WINDOW } from "./support/exports.js";
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

  test.each(["NEWEST_FIRST", "OLDEST_FIRST"])(
    "holds what the pages of a list hold, in their order: %s",
    async (orderBy) => {
      const product = await begin({ sources: all() });
      const page = `query ($window: TimeWindowInput!, $after: String, $orderBy: RecordOrder) {
      auditRecords(window: $window, orderBy: $orderBy, first: 70, after: $after) {
        edges { cursor node { __typename id occurredAt severity summary source { name kind } } }
        pageInfo { hasNextPage endCursor }
      }
    }`;
      interface Page {
        auditRecords: {
          edges: { cursor: string; node: { __typename: string; id: string; source: { name: string; kind: string } } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      }
      const expected: unknown[] = [];
      for (let after: string | undefined, more = true; more;) {
        const { auditRecords } = await product.data<Page>(page, { window: WINDOW, after, orderBy });
        for (const { cursor, node } of auditRecords.edges) {
          const { __typename: type, source, ...rest } = node;
          expected.push({ type, ...rest, source: source.name, kind: source.kind, cursor });
        }
        ({ endCursor: after, hasNextPage: more } = auditRecords.pageInfo);
      }
      const exported = await getExport(product, { list: "auditRecords", orderBy });
      const named = linesOf(exported.text).map(({ type, id, occurredAt, severity, summary, source, kind, cursor }) => ({
        type,
        id,
        occurredAt,
        severity,
        summary,
        source,
        kind,
        cursor,
      }));
      expect(named.length).toBeGreaterThan(600);
      expect(named).toEqual(expected);
      expect(endingOf(exported)).toEqual({ complete: true, cursor: named.at(-1)?.cursor, gaps: [], skipped: [] });
      expect(exported.trailers).toMatchObject({
        "export-complete": "true",
        "export-cursor": named.at(-1)?.cursor,
        "export-records": String(named.length),
      });
      expect(exported.headers).toMatchObject({
        "content-type": "application/x-ndjson; charset=utf-8",
        "cache-control": "no-store",
        "content-disposition": expect.stringContaining('filename="auditRecords-') as string,
      });
    },
  );

  test.each(["auditRecords", "auditLogFiles", "usageAuditPeriods", "loadBalancerAudits"])(
    "of %s has the same values as CSV, under a header line",
    async (list) => {
      const product = await begin({ sources: all() });
      const lines = linesOf((await getExport(product, { list })).text);
      const { text, headers } = await getExport(product, { list, format: "csv" });
      const [head, ...rows] = parseCsv(text, { record_delimiter: "\r\n" });
      const [first] = lines;
      expect(head).toEqual(Object.keys(first ?? {}));
      expect(head?.at(-1)).toBe("cursor");
      expect(rows.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@])/, "")))).toEqual(
        lines.map((line) =>
          Object.values(line).map((value) =>
            value === null ? "" : typeof value === "string" ? value : JSON.stringify(value),
          ),
        ),
      );
      expect(lines.length).toBeGreaterThan(2);
      expect(headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
    },
  );

  test.each(["ndjson", "csv"])("that was killed is gone on with, byte for byte: %s", async (format) => {
    const product = await begin({ sources: all() });
    const whole = await getExport(product, { list: "auditLogFiles", format });
    const end = format === "csv" ? "\r\n" : "\n";
    for (const at of [0.1, 0.4, 0.77]) {
      const cut = whole.text.slice(0, Math.floor(whole.text.length * at));
      const kept = cut.slice(0, cut.lastIndexOf(end) + end.length);
      const last = kept.trimEnd().split(end).at(-1) ?? "";
      const after = format === "csv" ? (last.split(",").at(-1) ?? "") : (JSON.parse(last) as Line).cursor;
      const rest = await getExport(product, { list: "auditLogFiles", format, after });
      expect(kept + rest.text === whole.text).toBe(true);
    }
  });

  test("takes the arguments and the filters of its list, by their names", async () => {
    const product = await begin({ sources: [...all(), memoryDatabaseSource({ name: "other", filesEach: 5 })] });
    const some = linesOf(
      (
        await getExport(product, {
          list: "auditLogFiles",
          instances: ["mysql/one", "other/two"],
          nameContains: "-000",
          minSizeBytes: "3000000003",
        })
      ).text,
    );
    expect(new Set(some.map(({ source, instanceId }) => `${String(source)}/${String(instanceId)}`))).toEqual(
      new Set(["mysql/one", "other/two"]),
    );
    expect(some).toHaveLength(7 + 2);
    const errors = linesOf(
      (await getExport(product, { list: "loadBalancerAudits", statuses: ["ERROR", "BUILD"] })).text,
    );
    expect(new Set(errors.map(({ status }) => status))).toEqual(new Set(["ERROR", "BUILD"]));
    expect(linesOf((await getExport(product, { list: "auditRecords", sources: "" })).text)).toEqual([]);
  });
  test("runs no formula in a spreadsheet: such cells begin with an apostrophe", async () => {
    const texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", 'a "quoted", one', "two\r\nlines", "Zürich", "a=b"];
    const balancers = memoryBalancerSource();
    const renamed: AnySource = {
      ...balancers,
      open: (session) => {
        const reader = balancers.subject === "loadBalancer" ? balancers.open(session) : undefined;
        if (!reader) throw new Error("not a balancer");
        return {
          ...reader,
          audits: () => ({
            ...reader.audits(),
            read: async function* (asked) {
              for await (const chunk of reader.audits().read(asked)) {
                yield { ...chunk, records: chunk.records.map((each, i) => ({ ...each, name: texts[i] ?? "" })) };
              }
            },
          }),
        };
      },
    } as AnySource;
    const product = await begin({ sources: [renamed] });
    const { text } = await getExport(product, { list: "loadBalancerAudits", format: "csv" });
    const rows = parseCsv<{ name: string }>(text, { columns: true, record_delimiter: "\r\n" });
    expect(rows.map(({ name }) => name)).toEqual(texts.slice(0, 8).map((each, i) => (i < 6 ? `'${each}` : each)));
    expect(text.split("\r\n").at(-1)).toBe("");
  });
});
