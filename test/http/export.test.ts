import { once } from "node:events";
import { connect } from "node:net";
import { parse as parseCsv } from "csv-parse/sync";
import { request } from "undici";
import { AuditError } from "../../src/audit/errors.js";
import { Scope } from "../../src/audit/session.js";
import type { AnySource } from "../../src/audit/sources.js";
import type { ServerOptions } from "../support/server.js";
import { ManualPace } from "./support/manual-pace.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type ServedProduct, startProduct } from "./support/product.js";
import { daysAgo, iso } from "./support/world.js";

const WINDOW = { from: iso(daysAgo(100)), to: iso(daysAgo(0)) };

interface Exported {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly trailers: Readonly<Record<string, string>>;
}
type Line = Readonly<Record<string, unknown>> & { readonly cursor: string };
interface Ending {
  readonly complete: boolean;
  readonly cursor: string | null;
  readonly gaps: readonly { readonly source: string; readonly missing: readonly object[] }[];
  readonly skipped: readonly string[];
  readonly error?: { readonly code: string };
}

const urlOf = (product: ServedProduct, params: Record<string, string | readonly string[]>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...WINDOW, ...params })) {
    for (const each of [value].flat() as string[]) search.append(name, each);
  }
  return `${product.baseUrl}/export?${search.toString()}`;
};

const linesOf = (text: string): Line[] =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith('{"export":'))
    .map((line) => JSON.parse(line) as Line);
const endingOf = ({ text }: Exported): Ending =>
  (JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as { export: Ending }).export;

/** Fails from this read of files on, or from another on again. */
const failingFrom = (source: AnySource, isFailing: () => boolean): AnySource => {
  if (source.subject !== "database") throw new Error("not a database");
  return {
    ...source,
    open: (session) => {
      const reader = source.open(session);
      return {
        ...reader,
        files: (id, filter) => {
          const timeline = reader.files(id, filter);
          return {
            ...timeline,
            read: async function* (asked) {
              if (isFailing()) throw new AuditError("UPSTREAM_UNAVAILABLE", "It is down.", { retryable: true });
              yield* timeline.read(asked);
            },
          };
        },
      };
    },
  };
};

describe("GET /export", () => {
  const products: ServedProduct[] = [];
  const begin = async (options: Partial<ServerOptions> & Pick<ServerOptions, "sources">): Promise<ServedProduct> => {
    const product = await startProduct(options);
    products.push(product);
    return product;
  };
  const get = async (
    product: ServedProduct,
    params: Record<string, string | readonly string[]>,
    headers: Record<string, string> = {},
  ): Promise<Exported> => {
    const answer = await request(urlOf(product, params), { headers });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, trailers: answer.trailers };
  };
  const all = (): AnySource[] => [
    memoryUsageSource(),
    memoryDatabaseSource({ filesEach: 300 }),
    memoryBalancerSource(),
  ];
  /** A pace whose time passes by itself, as soon as something waits. */
  const swift = (): ManualPace => {
    const pace = new ManualPace();
    const after = pace.after.bind(pace);
    pace.after = (ms, callback) => {
      const cancel = after(ms, callback);
      setImmediate(() => pace.pass(ms));
      return cancel;
    };
    return pace;
  };

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
      const exported = await get(product, { list: "auditRecords", orderBy });
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
      const lines = linesOf((await get(product, { list })).text);
      const { text, headers } = await get(product, { list, format: "csv" });
      const [head, ...rows] = parseCsv(text, { record_delimiter: "\r\n" });
      const [first] = lines;
      expect(head).toEqual(Object.keys(first ?? {}));
      expect(head?.at(-1)).toBe("cursor");
      expect(rows.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@])/, "")))).toEqual(
        lines.map((line) => Object.values(line).map((value) => (value === null ? "" : String(value)))),
      );
      expect(lines.length).toBeGreaterThan(2);
      expect(headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
    },
  );

  test.each(["ndjson", "csv"])("that was killed is gone on with, byte for byte: %s", async (format) => {
    const product = await begin({ sources: all() });
    const whole = await get(product, { list: "auditLogFiles", format });
    const end = format === "csv" ? "\r\n" : "\n";
    for (const at of [0.1, 0.4, 0.77]) {
      const cut = whole.text.slice(0, Math.floor(whole.text.length * at));
      const kept = cut.slice(0, cut.lastIndexOf(end) + end.length);
      const last = kept.trimEnd().split(end).at(-1) ?? "";
      const after = format === "csv" ? (last.split(",").at(-1) ?? "") : (JSON.parse(last) as Line).cursor;
      const rest = await get(product, { list: "auditLogFiles", format, after });
      expect(kept + rest.text === whole.text).toBe(true);
    }
  });

  test("takes the arguments and the filters of its list, by their names", async () => {
    const product = await begin({ sources: [...all(), memoryDatabaseSource({ name: "other", filesEach: 5 })] });
    const some = linesOf(
      (
        await get(product, {
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
    const errors = linesOf((await get(product, { list: "loadBalancerAudits", statuses: ["ERROR", "BUILD"] })).text);
    expect(new Set(errors.map(({ status }) => status))).toEqual(new Set(["ERROR", "BUILD"]));
    expect(linesOf((await get(product, { list: "auditRecords", sources: "" })).text)).toEqual([]);
  });

  test.each<[string, Record<string, string | readonly string[]>, RegExp]>([
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
    const { status, text } = await get(product, params);
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
    const refused = await get(product, { list: "auditRecords" }, { "x-scopes": "" });
    expect([refused.status, JSON.parse(refused.text), calls]).toEqual([
      403,
      { errors: [{ message: expect.any(String) as string, extensions: { code: "FORBIDDEN", retryable: false } }] },
      [],
    ]);
    const audits = await get(product, { list: "loadBalancerAudits" }, { "x-scopes": Scope.READ });
    expect([audits.status, calls]).toEqual([403, []]);
    const records = await get(product, { list: "auditRecords" }, { "x-scopes": Scope.READ });
    expect(endingOf(records)).toMatchObject({ complete: true, gaps: [], skipped: ["lb"] });
  });

  test("tells of a source that fails in the middle, and holds all of the others", async () => {
    let reads = 0;
    const flaky = memoryDatabaseSource({ name: "flaky", instances: ["one"], filesEach: 600 });
    const isFailing = (): boolean => (reads += 1) > 2;
    const sources = [failingFrom(flaky, isFailing), memoryDatabaseSource({ filesEach: 300 })];
    const product = await begin({ sources, pace: swift() });
    const exported = await get(product, { list: "auditLogFiles" });
    const ending = endingOf(exported);
    const lines = linesOf(exported.text);
    expect(lines.filter(({ source }) => source === "mysql")).toHaveLength(600);
    const shown = lines.filter(({ source }) => source === "flaky").length;
    expect([shown > 0, shown < 600]).toEqual([true, true]);
    expect(ending).toMatchObject({
      complete: false,
      gaps: [{ source: "flaky", instanceId: "one", code: "UPSTREAM_UNAVAILABLE" }],
    });
    expect(ending.gaps[0]?.missing).toHaveLength(1);
    expect(exported.trailers).toMatchObject({ "export-complete": "false" });
    expect(JSON.parse(exported.trailers["export-ending"] ?? "")).toEqual(ending);
  });

  test("reads a page again where a source failed for a moment: nothing is missing", async () => {
    let reads = 0;
    const flaky = memoryDatabaseSource({ name: "flaky", instances: ["one"], filesEach: 600 });
    const sources = [failingFrom(flaky, () => (reads += 1) === 2)];
    const product = await begin({ sources, pace: swift() });
    const exported = await get(product, { list: "auditLogFiles" });
    expect([linesOf(exported.text).length, endingOf(exported)]).toEqual([
      600,
      expect.objectContaining({ complete: true, gaps: [] }),
    ]);
  });

  test("waits where the caller's minute is used up, and is whole all the same", async () => {
    const quota = { operations: 4, points: 1_000_000, upstreamCalls: 1_000_000 };
    const pace = swift();
    const minutes: number[] = [];
    const product = await begin({
      sources: [memoryDatabaseSource({ instances: ["one"], filesEach: 1_100 })],
      rate: { known: quota, anonymous: quota, byAddress: true, trustedProxies: [] },
      pace: {
        now: () => pace.now(),
        after: (ms, callback) => {
          minutes.push(ms);
          // The minute of the counts is the machine's.
          jest.spyOn(Date, "now").mockReturnValue(Date.now() + ms);
          return pace.after(ms, callback);
        },
      },
    });
    const exported = await get(product, { list: "auditLogFiles" });
    jest.restoreAllMocks();
    expect([linesOf(exported.text).length, endingOf(exported).complete]).toEqual([1_100, true]);
    expect(minutes.length).toBeGreaterThan(10);
    expect(exported.headers.ratelimit).toMatch(/^"operations";r=3;/);
  });

  test("is refused at once where the minute is used up before it begins", async () => {
    const quota = { operations: 1, points: 1_000_000, upstreamCalls: 1_000_000 };
    const rate = { known: quota, anonymous: quota, byAddress: true, trustedProxies: [] };
    const product = await begin({ sources: [memoryDatabaseSource()], rate });
    expect((await get(product, { list: "auditLogFiles" })).status).toBe(200);
    const { status, headers, text } = await get(product, { list: "auditLogFiles" });
    expect([status, Number(headers["retry-after"]) > 0, text]).toEqual([
      429,
      true,
      expect.stringContaining("RATE_LIMITED"),
    ]);
  });

  test("ends with a cursor where the server is stopped, and where no page can be had any more", async () => {
    let asked = 0;
    const product: ServedProduct = await begin({
      sources: [memoryDatabaseSource({ instances: ["one"], filesEach: 1_000 })],
      access: {
        callerOf: () => {
          asked += 1;
          if (asked === 3) throw new AuditError("UNAUTHENTICATED", "The request's credentials are not valid.");
          return { key: "test", token: undefined, scopes: new Set(Object.values(Scope)) };
        },
      },
    });
    const exported = await get(product, { list: "auditLogFiles" });
    const { complete, error, cursor } = endingOf(exported);
    expect([linesOf(exported.text).length, complete, error?.code]).toEqual([400, false, "UNAUTHENTICATED"]);
    expect(cursor).toBe(linesOf(exported.text).at(-1)?.cursor);
    const rest = await get(product, { list: "auditLogFiles", after: cursor ?? "" });
    expect([linesOf(rest.text).length, endingOf(rest).complete]).toEqual([600, true]);
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
    const { text } = await get(product, { list: "loadBalancerAudits", format: "csv" });
    const rows = parseCsv<{ name: string }>(text, { columns: true, record_delimiter: "\r\n" });
    expect(rows.map(({ name }) => name)).toEqual(texts.slice(0, 8).map((each, i) => (i < 6 ? `'${each}` : each)));
    expect(text.split("\r\n").at(-1)).toBe("");
  });

  test("is not begun by a page of another site", async () => {
    const calls: string[] = [];
    const product = await begin({ sources: [memoryDatabaseSource({ calls })] });
    const { status } = await get(product, { list: "auditLogFiles" }, { "sec-fetch-site": "cross-site" });
    expect([status, calls]).toEqual([403, []]);
    const allowed = { "sec-fetch-site": "cross-site", "apollo-require-preflight": "1" };
    expect((await get(product, { list: "auditLogFiles" }, allowed)).status).toBe(200);
  });

  test("is the caller's also where only trusted documents are run, and opens as itself in a browser", async () => {
    const product = await begin({
      sources: [memoryDatabaseSource()],
      documents: { mode: "trusted", manifest: new Map() },
    });
    const { status, headers } = await get(product, { list: "auditLogFiles", format: "csv" }, { accept: "text/html" });
    expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8; header=present"]);
  });

  test("is a line of the log for each page, under one id, and is counted as its pages are", async () => {
    const product = await begin({ sources: all() });
    const { headers } = await get(product, { list: "auditLogFiles" }, { "x-request-id": "one-export" });
    expect(headers["x-request-id"]).toBe("one-export");
    const metrics = await (await fetch(`${product.baseUrl}/metrics`)).text();
    expect(metrics).toContain('auditgraph_operations_total{operation="ExportAuditLogFiles",outcome="ok"} 3');
  });

  test("is as cheap for a reader that does not read: a page or two are read, and the rest waits", async () => {
    const calls: string[] = [];
    const product = await begin({
      sources: [memoryDatabaseSource({ calls, instances: ["one"], filesEach: 24_000 })],
      server: { writeTimeoutMs: 600_000 },
    });
    const url = new URL(urlOf(product, { list: "auditLogFiles", from: iso(daysAgo(1_000)) }));
    const socket = connect({ port: Number(url.port), host: "127.0.0.1" });
    socket.pause();
    socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const pagesRead = (): number => calls.filter((call) => call.includes("files")).length;
    // Until nothing more is asked for, for as many turns as twenty pages would take.
    for (let [still, before] = [0, -1]; still < 3_000;) {
      await new Promise((resolve) => setImmediate(resolve));
      still = pagesRead() === before ? still + 1 : 0;
      before = pagesRead();
    }
    const held = pagesRead();
    let came = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (came += chunk));
    socket.resume();
    await once(socket, "close");
    // The ending stands in the last line, and in the trailer.
    expect([came.split('"cursor":').length - 3, pagesRead()]).toEqual([24_000, 120]);
    expect(held).toBeLessThan(120);
  });

  test("is closed for a reader that does not read at all, after the write timeout", async () => {
    const pace = new ManualPace();
    const product = await begin({
      sources: [memoryDatabaseSource({ instances: ["one"], filesEach: 48_000 })],
      server: { writeTimeoutMs: 1_000 },
      pace,
    });
    const url = new URL(urlOf(product, { list: "auditLogFiles", from: iso(daysAgo(3_000)) }));
    const socket = connect({ port: Number(url.port), host: "127.0.0.1" }).on("error", () => undefined);
    socket.pause();
    socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const closed = async (): Promise<boolean> =>
      (await (await fetch(`${product.baseUrl}/metrics`)).text()).includes('reason="write_timeout"} 1');
    while (!(await closed())) pace.pass(500);
    expect(await closed()).toBe(true);
    socket.destroy();
  });
});
