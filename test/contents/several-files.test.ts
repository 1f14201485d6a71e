import type { Fault } from "../../sandbox/index.js";
import { type ConfiguredProduct, startConfigured } from "../http/support/configured-product.js";
import { type Entries, INSTANCE, OF_ALL, OF_FILE, OTHER, WINDOW } from "./support/entries.js";

let product: ConfiguredProduct;
beforeAll(async () => {
  product = await startConfigured((sandbox) => ({
    sources: sandbox.configuration().sources.map((source) => ({ ...source, timeoutMs: 1_500 })),
  }));
  // Small ones: what a page reads of them takes no time that counts.
  const filesFrom = (hour: number) => ({
    id: `h${hour}`,
    bytes: 1_500_000,
    begin: `2019-11-06T0${hour}:00:00Z`,
    end: `2019-11-06T0${hour}:30:00Z`,
  });
  const { control } = product.sandbox;
  control
    .database("rds-eu")
    .instance(INSTANCE)
    .setFiles([filesFrom(1), filesFrom(2)]);
  control
    .database("mysql-docs")
    .instance("3d39c18788b54a919bab633874c159dfin01")
    .setFiles([filesFrom(3)]);
});
afterAll(() => product.stop());
afterEach(() => product.sandbox.control.reset());

const strike = (fault: Readonly<Record<string, unknown>>): void => {
  product.sandbox.control.faults.add({ route: "download", ...fault, source: "rds-eu" } as Fault);
};

const ofFile = async (variables: object = {}) => {
  const { body } = await product.ask(OF_FILE, { first: 200, ...variables });
  const data = body.data as { auditLogFiles?: { nodes: { entries: Entries | null }[] } } | null | undefined;
  const entries = data?.auditLogFiles?.nodes[0]?.entries ?? null;
  return { entries, code: body.errors?.[0]?.extensions.code, message: body.errors?.[0]?.message ?? "" };
};

describe("over several instances", () => {
  const instances = [
    { source: "rds-eu", instanceId: INSTANCE },
    { source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" },
  ];
  const ofAll = async (variables: object = {}) =>
    (await product.data<{ auditLogEntries: Entries }>(OF_ALL, { instances, window: WINDOW, first: 200, ...variables }))
      .auditLogEntries;

  test("a file that cannot be read is passed, and said to be; the others are read", async () => {
    strike({ kind: "contents", form: "postgresql" });
    const page = await ofAll({ filter: { actions: ["drop_table"] } });
    expect(page.coverage.map(({ state, problem }) => [state, problem?.code])).toEqual([
      ["FAILED", "UNSUPPORTED_FORMAT"],
      ["COMPLETE", undefined],
    ]);
    expect(page.scan.filesPassed).toBe(2);
    expect(page.nodes.length).toBeGreaterThan(2);
    expect(page.scan.stoppedBy).toBe("END");
    expect(page.totalCount).toBeNull();
  });

  test("a walk by small pages gives what one page gives", async () => {
    const filter = { actions: ["DROP_TABLE"], outcome: "SUCCEEDED" };
    const one = await product.data<{ auditLogEntries: Entries }>(
      OF_ALL.replace("window: $window,", "window: $window, maxBytes: 67108864,"),
      { instances, window: WINDOW, first: 200, filter },
    );
    const all = one.auditLogEntries;
    expect(all.scan.stoppedBy).toBe("END");
    expect(all.totalCount).toBe(all.nodes.length);
    const nodes: string[] = [];
    let after: string | null = null;
    for (let made = 0; made < 50; made += 1) {
      const page: Entries = await ofAll({ filter, first: 2, after });
      nodes.push(...page.nodes.map(({ raw }) => raw));
      expect(page.totalCount).toBeNull();
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(nodes.length).toBeGreaterThan(4);
    expect(nodes).toEqual(all.nodes.map(({ raw }) => raw));
  });

  test("a cursor that is used with other arguments tells which of them differ", async () => {
    const { pageInfo } = await ofAll({ first: 2 });
    const refused = async (variables: object): Promise<string | undefined> => {
      const asked = { instances, window: WINDOW, first: 2, after: pageInfo.endCursor, ...variables };
      const [error] = (await product.ask(OF_ALL, asked)).body.errors ?? [];
      expect(error?.extensions.code).toBe("INVALID_CURSOR");
      return error?.message;
    };
    const other = (what: string): string =>
      `after: this cursor was made with other arguments (${what}); use those, or start again from the first page.`;
    expect(await refused({ filter: { actions: ["drop"] } })).toBe(other("filter differs"));
    expect(await refused({ instances: instances.slice(1) })).toBe(other("instances differs"));
    expect(await refused({ window: { ...WINDOW, to: "2019-11-06T11:00:00Z" }, filter: { outcome: "FAILED" } })).toBe(
      other("window, filter differ"),
    );
    const [first] = (await ofAll({ first: 2 })).nodes;
    expect((await ofAll({ first: 2, instances: instances.toReversed() })).nodes[0]).toEqual(first);
  });

  test("at most 20 files are opened, and the walk goes on behind them", async () => {
    const begin = Date.parse("2026-11-18T00:00:00Z");
    const files = Array.from({ length: 25 }, (_, i) => ({ id: `f${i}`, bytes: 20_000, begin: begin + i * 1_800_000 }));
    product.sandbox.control.database("rds-eu").instance(OTHER).setFiles(files);
    const window = { from: "2026-11-18T00:00:00Z", to: "2026-11-19T00:00:00Z" };
    const asked = { instances: [{ source: "rds-eu", instanceId: OTHER }], window, filter: { actions: ["drop_table"] } };
    const first = await ofAll(asked);
    expect(first.scan).toMatchObject({ stoppedBy: "FILES", files: 20, filesLeft: 5 });
    const second = await ofAll({ ...asked, after: first.pageInfo.endCursor });
    expect(second.scan).toMatchObject({ stoppedBy: "END", files: 5, filesLeft: 0 });
    expect([first.nodes.length, second.nodes.length]).toEqual([20, 5]);
  });
});

test("a store that hangs holds nobody else: not the source's lists, nor another source's files", async () => {
  strike({ kind: "hang" });
  const hanging = ofFile();
  const lists = await product.data<{ auditLogFiles: { nodes: unknown[] } }>(
    `{ auditLogFiles(instances: [{ source: "rds-eu", instanceId: "${OTHER}" }], first: 1, window: { from: "2026-11-18T00:00:00Z", to: "2026-11-19T00:00:00Z" }) { nodes { name } } }`,
  );
  expect(lists.auditLogFiles.nodes).toHaveLength(1);
  const other = {
    instances: [{ source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" }],
    window: WINDOW,
    first: 3,
  };
  expect((await product.data<{ auditLogEntries: Entries }>(OF_ALL, other)).auditLogEntries.nodes).toHaveLength(3);
  expect((await hanging).entries?.coverage[0]?.problem?.code).toBe("UPSTREAM_TIMEOUT");
});
