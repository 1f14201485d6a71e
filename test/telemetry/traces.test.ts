import { type RecordedRequest, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { build, type Ended } from "../support/process.js";
import { type Collector, type Span, startCollector, valuesOf } from "./collector.js";
import { ask, MONTH, processOver } from "./traced-process.js";

const CANARY = "canary-5c1f";
const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const FILES = `query Files($window: TimeWindowInput!) { auditLogFiles(window: $window, first: 20) { nodes { name } } }`;
const LINKS = `query Links($id: String!) {
  auditLogFiles(instances: [{ source: "mysql-eu", instanceId: $id }], first: 1,
    window: { from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" }) { nodes { downloadLink { url } } }
}`;

/** A router's place in a trace of its own. */
const placeOf = (digit: string, flags = "01") => {
  const [trace, parent] = [digit.repeat(32), digit.repeat(16)];
  return { trace, parent, traceparent: `00-${trace}-${parent}-${flags}` };
};

const isOperation = ({ kind }: Span): boolean => kind === 2;
const named =
  (name: string) =>
  ({ attributes }: Span): boolean =>
    attributes["graphql.operation.name"] === name;

describe("the traces of a process", () => {
  const [files, month, quiet] = [placeOf("a"), placeOf("b"), placeOf("c", "00")];
  let sandbox: Sandbox;
  let collector: Collector;
  let ended: Ended;
  let arrivedBefore: number;
  let spans: readonly Span[];
  let requests: readonly RecordedRequest[];

  const operation = (name: string): Span => {
    const [found, ...others] = spans.filter(named(name));
    if (!found || others.length > 0) throw new Error(`${others.length + 1} spans of ${name}`);
    return found;
  };
  const below = ({ spanId }: Span): Span[] => spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  const requestsOf = (trace: string): RecordedRequest[] =>
    requests.filter(({ headers }) => headers.traceparent?.includes(trace));

  beforeAll(async () => {
    build();
    sandbox = await startSandbox({ control: false });
    collector = await startCollector();
    const served = processOver(sandbox, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      // None goes by itself: what arrives, the stop has sent.
      OTEL_BSP_SCHEDULE_DELAY: "3600000",
    });
    const baseUrl = await served.baseUrl();
    sandbox.control.faults.add({ source: "compute-docs", kind: "unavailable", times: 1 });
    const secrets = { "x-auth-token": CANARY, authorization: `Bearer ${CANARY}`, cookie: CANARY };
    const window = { from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" };
    // At once: their calls share sockets, loaders' ticks and the gate.
    await Promise.all([
      ask(baseUrl, {
        query: FILES,
        variables: { window },
        headers: { traceparent: files.traceparent, tracestate: "router=1", ...secrets },
      }),
      ask(baseUrl, { query: MONTH("compute-eu"), headers: { traceparent: month.traceparent } }),
      ask(baseUrl, { query: LINKS, variables: { id: INSTANCE } }),
      ask(baseUrl, { query: MONTH("compute-docs").replace("Month", "Retried") }),
      ask(baseUrl, {
        query: MONTH("compute-us").replace("Month", "Quiet"),
        headers: { traceparent: quiet.traceparent },
      }),
    ]);
    await ask(baseUrl, { query: `query Unknown { usageAuditPeriod(source: "${CANARY}") { id } }` });
    await ask(baseUrl, { query: `{ ${CANARY.replace("-", "")} }` });
    arrivedBefore = collector.seen.length;
    served.kill("SIGTERM");
    ended = await served.ended();
    spans = collector.spans();
    requests = sandbox.control.log.requests().filter(({ source }) => source !== "keystone");
  });
  afterAll(async () => {
    await sandbox.stop();
    await collector.close();
  });

  test("leave it by OTLP at the stop, the last of them too, under the service's name", () => {
    expect([ended.code, arrivedBefore]).toEqual([0, 0]);
    expect(collector.seen.map(({ method, url, headers }) => [method, url, headers["content-type"]])).toEqual([
      ["POST", "/v1/traces", "application/json"],
    ]);
    const [resource] = collector.exports().flatMap(({ resourceSpans }) => resourceSpans);
    expect(valuesOf(resource?.resource.attributes ?? [])).toMatchObject({
      "service.name": "auditgraph",
      "service.version": expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    });
  });

  test("hold one span for each operation, by the conventions for GraphQL servers", () => {
    const names = spans.filter(isOperation).map(({ attributes }) => attributes["graphql.operation.name"]);
    expect(names.toSorted()).toEqual(["Files", "Links", "Month", "Retried", "Unknown", undefined]);
    expect(operation("Files")).toMatchObject({
      name: "query",
      status: 0,
      attributes: {
        "graphql.operation.type": "query",
        "auditgraph.operation.outcome": expect.stringMatching(/^(ok|partial)$/) as string,
        "auditgraph.operation.cost": expect.any(Number) as number,
        "auditgraph.request.id": expect.any(String) as string,
      },
    });
    expect(spans.filter(isOperation).find((span) => !("graphql.operation.name" in span.attributes))).toMatchObject({
      name: "GraphQL Operation",
      attributes: { "error.type": "GRAPHQL_VALIDATION_FAILED", "auditgraph.operation.outcome": "refused" },
    });
  });

  test("stand below the router's span where a traceparent says so, else at the root of a trace of their own", () => {
    expect(operation("Files")).toMatchObject({ traceId: files.trace, parentSpanId: files.parent });
    expect(operation("Month")).toMatchObject({ traceId: month.trace, parentSpanId: month.parent });
    const own = [operation("Links"), operation("Retried"), operation("Unknown")];
    expect(own.map(({ parentSpanId }) => parentSpanId ?? "")).toEqual(["", "", ""]);
    expect(new Set(own.map(({ traceId }) => traceId)).size).toBe(3);
  });

  test("hold every request to a source as a child of the operation that made it, loaders' batches or not", () => {
    // More than ten instances in one operation, while others run.
    const listed = requestsOf(files.trace).filter(({ route }) => route === "files");
    expect(new Set(listed.map(({ path }) => path)).size).toBeGreaterThanOrEqual(10);
    for (const name of ["Files", "Month", "Links", "Retried"]) {
      const parent = operation(name);
      const children = below(parent);
      expect(children.map(({ traceId }) => traceId)).toEqual(children.map(() => parent.traceId));
      expect(children).toHaveLength(Number(parent.attributes["auditgraph.upstream.calls"]));
      // The source was told the very span: nobody's request stands under another's.
      expect(children.map(({ spanId, traceId }) => `00-${traceId}-${spanId}-01`).toSorted()).toEqual(
        requestsOf(parent.traceId)
          .map(({ headers }) => headers.traceparent)
          .toSorted(),
      );
    }
    const operations = spans.filter(isOperation);
    expect(spans.length).toBe(operations.length + operations.flatMap(below).length);
  });

  test("describe a request by the conventions for HTTP clients, its path without ids", () => {
    const [request] = below(operation("Month"));
    const { hostname, port } = new URL(sandbox.urls.nova);
    expect(request).toMatchObject({
      name: "GET /os-instance_usage_audit_log/{before}",
      kind: 3,
      status: 0,
      attributes: {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": hostname,
        "server.port": Number(port),
        "url.template": "/os-instance_usage_audit_log/{before}",
        "auditgraph.source": "compute-eu",
        "auditgraph.upstream.operation": "showUsageAudit",
      },
    });
    expect(below(operation("Links")).map(({ attributes }) => attributes["http.request.method"])).toContain("POST");
  });

  test("tell a failed try from the one that followed it", () => {
    const tries = below(operation("Retried")).map(({ status, attributes }) => [
      status,
      attributes["http.response.status_code"],
      attributes["error.type"],
      attributes["http.request.resend_count"],
    ]);
    expect(tries).toEqual([
      [2, 503, "503", undefined],
      [0, 200, undefined, 1],
    ]);
  });

  test("keep to the router's choice: not sampled there, no span here, and the sources are told so", () => {
    expect(spans.filter(({ traceId }) => traceId === quiet.trace)).toEqual([]);
    const told = requestsOf(quiet.trace).map(({ headers }) => headers.traceparent);
    expect(told).not.toEqual([]);
    for (const traceparent of told) expect(traceparent).toMatch(new RegExp(`^00-${quiet.trace}-[0-9a-f]{16}-00$`));
  });

  test("hand the router's tracestate on", () => {
    const told = requestsOf(files.trace).map(({ headers }) => headers.tracestate);
    expect(new Set(told)).toEqual(new Set(["router=1"]));
  });

  test("hold no credential, variable, document, id or signed link", () => {
    const sent = collector.seen.map(({ body, headers }) => JSON.stringify(headers) + body).join("");
    const secrets = [CANARY, CANARY.replace("-", ""), "admin-pw", "ops-pw", "Signature", INSTANCE, "auditLogFiles"];
    expect(secrets.filter((secret) => sent.includes(secret))).toEqual([]);
  });

  test("are found from the log, by the operation's line", () => {
    const lines = ended.stderr.trim().split("\n");
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const traceOf = (name: string): unknown => logged.find(({ operation: of }) => of === name)?.traceId;
    expect([traceOf("Files"), traceOf("Retried"), traceOf("Quiet")]).toEqual([
      files.trace,
      operation("Retried").traceId,
      undefined,
    ]);
  });
});
