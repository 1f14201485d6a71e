import { createHash } from "node:crypto";
import { canonicalRequest, sdkAuthorization, sdkDate, signRequest } from "../../src/upstream/credentials/aksk.js";
import { requestLine, wireTarget } from "../../src/upstream/http/wire.js";

// Huawei's published sample pair.
const key = { accessKey: "QTWAOYTTINDUT2QVKYUC", secretKey: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc" };
const date = "20191115T033655Z";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const projectId = "054e292c9880d4992f02c0196d3ea468";
const auditLogs = wireTarget(
  "https://gaussdb.example.com",
  ["v3", projectId, "instances", "3d39c18788b54a919bab633874c159dfin07", "audit-logs"],
  [
    ["start_time", "2018-09-15T06:25:43+0800"],
    ["end_time", "2018-09-16T10:40:15+0800"],
    ["offset", "0"],
    ["limit", "10"],
  ],
);

describe("request signing, SDK-HMAC-SHA256", () => {
  it("gives the signature of Huawei's own sample (vector A)", () => {
    const request = {
      method: "GET",
      target: wireTarget(
        "https://service.region.example.com",
        ["v1", "77b6a44cba5143ab91d13ab9a8ff44fd", "vpcs"],
        [
          ["limit", "2"],
          ["marker", "13551d6b-755d-4757-b956-536f674975c0"],
        ],
      ),
      headers: { "content-type": "application/json", host: "service.region.example.com", "x-sdk-date": date },
    };
    expect(sha256(canonicalRequest(request))).toBe("b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a");
    expect(sdkAuthorization(request, key)).toBe(
      "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, " +
        "Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe",
    );
  });

  it("signs offsets and colons of an audit log query as they are sent (vector B)", () => {
    const headers = {
      "content-type": "application/json",
      host: auditLogs.host,
      "x-project-id": projectId,
      "x-sdk-date": date,
    };
    const request = { method: "GET", target: auditLogs, headers };
    expect(sha256(canonicalRequest(request))).toBe("77aacfbc5369a1c667a7b7913589a4aebe2d581cb79f5b55da7e30b139776377");
    expect(sdkAuthorization(request, key)).toMatch(
      /SignedHeaders=content-type;host;x-project-id;x-sdk-date, Signature=2045282e9a491e4e7cd9095256fb1d1748d6655fb95cc655e2d1177a8fd482f3$/,
    );
    expect(requestLine(auditLogs)).toContain("start_time=2018-09-15T06%3A25%3A43%2B0800");
  });

  it("ends the path with a slash in the signature only", () => {
    const request = { method: "GET", target: auditLogs, headers: { host: auditLogs.host, "x-sdk-date": date } };
    expect(canonicalRequest(request)).toContain("/audit-logs/\n");
    expect(requestLine(auditLogs)).toContain("/audit-logs?");
  });

  it("signs the token of temporary keys, and the time of the try", () => {
    const unsigned = { method: "GET", target: auditLogs, headers: { accept: "application/json" } } as const;
    const now = Date.UTC(2019, 10, 15, 3, 36, 55);
    const headers = signRequest(unsigned, { type: "aksk", ...key, securityToken: "temporary" }, now, projectId);
    expect(headers["x-security-token"]).toBe("temporary");
    expect(headers["x-sdk-date"]).toBe(date);
    expect(headers.authorization).toContain("SignedHeaders=host;x-project-id;x-sdk-date;x-security-token,");
  });

  it("writes the date without separators, in UTC", () => {
    expect(sdkDate(Date.parse("2026-01-02T03:04:05.678+02:00"))).toBe("20260102T010405Z");
  });
});
