import type { Fault } from "../../sandbox/index.js";
import { type ConfiguredProduct, startConfigured } from "../http/support/configured-product.js";
import { type Entries, OF_FILE } from "./support/entries.js";

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

describe("a header row of other names than the facts know is refused by name, with what to do", () => {
  test.each(["translated", "reordered", "longer"])("%s", async (headerRow) => {
    strike({ kind: "contents", headerRow });
    const { entries, code, message } = await ofFile();
    expect([entries, code]).toEqual([null, "UNSUPPORTED_FORMAT"]);
    expect(message).toContain("a header row of other names or another order than the twelve that are known");
    expect(message).toContain("`auditgraph inspect-log FILE`");
    expect(message).not.toContain("duration");
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
      if (route === "download") product.clock.advance(30_000);
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
  expect(await ofFile({ after: first?.pageInfo.endCursor, filter: { actions: ["x"] } })).toMatchObject({
    code: "INVALID_CURSOR",
    message: expect.stringContaining("with other arguments (filter differs)") as string,
  });
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
