import type { Fault } from "../../sandbox/index.js";
import { type ConfiguredProduct, startConfigured } from "../http/support/configured-product.js";
import { type Entries, INSTANCE, OF_ALL, OF_FILE, WINDOW } from "./support/entries.js";

/** contents.format names the form that a source's files must have. */

const start = (format: string): Promise<ConfiguredProduct> =>
  startConfigured((sandbox) => ({
    sources: sandbox.configuration().sources.map((source) => {
      const { contents } = source as { readonly contents?: object };
      return source.name === "rds-eu" ? { ...source, contents: { ...contents, format } } : source;
    }),
  }));

const ask = async (product: ConfiguredProduct, variables: object = {}) => {
  const { body } = await product.ask(OF_FILE, { first: 5, ...variables });
  const data = body.data as { auditLogFiles?: { nodes: { entries: Entries | null }[] } } | null | undefined;
  const entries = data?.auditLogFiles?.nodes[0]?.entries ?? null;
  return { entries, code: body.errors?.[0]?.extensions.code, message: body.errors?.[0]?.message ?? "" };
};

describe("a source whose configuration names the form of its files", () => {
  let sql: ConfiguredProduct;
  let documents: ConfiguredProduct;
  beforeAll(async () => {
    [sql, documents] = await Promise.all([start("SQL"), start("DOCUMENTS")]);
  });
  afterAll(() => Promise.all([sql.stop(), documents.stop()]));
  afterEach(() => [sql, documents].forEach(({ sandbox }) => sandbox.control.reset()));

  const inOtherForm = ({ sandbox }: ConfiguredProduct, form: string): void =>
    void sandbox.control.faults.add({ source: "rds-eu", route: "download", kind: "contents", form } as Fault);

  test("reads files of that form", async () => {
    expect((await ask(sql)).entries?.nodes).toHaveLength(5);
    inOtherForm(documents, "lts");
    expect((await ask(documents)).entries?.nodes[0]?.__typename).toBe("DocumentAuditEntry");
  });

  test("refuses another form by both names, though it is known, and says what to change", async () => {
    inOtherForm(sql, "lts");
    for (const [product, has, expects] of [
      [sql, "DOCUMENTS", "SQL"],
      [documents, "SQL", "DOCUMENTS"],
    ] as const) {
      const { entries, code, message } = await ask(product);
      expect([entries, code]).toEqual([null, "UNSUPPORTED_FORMAT"]);
      expect(message).toContain(`in the form ${has}, where the source's configuration expects ${expects}`);
      expect(message).toContain("contents.format");
    }
  });

  test("refuses it in a search over instances too, where it is no empty list", async () => {
    const instances = [{ source: "rds-eu", instanceId: INSTANCE }];
    const { body } = await documents.ask(OF_ALL, { instances, window: WINDOW, first: 5 });
    const told = JSON.stringify(body);
    expect(told).toContain("UNSUPPORTED_FORMAT");
    expect(told).toContain("expects DOCUMENTS");
  });

  test("and a cursor into a file of another form, made before the configuration was changed", async () => {
    const before = (await ask(sql)).entries;
    const { code, message } = await ask(documents, { after: before?.pageInfo.endCursor });
    expect([code, before?.nodes.length]).toEqual(["UNSUPPORTED_FORMAT", 5]);
    expect(message).toContain("expects DOCUMENTS");
  });
});
