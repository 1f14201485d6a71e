import type { Product } from "../../src/product.js";
import { NOW, startSandboxProduct } from "../examples/sandbox-product.js";
import { post } from "../support/post.js";

interface Row {
  readonly __typename: string;
  readonly id: string;
  readonly severity: string;
  readonly summary: string;
  readonly source: { readonly name: string; readonly kind: string };
  readonly instance?: { readonly instanceId: string };
}
interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const DAY = 86_400_000;
const from = new Date(NOW - 60 * DAY).toISOString();
const ROW =
  "__typename id severity summary source { name kind } ... on AuditLogFile { name sizeBytes instance { instanceId } }";

describe("filters", () => {
  let product: Product;
  const ask = async (query: string, variables: object = {}) => {
    const response = await post(product.baseUrl, { query, variables });
    return (await response.json()) as {
      data: Record<string, never>;
      errors?: { message: string }[];
      extensions: { cost: { upstreamCalls: { made: number } } };
    };
  };
  /** Every page of a list. */
  const walk = async <T>(field: string, filterType: string, selection: string, filter: object, args = "") => {
    const rows: T[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { data, errors } = await ask(
        `query W($filter: ${filterType}, $after: String) { list: ${field}(filter: $filter, first: 200, after: $after${args}) {
          nodes { ${selection} } pageInfo { hasNextPage endCursor } } }`,
        { filter, after },
      );
      expect(errors).toBeUndefined();
      const { list } = data as unknown as { list: Page<T> };
      rows.push(...list.nodes);
      ({ endCursor: after, hasNextPage: more } = list.pageInfo);
    }
    return rows;
  };
  const records = (filter: object) =>
    walk<Row>(
      "auditRecords",
      "AuditRecordFilter",
      ROW,
      { kinds: ["NOVA", "ATLAS", "RDS"], ...filter },
      `, window: { from: "${from}" }`,
    );
  const files = (filter: object) =>
    walk<{ name: string; sizeBytes: number; source: { name: string; kind: string } }>(
      "auditLogFiles",
      "AuditLogFileFilter",
      "name sizeBytes source { name kind }",
      filter,
      `, window: { from: "${new Date(NOW - DAY).toISOString()}" }`,
    );
  let all: readonly Row[];

  beforeAll(async () => {
    product = await startSandboxProduct();
    all = await records({});
  });
  afterAll(() => product.stop());

  test("the time line by severity, text, instance and host is what passes of the whole, in the same order", async () => {
    const errors = await records({ severities: ["ERROR", "WARNING"] });
    expect(errors.length).toBeGreaterThan(0);
    expect(errors).toEqual(all.filter(({ severity }) => severity !== "INFO"));
    const text = await records({ text: "PENDING update" });
    expect(text.length).toBeGreaterThan(0);
    expect(text).toEqual(all.filter(({ summary }) => summary.toLowerCase().includes("pending update")));
    const file = all.find(({ instance }) => instance !== undefined);
    const instances = [{ source: file?.source.name, instanceId: file?.instance?.instanceId }];
    expect(await records({ instances })).toEqual(
      all.filter(({ instance }) => instance?.instanceId === file?.instance?.instanceId),
    );
    const hosts = await records({ hosts: ["nobody-has-this-name"] });
    expect(hosts).toEqual([]);
  });

  test("a severity that no log file has asks no database service", async () => {
    const { data, extensions } = await ask(
      `{ auditRecords(window: { from: "${from}" }, filter: { severities: [ERROR] }) { nodes { id } coverage { source { kind } } } }`,
    );
    const { coverage } = (data as unknown as { auditRecords: { coverage: { source: { kind: string } }[] } })
      .auditRecords;
    expect(
      coverage.map(({ source }) => source.kind).filter((kind) => !["NOVA", "ATLAS", "OCTAVIA"].includes(kind)),
    ).toEqual([]);
    expect(extensions.cost.upstreamCalls.made).toBeLessThan(20);
  });

  test("no severity, no instance and no host at all is an empty list", async () => {
    for (const filter of [{ severities: [] }, { instances: [] }, { hosts: [] }, { sources: [] }, { kinds: [] }]) {
      expect(await records(filter)).toEqual([]);
    }
  });

  test("every record has one sentence that names it", () => {
    for (const { summary, source } of all) {
      expect(summary).toContain(source.name);
      expect(summary).toMatch(/^[A-Z][^\n]*\.$/);
    }
  });

  test("files by source, kind, size and name in any case", async () => {
    const whole = await files({});
    expect(await files({ sources: ["rds-eu"] })).toEqual(whole.filter(({ source }) => source.name === "rds-eu"));
    expect(await files({ kinds: ["DDS", "RDS"] })).toEqual(
      whole.filter(({ source }) => ["DDS", "RDS"].includes(source.kind)),
    );
    const sizes = whole.map(({ sizeBytes }) => sizeBytes).sort((a, b) => a - b);
    const middle = sizes[Math.floor(sizes.length / 2)] ?? 0;
    const small = await files({ maxSizeBytes: middle });
    expect(small).toEqual(whole.filter(({ sizeBytes }) => sizeBytes <= middle));
    expect(small.length).toBeLessThan(whole.length);
    const part = (whole[0]?.name ?? "").slice(0, 6);
    const shouted = part === part.toUpperCase() ? part.toLowerCase() : part.toUpperCase();
    expect(await files({ nameContainsAnyCase: shouted })).toEqual(
      whole.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase())),
    );
    const { errors } = await ask(
      `{ auditLogFiles(window: { from: "${from}" }, filter: { minSizeBytes: 5, maxSizeBytes: 4 }) { nodes { id } } }`,
    );
    expect(errors?.[0]?.message).toMatch(/filter\.maxSizeBytes: it must be filter\.minSizeBytes or more/);
  });

  test("periods by status and errors", async () => {
    const selection = "id status totalErrors";
    const periods = (filter: object) =>
      walk<{ status: string; totalErrors: number }>("usageAuditPeriods", "UsageAuditPeriodFilter", selection, filter);
    const whole = await periods({});
    const [first] = whole;
    const some = await periods({ statuses: [first?.status] });
    expect(some).toEqual(whole.filter(({ status }) => status === first?.status));
    expect(await periods({ hasErrors: true })).toEqual(whole.filter(({ totalErrors }) => totalErrors > 0));
    expect(await periods({ statuses: [] })).toEqual([]);
  });
});
