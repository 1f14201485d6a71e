import { createLog } from "../../src/telemetry/log.js";

const logged = (facts: object): string => {
  const lines: string[] = [];
  createLog({ destination: { write: (line: string) => void lines.push(line) } }).info(facts, "said");
  return lines.join("");
};

describe("the log", () => {
  test("it writes one JSON object a line, with a level in words and a time", () => {
    expect(JSON.parse(logged({ a: 1 }))).toMatchObject({ level: "info", service: "auditgraph", a: 1, msg: "said" });
  });

  test.each([
    { token: "hunter2" },
    { headers: { "x-auth-token": "hunter2" } },
    { request: { headers: { authorization: "Bearer hunter2" } } },
    { credentials: { password: "hunter2", secretKey: "hunter2", securityToken: "hunter2" } },
    { link: { url: "https://obs.example/x?Signature=hunter2" } },
  ])("no secret of %j reaches it", (facts) => {
    const line = logged(facts);
    expect(line).not.toContain("hunter2");
    expect(line).toContain("[redacted]");
  });
});
