import { dds, rds, taurusdb } from "../../../src/sources/database/dialects.js";
import { answer } from "../support.js";

const services = { TaurusDB: taurusdb.classify, RDS: rds.classify, DDS: dds.classify };
type Service = keyof typeof services;
const of = (service: Service, status: number, body: unknown) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const { error, credentialsRefused } = services[service]({ ...answer(text), status, source: "db" });
  return { code: error.code, retryable: error.retryable, credentialsRefused, error };
};
const dbs = (number: string) => ({ error_code: `DBS.${number}`, error_msg: "words of the upstream" });

test.each<[Service, number, string, string]>([
  ["TaurusDB", 400, "200001", "UPSTREAM_REJECTED"],
  ["TaurusDB", 404, "200002", "NOT_FOUND"],
  ["TaurusDB", 403, "200010", "UPSTREAM_REJECTED"],
  ["TaurusDB", 403, "280015", "UPSTREAM_REJECTED"],
  ["TaurusDB", 409, "200011", "UPSTREAM_UNAVAILABLE"],
  ["TaurusDB", 500, "200005", "UPSTREAM_UNAVAILABLE"],
  ["TaurusDB", 400, "200998", "UPSTREAM_UNAVAILABLE"],
  ["RDS", 404, "201028", "NOT_FOUND"],
  ["RDS", 409, "200019", "UPSTREAM_UNAVAILABLE"],
  ["RDS", 400, "200998", "UPSTREAM_UNAVAILABLE"],
  ["DDS", 400, "201501", "NOT_FOUND"],
  ["DDS", 403, "201028", "NOT_FOUND"],
  ["DDS", 404, "200013", "NOT_FOUND"],
  ["DDS", 400, "200010", "UPSTREAM_REJECTED"],
  ["DDS", 403, "200011", "UPSTREAM_UNAVAILABLE"],
  ["DDS", 400, "200998", "UPSTREAM_UNAVAILABLE"],
  ["DDS", 429, "280443", "UPSTREAM_RATE_LIMITED"],
  ["DDS", 403, "280019", "UPSTREAM_REJECTED"],
])("%s: %d with DBS.%s is %s, by the code and not the status", (service, status, number, code) => {
  expect(of(service, status, dbs(number))).toMatchObject({ code, credentialsRefused: false });
});

test.each<[Service, number, unknown]>([
  ["TaurusDB", 403, dbs("280056")],
  ["RDS", 403, dbs("280056")],
  ["DDS", 401, dbs("280056")],
  ["DDS", 401, dbs("280064")],
  ["RDS", 401, { error_code: "APIGW.0301", error_msg: "Incorrect IAM authentication information", request_id: "1" }],
  ["DDS", 401, ""],
])("%s: %d with %j asks for another token", (service, status, body) => {
  expect(of(service, status, body)).toMatchObject({ code: "UPSTREAM_REJECTED", credentialsRefused: true });
});

test.each<[string, number, unknown, string]>([
  ["the gateway's own limit", 429, { error_code: "APIGW.0308", request_id: "1" }, "UPSTREAM_RATE_LIMITED"],
  ["an older gateway's limit", 429, { error_code: "APIG.0308" }, "UPSTREAM_RATE_LIMITED"],
  ["a call that the gateway does not know", 404, { error_code: "APIGW.0101" }, "UPSTREAM_REJECTED"],
  ["an address that the gateway refuses", 403, { error_code: "APIGW.0402" }, "UPSTREAM_REJECTED"],
  ["IAM's shape, with a number", 404, { error: { code: 404, message: "m", title: "Not Found" } }, "NOT_FOUND"],
  ["IAM's shape, with a code", 403, { error: { code: "EPS.0003", message: "m" } }, "UPSTREAM_REJECTED"],
  ["a code inside of error", 404, { error: { error_code: "DBS.200002", error_msg: "m" } }, "NOT_FOUND"],
  ["the oldest shape", 404, { errCode: "DBS.200002", externalMessage: "m" }, "NOT_FOUND"],
  ["Trove's shape", 404, { itemNotFound: { code: 404, message: "m" } }, "NOT_FOUND"],
  ["a proxy's page", 502, "<html>502</html>", "UPSTREAM_UNAVAILABLE"],
  ["a page with a status of its own", 400, "<html>400</html>", "UPSTREAM_REJECTED"],
  ["no body", 404, "", "NOT_FOUND"],
  ["no body of a limit", 429, "", "UPSTREAM_RATE_LIMITED"],
  ["a code that no document has", 400, { error_code: "DBS.999999" }, "UPSTREAM_REJECTED"],
  ["a code that no document has", 500, { error_code: "DBS.999999" }, "UPSTREAM_UNAVAILABLE"],
  ["a list", 403, [1], "UPSTREAM_REJECTED"],
])("%s, as %d with %j, is %s", (_what, status, body, code) => {
  for (const service of ["TaurusDB", "RDS", "DDS"] as const) expect(of(service, status, body).code).toBe(code);
});

test("what a source said is neither in the public sentence nor in the log's detail", () => {
  for (const body of [
    dbs("200001"),
    { error_code: "DBS.1 https://secret", error_msg: "https://secret" },
    "<b>https://secret</b>",
  ]) {
    const { error } = of("RDS", 400, body);
    expect(error.message).toBe('Source "db" rejected the request.');
    expect(error.detail).toMatch(/^HTTP 400(?: DBS\.200001)?$/);
  }
});
