import { classifyAtlas } from "../../src/sources/atlas/client.js";
import { dds, rds, taurusdb } from "../../src/sources/database/dialects.js";
import { classifyNova } from "../../src/sources/nova/client.js";
import type { Fault, FaultClassifier } from "../../src/upstream/faults.js";

const now = Date.parse("2026-11-21T00:00:00Z");
const SECRET = "secret-of-the-upstream";

const classify = (table: FaultClassifier, status: number, body: unknown, headers = {}): Fault =>
  table({
    source: "s",
    status,
    headers,
    mediaType: "application/json",
    text: typeof body === "string" ? body : JSON.stringify(body),
    receivedAt: now,
    requestId: "req-1",
  });

/** error_code and error_msg; with request_id it would be the gateway's. */
const dbs = (code: string): object => ({ error_code: code, error_msg: SECRET });
const html = `<html><body>${SECRET}</body></html>`;
const nova = (key: string, code: number): object => ({ [key]: { code, message: SECRET } });

type Row = [what: string, table: FaultClassifier, status: number, body: unknown, code: string, flags?: string];

const rows: Row[] = [
  ["nova, no token", classifyNova, 401, nova("error", 401), "UPSTREAM_REJECTED", "token"],
  ["nova, bad timestamp", classifyNova, 400, nova("badRequest", 400), "UPSTREAM_REJECTED"],
  ["nova, no permission", classifyNova, 403, nova("forbidden", 403), "UPSTREAM_REJECTED"],
  ["nova, HTML 404", classifyNova, 404, html, "UPSTREAM_REJECTED"],
  ["nova, 404 with a textual code", classifyNova, 404, { code: "404 Not Found", title: "x" }, "UPSTREAM_REJECTED"],
  ["nova, versions at its root", classifyNova, 300, { choices: [] }, "UPSTREAM_REJECTED"],
  ["nova, microversion", classifyNova, 406, nova("computeFault", 406), "UPSTREAM_REJECTED"],
  ["nova, Keystone down", classifyNova, 503, html, "UPSTREAM_UNAVAILABLE", "retry"],
  ["nova, 500", classifyNova, 500, nova("computeFault", 500), "UPSTREAM_UNAVAILABLE", "retry"],
  ["nova, data of one period", classifyNova, 500, "… <class 'TypeError'>", "UPSTREAM_UNAVAILABLE"],

  ["atlas, Basic refused", classifyAtlas, 401, { code: 401, message: SECRET }, "UPSTREAM_REJECTED", "token"],
  ["atlas, bad parameter", classifyAtlas, 400, { code: 400 }, "UPSTREAM_REJECTED"],
  ["atlas, role missing", classifyAtlas, 403, { code: 403 }, "UPSTREAM_REJECTED"],
  ["atlas, no such call", classifyAtlas, 404, { code: 404 }, "UPSTREAM_REJECTED"],
  ["atlas, rate limit", classifyAtlas, 413, { code: 413 }, "UPSTREAM_RATE_LIMITED", "retry"],
  ["atlas, immutable", classifyAtlas, 422, { code: 422 }, "UPSTREAM_REJECTED"],
  ["atlas, serviceUnavailable", classifyAtlas, 500, { code: 500 }, "UPSTREAM_UNAVAILABLE", "retry"],
  ["atlas, saturated", classifyAtlas, 503, { code: 503 }, "UPSTREAM_UNAVAILABLE", "retry"],

  ["taurusdb, bad parameter", taurusdb.classify, 400, dbs("DBS.200001"), "UPSTREAM_REJECTED"],
  ["taurusdb, instance missing", taurusdb.classify, 404, dbs("DBS.200002"), "NOT_FOUND"],
  ["taurusdb, expired token", taurusdb.classify, 403, dbs("DBS.280056"), "UPSTREAM_REJECTED", "token"],
  ["taurusdb, no permission", taurusdb.classify, 403, dbs("DBS.280015"), "UPSTREAM_REJECTED"],
  ["taurusdb, busy instance", taurusdb.classify, 409, dbs("DBS.200011"), "UPSTREAM_UNAVAILABLE", "retry"],
  ["rds, busy service", rds.classify, 500, dbs("DBS.200005"), "UPSTREAM_UNAVAILABLE", "retry"],
  ["rds, unknown code", rds.classify, 400, dbs("DBS.999999"), "UPSTREAM_REJECTED"],
  ["dds, expired token", dds.classify, 401, dbs("DBS.280056"), "UPSTREAM_REJECTED", "token"],
  ["dds, instance missing, 400", dds.classify, 400, dbs("DBS.201501"), "NOT_FOUND"],
  ["dds, instance missing, 403", dds.classify, 403, dbs("DBS.201028"), "NOT_FOUND"],
  ["dds, not yours, 400", dds.classify, 400, dbs("DBS.200010"), "UPSTREAM_REJECTED"],
  ["dds, busy instance, 403", dds.classify, 403, dbs("DBS.200011"), "UPSTREAM_UNAVAILABLE", "retry"],
  ["dds, system busy, 400", dds.classify, 400, dbs("DBS.200998"), "UPSTREAM_UNAVAILABLE", "retry"],
  ["dds, throttled", dds.classify, 429, dbs("DBS.280443"), "UPSTREAM_RATE_LIMITED", "retry"],
  ["gateway, bad token", rds.classify, 401, dbs("APIGW.0301"), "UPSTREAM_REJECTED", "token"],
  ["gateway, no such API", taurusdb.classify, 404, dbs("APIGW.0101"), "UPSTREAM_REJECTED"],
  ["older gateway, throttled", rds.classify, 429, dbs("APIG.0308"), "UPSTREAM_RATE_LIMITED", "retry"],
  ["gateway, address refused", rds.classify, 403, dbs("APIGW.0402"), "UPSTREAM_REJECTED"],
  ["IAM's shape", rds.classify, 401, { error: { code: 401, message: SECRET } }, "UPSTREAM_REJECTED", "token"],
  [
    "IAM's shape, a textual code",
    dds.classify,
    400,
    { error: { code: "DBS.200998" } },
    "UPSTREAM_UNAVAILABLE",
    "retry",
  ],
  ["IAM's shape, error_code", dds.classify, 403, { error: { error_code: "DBS.280056" } }, "UPSTREAM_REJECTED", "token"],
  ["old RDS", rds.classify, 404, { errCode: "DBS.200002", externalMessage: SECRET }, "NOT_FOUND"],
  ["Trove", rds.classify, 404, { itemNotFound: { code: 404, message: SECRET } }, "NOT_FOUND"],
  ["a proxy's page", rds.classify, 502, html, "UPSTREAM_UNAVAILABLE", "retry"],
  ["nothing at all", dds.classify, 403, "", "UPSTREAM_REJECTED"],
];

describe("an upstream's error answer", () => {
  it.each<Row>(rows)("%s", (_what, table, status, body, code, flags = "") => {
    const { error, credentialsRefused } = classify(table, status, body);
    expect(error.code).toBe(code);
    expect(credentialsRefused).toBe(flags === "token");
    expect(error.retryable).toBe(flags === "retry");
    expect(error.upstreamRequestId).toBe("req-1");
  });

  it.each<Row>(rows)("%s: nothing of the body is in the error", (_what, table, status, body) => {
    const { error } = classify(table, status, body);
    expect(`${error.message} ${error.detail ?? ""}`).not.toContain(SECRET);
    expect(error.message).toContain('"s"');
  });

  it("keeps Retry-After, in seconds or as a date", () => {
    const headers = [{ "retry-after": "300" }, { "retry-after": "Sat, 21 Nov 2026 00:05:00 GMT" }];
    const waits = headers.map((each) => classify(classifyAtlas, 503, "", each).error.retryAfterMs);
    expect(waits).toEqual([300_000, 300_000]);
    expect(classify(classifyAtlas, 503, "", { "retry-after": "soon" }).error.retryAfterMs).toBeUndefined();
    expect(classify(classifyAtlas, 503, "", { "retry-after": "999999999" }).error.retryAfterMs).toBe(86_400_000);
  });
});
