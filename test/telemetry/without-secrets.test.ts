import { createLog } from "../../src/telemetry/log.js";

const lineOf = (facts: object): Record<string, unknown> => {
  const lines: string[] = [];
  createLog({ destination: { write: (line: string) => void lines.push(line) } }).info(facts, "said");
  return JSON.parse(lines[0] ?? "{}") as Record<string, unknown>;
};

const SECRET = "s3cr3t";

test.each([
  ["at the top", { token: SECRET, kept: 1 }],
  ["one level down", { request: { headers: 1, authorization: SECRET } }],
  ["two levels down", { request: { headers: { "X-Auth-Token": SECRET } } }],
  ["in a list", { links: [{ url: SECRET }] }],
  ["on an error", { err: Object.assign(new Error("it failed"), { password: SECRET }) }],
  ["below an error", { err: Object.assign(new Error("it failed"), { config: { cookie: SECRET } }) }],
])("a secret %s never gets into the log", (_where, facts) => {
  const line = JSON.stringify(lineOf(facts));
  expect(line).not.toContain(SECRET);
  expect(line).toContain("[redacted]");
});

test("what is no secret is written as it is, beside one too", () => {
  expect(lineOf({ operation: "Page", codes: ["A"], token: SECRET })).toMatchObject({
    operation: "Page",
    codes: ["A"],
    token: "[redacted]",
  });
  const { err } = lineOf({ err: Object.assign(new Error("it failed"), { token: SECRET, code: "E1" }) });
  expect(err).toMatchObject({ type: "Error", message: "it failed", code: "E1", token: "[redacted]" });
});

test("the facts that were given stay as they are", () => {
  const facts = { request: { token: SECRET } };
  lineOf(facts);
  expect(facts).toEqual({ request: { token: SECRET } });
});
