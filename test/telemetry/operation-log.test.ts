import { AuditError } from "../../src/audit/errors.js";
import { memoryUsageSource } from "../http/support/memory-usage-source.js";
import { type Product, startProduct } from "../http/support/product.js";
import { WaitingSource } from "../http/support/waiting-source.js";
import { post } from "../support/post.js";

type Line = Readonly<Record<string, unknown>>;

const MONTH = 'query Month { usageAuditPeriod(source: "compute") { id } }';
const MONTHS = "query Months { usageAuditPeriods(first: 2) { nodes { id } coverage { state } } }";
const HEADERS = { "x-request-id": "router-7", "apollographql-client-name": "console" };

const linesOf = (product: Product): Line[] => product.lines.map((line) => JSON.parse(line) as Line);
const operationsOf = (product: Product): Line[] => linesOf(product).filter(({ msg }) => msg === "operation");

/** Everything that is logged of one operation. */
const logged = async (query: string, failure?: Error, headers: Record<string, string> = HEADERS): Promise<Line[]> => {
  const product = await startProduct({ sources: [memoryUsageSource(failure === undefined ? {} : { failure })] });
  await product.ask(query, {}, headers);
  await product.stop();
  return linesOf(product);
};

const unavailable = (): AuditError =>
  new AuditError("UPSTREAM_UNAVAILABLE", 'Source "compute" is unavailable.', {
    source: "compute",
    detail: "status 503",
  });

describe("the line of an operation", () => {
  test("has all its fields, and is the only one where all goes well", async () => {
    expect(await logged(MONTHS)).toEqual([
      {
        level: "info",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        service: "auditgraph",
        requestId: "router-7",
        client: "console",
        operation: "Months",
        type: "query",
        outcome: "ok",
        durationMs: expect.any(Number) as number,
        cost: expect.any(Number) as number,
        upstreamCalls: { planned: expect.any(Number) as number, made: 0, deduplicated: expect.any(Number) as number },
        msg: "operation",
      },
    ]);
  });

  test.each([
    ["error", "every source of its only list fails", MONTHS, ["UPSTREAM_UNAVAILABLE"]],
    [
      "partial",
      "a field of two fails",
      'query Two { auditSources { name } usageAuditPeriod(source: "compute") { id } }',
      ["UPSTREAM_UNAVAILABLE"],
    ],
    ["error", "the only field fails", MONTH, ["UPSTREAM_UNAVAILABLE"]],
    [
      "refused",
      "an argument cannot be meant",
      "query Zero { usageAuditPeriods(first: 0) { nodes { id } } }",
      ["INVALID_ARGUMENT"],
    ],
    ["refused", "the document is not of the schema", "query Wrong { nothing }", ["GRAPHQL_VALIDATION_FAILED"]],
    ["refused", "it asks for too much", `query Much { ${"auditSources { name } ".repeat(21)} }`, ["QUERY_TOO_COMPLEX"]],
  ])("says %s where %s", async (outcome, _what, query, codes) => {
    const operations = (await logged(query, unavailable())).filter(({ msg }) => msg === "operation");
    expect(operations).toMatchObject([{ outcome, codes, requestId: "router-7" }]);
  });

  test("says abandoned where the caller goes away first, and then nothing more", async () => {
    const slow = new WaitingSource();
    const product = await startProduct({ sources: [slow.source] });
    const controller = new AbortController();
    const asked = slow.asked();
    const answer = post(product.baseUrl, { query: MONTHS }, {}, controller.signal);
    await asked;
    controller.abort();
    await expect(answer).rejects.toThrow();
    // Each round asks the server, so that it comes to see the closed socket.
    while (operationsOf(product).length === 0) await fetch(`${product.baseUrl}/livez`);
    slow.release();
    await product.stop();
    expect(operationsOf(product)).toMatchObject([{ operation: "Months", outcome: "abandoned" }]);
  });

  test("cuts a name, and takes no request id or client's name that is not short and harmless", async () => {
    const odd = { "x-request-id": "a b{c}", "apollographql-client-name": "x".repeat(65) };
    const [line] = await logged(`query ${"n".repeat(5_000)} { auditSources { name } }`, undefined, odd);
    expect(line).toMatchObject({
      operation: `${"n".repeat(100)}…`,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(line).not.toHaveProperty("client");
  });
});

describe("the lines of problems", () => {
  const problems = async (query: string, failure?: Error): Promise<Line[]> =>
    (await logged(query, failure)).filter(({ msg }) => msg !== "operation");

  test("warn of a source once for each thing that went wrong, with the request's id and how often", async () => {
    const query =
      'query { a: usageAuditPeriod(source: "compute") { id } b: usageAuditPeriod(source: "compute", before: "2025-01-01T00:00:00Z") { id } }';
    expect(await problems(query, unavailable())).toMatchObject([
      {
        level: "warn",
        requestId: "router-7",
        source: "compute",
        code: "UPSTREAM_UNAVAILABLE",
        detail: "status 503",
        times: 2,
        msg: 'Source "compute" is unavailable.',
      },
    ]);
  });

  test("call a fault of this program's an error, and tell its cause", async () => {
    expect(await problems(MONTH, new TypeError("x is undefined"))).toMatchObject([
      { level: "error", code: "INTERNAL", err: { type: "TypeError", message: "x is undefined" } },
    ]);
  });

  test("keep a caller's mistake for those who look for it", async () => {
    expect(await problems("query Zero { usageAuditPeriods(first: 0) { nodes { id } } }")).toMatchObject([
      { level: "debug", code: "INVALID_ARGUMENT" },
    ]);
    expect(await problems("query Wrong { nothing }")).toEqual([]);
  });
});
