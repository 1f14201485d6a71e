import { once } from "node:events";
import { connect } from "node:net";
import { AuditError } from "../../src/audit/errors.js";
import { Scope } from "../../src/audit/session.js";
import type { AnySource } from "../../src/audit/sources.js";
import type { ServerOptions } from "../support/server.js";
import { endingOf, failingFrom, getExport, linesOf, swiftPace, urlOf } from "./support/exports.js";
import { ManualPace } from "./support/manual-pace.js";
import { memoryBalancerSource } from "./support/memory-balancer-source.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { type ServedProduct, startProduct } from "./support/product.js";
import { daysAgo, iso } from "./support/world.js";

describe("an export under way", () => {
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

  test("tells of a source that fails in the middle, and holds all of the others", async () => {
    let reads = 0;
    const flaky = memoryDatabaseSource({ name: "flaky", instances: ["one"], filesEach: 600 });
    const isFailing = (): boolean => (reads += 1) > 2;
    const sources = [failingFrom(flaky, isFailing), memoryDatabaseSource({ filesEach: 300 })];
    const product = await begin({ sources, pace: swiftPace() });
    const exported = await getExport(product, { list: "auditLogFiles" });
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
    const product = await begin({ sources, pace: swiftPace() });
    const exported = await getExport(product, { list: "auditLogFiles" });
    expect([linesOf(exported.text).length, endingOf(exported)]).toEqual([
      600,
      expect.objectContaining({ complete: true, gaps: [] }),
    ]);
  });

  test("waits where the caller's minute is used up, and is whole all the same", async () => {
    const quota = { operations: 4, points: 1_000_000, upstreamCalls: 1_000_000 };
    const pace = swiftPace();
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
    const exported = await getExport(product, { list: "auditLogFiles" });
    jest.restoreAllMocks();
    expect([linesOf(exported.text).length, endingOf(exported).complete]).toEqual([1_100, true]);
    expect(minutes.length).toBeGreaterThan(10);
    expect(exported.headers.ratelimit).toMatch(/^"operations";r=3;/);
  });

  test("ends with a cursor where no page can be had any more", async () => {
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
    const exported = await getExport(product, { list: "auditLogFiles" });
    const { complete, error, cursor } = endingOf(exported);
    expect([linesOf(exported.text).length, complete, error?.code]).toEqual([400, false, "UNAUTHENTICATED"]);
    expect(cursor).toBe(linesOf(exported.text).at(-1)?.cursor);
    const rest = await getExport(product, { list: "auditLogFiles", after: cursor ?? "" });
    expect([linesOf(rest.text).length, endingOf(rest).complete]).toEqual([600, true]);
  });

  test("ends with a cursor where the server is stopped", async () => {
    let asked = 0;
    let stopping: Promise<void> | undefined;
    const product: ServedProduct = await startProduct({
      sources: [memoryDatabaseSource({ instances: ["one"], filesEach: 1_000 })],
      access: {
        callerOf: () => {
          asked += 1;
          if (asked === 2) stopping = product.stop();
          return { key: "test", token: undefined, scopes: new Set(Object.values(Scope)) };
        },
      },
    });
    const exported = await getExport(product, { list: "auditLogFiles" });
    await stopping;
    const lines = linesOf(exported.text);
    expect([lines.length, endingOf(exported)]).toEqual([
      400,
      expect.objectContaining({
        complete: false,
        cursor: lines.at(-1)?.cursor,
        error: expect.objectContaining({ code: "INTERRUPTED" }) as object,
      }),
    ]);
  });

  test("is a line of the log for each page, under one id, and is counted as its pages are", async () => {
    const product = await begin({ sources: all() });
    const { headers } = await getExport(product, { list: "auditLogFiles" }, { "x-request-id": "one-export" });
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
