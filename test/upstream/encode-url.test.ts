import { encodeQuery, encodeSegment, requestLine, wireTarget } from "../../src/upstream/http/wire.js";
import { thrown } from "./support/session.js";

describe("URLs", () => {
  it.each([
    ["2026-10-15 00:00:00", "2026-10-15%2000%3A00%3A00"],
    ["a/../b?c#d", "a%2F..%2Fb%3Fc%23d"],
    ["it's (x)*!", "it%27s%20%28x%29%2A%21"],
    ["€", "%E2%82%AC"],
    ["%2e%2e", "%252e%252e"],
    ["...", "..."],
  ])("keep %j inside its segment", (id, encoded) => {
    expect(encodeSegment(id)).toBe(encoded);
  });

  it.each(["", ".", "..", "\ud800"])("refuse %j as a segment", (id) => {
    expect(thrown(() => encodeSegment(id)).code).toBe("INVALID_ARGUMENT");
  });

  it("encode + and : and space in queries, and keep their order", () => {
    expect(
      encodeQuery([
        ["start_time", "2018-09-15T06:25:43+0800"],
        ["a b", "c d"],
      ]),
    ).toBe("start_time=2018-09-15T06%3A25%3A43%2B0800&a%20b=c%20d");
  });

  it.each([
    ["http://h:9004/management", "/management/audit/status"],
    ["http://h:9004/management/", "/management/audit/status"],
    ["http://h:9004", "/audit/status"],
    ["http://h/a%20b//c", "/a%20b/c/audit/status"],
  ])("put the path below %s", (endpoint, path) => {
    expect(requestLine(wireTarget(endpoint, ["audit", "status"]))).toBe(path);
  });
});
