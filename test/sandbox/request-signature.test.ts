import { manualClock, startSandbox, type Sandbox } from "../../sandbox/index.js";
import { signRequest } from "./sign-request.js";
import { ask, stamp } from "./support.js";

// The client's side is held to the published vectors, and the gateway to the client: it admits what that signs.
describe("the published vectors are signed as they say", () => {
  const key = { accessKey: "any", secretKey: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc" };
  const time = Date.UTC(2019, 10, 15, 3, 36, 55);
  const json = { "Content-Type": "application/json" };
  const signatureOf = (url: string, headers: Record<string, string>): string | undefined =>
    /Signature=(.*)/.exec(signRequest("GET", url, key, time, headers).Authorization ?? "")?.[1];

  it("vector A, the signing guide's sample", () => {
    const path = "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0";
    expect(signatureOf(`https://service.region.example.com${path}`, json)).toBe(
      "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe",
    );
  });

  it("vector B, an audit log call with times in its query", () => {
    const project = "054e292c9880d4992f02c0196d3ea468";
    const path = `/v3/${project}/instances/3d39c18788b54a919bab633874c159dfin07/audit-logs`;
    const window = "start_time=2018-09-15T06%3A25%3A43%2B0800&end_time=2018-09-16T10%3A40%3A15%2B0800";
    const url = `https://gaussdb.example.com${path}?${window}&offset=0&limit=10`;
    expect(signatureOf(url, { ...json, "X-Project-Id": project })).toBe(
      "2045282e9a491e4e7cd9095256fb1d1748d6655fb95cc655e2d1177a8fd482f3",
    );
  });
});

describe("a signed request", () => {
  const clock = manualClock("2026-11-21T00:00:00Z");
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ clock });
  });
  afterAll(() => sandbox.stop());

  const key = { accessKey: "SANDBOXDOCSMYSQL0001", secretKey: "sandbox-secret-of-docs-mysql-0000000001" };
  const temporary = { accessKey: "SANDBOXTEMPORARY0001", secretKey: "sandbox-secret-of-a-temporary-key-00001" };
  const securityToken = { "X-Security-Token": "sandbox-security-token-0001" };
  const files = (): string => {
    const project = sandbox.control.database("mysql-docs").projectId;
    const window = `start_time=${stamp("2019-11-06T00:00:00Z")}&end_time=${stamp("2019-11-08T00:00:00Z")}`;
    return `${sandbox.urls.sources["mysql-docs"]}/v3/${project}/instances/3d39c18788b54a919bab633874c159dfin01/audit-logs?${window}&offset=0&limit=10`;
  };
  const rds = (): string => `${sandbox.urls.rds}/v3/${sandbox.control.database("rds").projectId}/instances`;

  it("is let in when all is signed, within fifteen minutes either way", async () => {
    for (const skew of [0, 14, -14]) {
      const headers = signRequest("GET", files(), key, clock() + skew * 60_000);
      expect((await ask(files(), { headers })).json).toMatchObject({ total_count: 2 });
    }
  });

  it("is let in with the headers of vector B", async () => {
    const extra = {
      "Content-Type": "application/json",
      "X-Project-Id": sandbox.control.database("mysql-docs").projectId,
    };
    const headers = signRequest("GET", files(), key, clock(), extra);
    expect((await ask(files(), { headers })).json).toMatchObject({ total_count: 2 });
    expect((await ask(files(), { headers: { ...headers, "X-Project-Id": "another" } })).status).toBe(401);
  });

  it("is let in with a body, which is signed too", async () => {
    const url = files().replace(/audit-logs.*/, "audit-log-link");
    const body = JSON.stringify({ ids: ["fa163ea0e2bet11e9d832166a2cf894c5br01"] });
    const headers = signRequest("POST", url, key, clock(), { "Content-Type": "application/json" }, body);
    expect((await ask(url, { method: "POST", headers, body })).status).toBe(200);
    const other = await ask(url, { method: "POST", headers, body: body.replace("fa16", "fa17") });
    expect(other.status).toBe(401);
  });

  it.each([16, -16])("is refused %i minutes off", async (skew) => {
    const answer = await ask(files(), { headers: signRequest("GET", files(), key, clock() + skew * 60_000) });
    expect([answer.status, answer.json]).toEqual([
      401,
      {
        error_code: "APIGW.0301",
        error_msg: "Incorrect IAM authentication information: signature expired",
        request_id: answer.headers["x-request-id"],
      },
    ]);
  });

  it("is refused with a wrong secret, and told what the gateway signed", async () => {
    const answer = await ask(files(), {
      headers: signRequest("GET", files(), { ...key, secretKey: "wrong" }, clock()),
    });
    expect(answer.json.error_msg).toContain("canonicalRequest:GET|/v3/054e292c9880d4992f02c0196d3ea468/instances/");
  });

  it("is refused with an unknown key, and when the query was changed on the way", async () => {
    const unknown = await ask(files(), {
      headers: signRequest("GET", files(), { ...key, accessKey: "NOBODY" }, clock()),
    });
    expect(unknown.status).toBe(401);
    const headers = signRequest("GET", files(), key, clock());
    expect((await ask(files().replace("limit=10", "limit=11"), { headers })).status).toBe(401);
  });

  it("with a temporary key needs the security token, and the token signed", async () => {
    expect((await ask(rds(), { headers: signRequest("GET", rds(), temporary, clock(), securityToken) })).status).toBe(
      200,
    );
    expect((await ask(rds(), { headers: signRequest("GET", rds(), temporary, clock()) })).status).toBe(401);
    const unsigned = signRequest("GET", rds(), temporary, clock(), securityToken, "", ["x-security-token"]);
    expect((await ask(rds(), { headers: unsigned })).json.error_msg).toContain("x-security-token is not signed");
  });
});
