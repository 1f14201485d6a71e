import { type ConfiguredProduct, startConfigured } from "../http/support/configured-product.js";
import type { Fault } from "../../sandbox/index.js";

const INSTANCE = "f0e1d2c3b4a54968877665544332211ain01";
const OTHER = "a1b2c3d4e5f64071829304a5b6c7d8e9in01";
const WINDOW = { from: "2019-11-06T00:00:00Z", to: "2019-11-06T12:00:00Z" };
const ENTRIES = `nodes { __typename action raw textIsExact ... on UnreadableAuditEntry { reason } }
  pageInfo { hasNextPage endCursor } coverage { state problem { code message retryable } }
  scan { stoppedBy formats bytesRead recordsRead unreadable files filesLeft filesPassed recordIdGaps }`;
const OF_FILE = `query($after: String, $first: Int, $bytes: SafeInt, $filter: AuditLogEntryFilter) {
  auditLogFiles(instances: [{ source: "rds-eu", instanceId: "${INSTANCE}" }], first: 1, orderBy: OLDEST_FIRST,
    window: { from: "${WINDOW.from}", to: "${WINDOW.to}" }) {
    nodes { entries(after: $after, first: $first, maxBytes: $bytes, filter: $filter) { ${ENTRIES} } } } }`;
const OF_ALL = `query($after: String, $first: Int, $instances: [DatabaseInstanceRef!]!, $window: TimeWindowInput!, $filter: AuditLogEntryFilter) {
  auditLogEntries(instances: $instances, window: $window, first: $first, after: $after, filter: $filter) { ${ENTRIES} } }`;

interface Entries {
  readonly nodes: readonly {
    __typename: string;
    action: string | null;
    raw: string;
    textIsExact: boolean;
    reason?: string;
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly coverage: readonly {
    state: string;
    problem: { code: string; message: string; retryable: boolean } | null;
  }[];
  readonly scan: Readonly<Record<"stoppedBy", string>> &
    Readonly<
      Record<
        "bytesRead" | "recordsRead" | "unreadable" | "files" | "filesLeft" | "filesPassed" | "recordIdGaps",
        number
      >
    >;
}

let product: ConfiguredProduct;
beforeAll(async () => {
  product = await startConfigured((sandbox) => ({
    sources: sandbox.configuration().sources.map((source) => ({ ...source, timeoutMs: 1_500 })),
  }));
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

describe("what is no file of a proven form is refused by name, and never shown as empty", () => {
  test.each([
    [{ gzip: true }, "compressed (gzip)"],
    [{ form: "zip" }, "an archive (ZIP)"],
    [{ form: "xml" }, "XML or HTML"],
    [{ form: "percona-csv" }, "Percona Server (CSV)"],
    [{ form: "percona-json" }, "Percona Server (JSON)"],
    [{ form: "postgresql" }, "PostgreSQL"],
    [{ form: "words" }, "a form that is not known"],
  ] as const)("%j", async (object, words) => {
    strike({ kind: "contents", ...object });
    const { entries, code, message } = await ofFile();
    expect([entries, code]).toEqual([null, "UNSUPPORTED_FORMAT"]);
    expect(message).toContain(words);
  });
});

describe("what damages a record costs that record", () => {
  test.each([
    ["torn", "WRONG_FIELDS"],
    ["raw-quote", "BAD_QUOTING"],
    ["backslash", "BAD_QUOTING"],
  ] as const)("%s", async (damage, reason) => {
    strike({ kind: "contents", damage });
    const { entries } = await ofFile();
    const broken = entries?.nodes.filter(({ __typename }) => __typename === "UnreadableAuditEntry");
    expect(broken?.map((node) => node.reason)).toEqual([reason, reason]);
    expect(entries?.nodes).toHaveLength(200);
    expect((await ofFile({ filter: { includeUnreadable: false } })).entries?.scan.unreadable).toBe(2);
  });

  test("an end in the middle of a record", async () => {
    strike({ kind: "contents", cut: true });
    const { entries } = await ofFile({ bytes: 67_108_864, filter: { actions: ["none"] } });
    expect(entries?.nodes.map(({ reason }) => reason)).toEqual(["CUT_SHORT"]);
    expect(entries?.scan.stoppedBy).toBe("END");
  });

  test("NUL and bytes that are no UTF-8 are shown", async () => {
    strike({ kind: "contents", damage: "nul" });
    expect((await ofFile()).entries?.nodes.some(({ raw }) => raw.includes("before\u0000after"))).toBe(true);
    product.sandbox.control.reset();
    strike({ kind: "contents", damage: "invalid-utf8" });
    expect((await ofFile()).entries?.nodes.filter(({ textIsExact }) => !textIsExact)).toHaveLength(2);
  });

  test("a record that is forged with bare quotes shows in the counter", async () => {
    strike({ kind: "contents", damage: "raw-forgery" });
    expect((await ofFile()).entries?.scan.recordIdGaps).toBeGreaterThan(0);
  });

  test("a header row and a byte order mark are passed, and the log service's form is read", async () => {
    strike({ kind: "contents", headerRow: true, byteOrderMark: true });
    expect((await ofFile()).entries?.nodes[0]?.action).toBe("connect");
    product.sandbox.control.reset();
    strike({ kind: "contents", form: "lts" });
    expect((await ofFile()).entries?.nodes[0]).toMatchObject({ __typename: "DocumentAuditEntry", action: "update" });
  });
});

describe("what a store answers that is not the part that was asked for is refused", () => {
  test.each([
    [{ kind: "contents", range: "ignored" }, "UPSTREAM_CONTRACT_VIOLATION"],
    [{ kind: "contents", range: "shifted" }, "UPSTREAM_CONTRACT_VIOLATION"],
    [{ kind: "contents", range: "refused" }, "UPSTREAM_CONTRACT_VIOLATION"],
    [{ kind: "contents", etag: false }, "UPSTREAM_CONTRACT_VIOLATION"],
    [{ kind: "contents", form: "empty" }, "UPSTREAM_CONTRACT_VIOLATION"],
    [{ kind: "redirect", to: "https://files.example/secret" }, "UPSTREAM_REJECTED"],
    [{ kind: "links-elsewhere", route: "links" }, "UPSTREAM_REJECTED"],
    [{ kind: "links-elsewhere", route: "links", to: "https://10.0.0.1" }, "UPSTREAM_REJECTED"],
    [{ kind: "links-elsewhere", route: "links", to: "http://169.254.169.254" }, "UPSTREAM_REJECTED"],
  ])("%j is %s", async (fault, expected) => {
    strike(fault);
    const { entries, code, message } = await ofFile();
    expect([entries, code]).toEqual([null, expected]);
    expect(message).not.toMatch(/https?:|files\.example|10\.0|169\.254/);
  });

  test("a link that may not be followed is not followed", async () => {
    strike({
      kind: "links-elsewhere",
      route: "links",
      to: product.sandbox.urls.sources["dds-eu"].replace("127.0.0.1", "127.0.0.2"),
    });
    expect((await ofFile()).code).toBe("UPSTREAM_REJECTED");
    expect(product.sandbox.control.log.requests("dds-eu")).toEqual([]);
  });
});

describe("what may pass ends the page where it stands, and the next one goes on", () => {
  test.each([
    [{ kind: "clock-skew", ms: 3_600_000 }, "UPSTREAM_REJECTED"],
    [{ kind: "unavailable" }, "UPSTREAM_UNAVAILABLE"],
    [{ kind: "cut-before-headers" }, "UPSTREAM_UNAVAILABLE"],
    [{ kind: "cut-body" }, "UPSTREAM_UNAVAILABLE"],
    [{ kind: "hang" }, "UPSTREAM_TIMEOUT"],
    [{ kind: "slow-body", ms: 60_000 }, "UPSTREAM_TIMEOUT"],
  ])("%j is %s", async (fault, expected) => {
    const all = (await ofFile({ bytes: 400_000, filter: { actions: ["drop_table", "delete"] } })).entries;
    // The file's first bytes come; the read after them fails.
    strike({ after: 1, ...fault });
    const first = (await ofFile({ bytes: 400_000, filter: { actions: ["drop_table", "delete"] } })).entries;
    expect(first?.scan.stoppedBy).toBe("FAILED");
    expect(first?.coverage).toMatchObject([{ state: "FAILED", problem: { code: expected, retryable: true } }]);
    expect(first?.pageInfo.hasNextPage).toBe(true);
    product.sandbox.control.reset();
    const rest = { bytes: 400_000, filter: { actions: ["drop_table", "delete"] }, after: first?.pageInfo.endCursor };
    const second = (await ofFile(rest)).entries;
    const shown = [...(first?.nodes ?? []), ...(second?.nodes ?? [])].map(({ raw }) => raw);
    expect(shown.slice(0, all?.nodes.length)).toEqual(all?.nodes.map(({ raw }) => raw));
  });

  test("a deadline that is near", async () => {
    product.sandbox.control.onCall(({ route }) => {
      if (route === "download") product.clock.advance(5_000);
    });
    const { entries } = await ofFile({ bytes: 4_000_000, filter: { actions: ["none"] } });
    expect(entries?.scan.stoppedBy).toBe("DEADLINE");
    expect(entries?.pageInfo).toMatchObject({ hasNextPage: true, endCursor: expect.any(String) as string });
  });
});

test("another object under a cursor is said to be one, and a forged cursor refused", async () => {
  const first = (await ofFile({ first: 5 })).entries;
  strike({ kind: "contents", changed: true });
  expect(await ofFile({ after: first?.pageInfo.endCursor })).toMatchObject({ entries: null, code: "CONTENT_CHANGED" });
  expect((await ofFile({ after: `${first?.pageInfo.endCursor ?? ""}A` })).code).toBe("INVALID_CURSOR");
  expect((await ofFile({ after: first?.pageInfo.endCursor, filter: { actions: ["x"] } })).code).toBe("INVALID_CURSOR");
});

test("the store is sent no token and no word but the range, and its reads are planned calls", async () => {
  product.sandbox.control.log.reset();
  const { body } = await product.ask(OF_FILE, { first: 50 }, { "x-auth-token": "canary-token" });
  const [read] = product.sandbox.control.log.requests("rds-eu").filter(({ route }) => route === "download");
  const names = Object.keys(read?.headers ?? {}).sort();
  expect(names).toEqual(["accept-encoding", "connection", "host", "range"]);
  const { upstreamCalls } = body.extensions?.cost as { upstreamCalls: { planned: number; made: number } };
  expect(upstreamCalls.made).toBeLessThanOrEqual(upstreamCalls.planned);
});

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
    expect(page.scan.filesPassed).toBe(1);
    expect(page.nodes.length).toBeGreaterThan(10);
    expect(page.scan.stoppedBy).toBe("END");
  });

  test("a walk by small pages gives what one page gives", async () => {
    const filter = { actions: ["DROP_TABLE"], outcome: "SUCCEEDED" };
    const one = await product.data<{ auditLogEntries: Entries }>(
      OF_ALL.replace("window: $window,", "window: $window, maxBytes: 67108864,"),
      { instances, window: WINDOW, first: 200, filter },
    );
    const all = one.auditLogEntries;
    expect(all.scan.stoppedBy).toBe("END");
    const nodes: string[] = [];
    let after: string | null = null;
    for (let made = 0; made < 50; made += 1) {
      const page: Entries = await ofAll({ filter, first: 3, after });
      nodes.push(...page.nodes.map(({ raw }) => raw));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(nodes.length).toBeGreaterThan(10);
    expect(nodes).toEqual(all.nodes.map(({ raw }) => raw));
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
