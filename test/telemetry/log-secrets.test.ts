import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { build } from "../support/process.js";
import { type ObservedProduct, startObserved } from "./support.js";
import { ask, MONTH, processOver } from "./traced-process.js";

const CANARY = "canary-5c1f";
const INSTANCE = { source: "mysql-eu", instanceId: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07" };
const WINDOW = '{ from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" }';
const LINKS = `query Links { auditLogFiles(instances: [{ source: "mysql-eu", instanceId: "${INSTANCE.instanceId}" }],
  window: ${WINDOW}, first: 2) { nodes { downloadLink { url } } } }`;
const ALL = `query All { auditRecords(window: ${WINDOW}, first: 5) { nodes { id } coverage { state } } }`;

describe("the log, at its most talkative", () => {
  let product: ObservedProduct;
  beforeAll(async () => {
    product = await startObserved();
  });
  afterAll(() => product.stop());

  test("holds nothing that a caller brings: no credential, document or, above debug, variable", async () => {
    await product.ask(
      `query Q($id: ID!, $source: String!) { node(id: $id) { id } usageAuditPeriod(source: $source) { ${CANARY.replace("-", "")}: id } }`,
      { id: "value-9d2e", source: "value-9d2e" },
      { "x-auth-token": CANARY, authorization: `Bearer ${CANARY}`, cookie: CANARY },
    );
    await product.ask(`query Wrong { ${CANARY.replace("-", "")} }`);
    expect(product.lines.filter((line) => line.includes('"msg":"operation"'))).toHaveLength(2);
    expect(product.lines.join("")).not.toMatch(/canary-?5c1f/);
    // The sentence of a mistake repeats what was mistaken, for those who look for it.
    const repeating = product.lines.filter((line) => line.includes("value-9d2e"));
    expect(repeating.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: "debug", code: "INVALID_ARGUMENT" },
    ]);
  });

  test("holds no signed link", async () => {
    const { auditLogFiles } = await product.data<{ auditLogFiles: { nodes: { downloadLink: { url: string } }[] } }>(
      LINKS,
    );
    const urls = auditLogFiles.nodes.map(({ downloadLink }) => new URL(downloadLink.url));
    expect(urls).toHaveLength(2);
    for (const { pathname, search } of urls) {
      expect(product.lines.join("")).not.toContain(search);
      expect(product.lines.join("")).not.toContain(pathname);
    }
  });

  test.each([
    "truncated-json",
    "duplicated-json",
    "wrong-envelope",
    "ill-typed-field",
    "unavailable",
    "tokens-revoked",
  ] as const)("holds no word of a source's answer, no URL and no credential where sources fail: %s", async (kind) => {
    const before = product.lines.length;
    product.sandbox.control.faults.add({ source: "*", kind });
    await product.ask(ALL, {}, { "x-auth-token": CANARY });
    product.sandbox.control.faults.clear();
    const lines = product.lines.slice(before).join("");
    expect(lines).toContain('"operation":"All"');
    // What answers, requests and their errors are full of.
    const words = [
      CANARY,
      "admin-pw",
      "ops-pw",
      "http://",
      "127.0.0.1",
      "gAAAA",
      "instance_usage_audit_log",
      INSTANCE.instanceId,
    ];
    expect(words.filter((word) => lines.includes(word))).toEqual([]);
  });
});

describe("LOG_LEVEL", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    build();
    sandbox = await startSandbox({ control: false });
  });
  afterAll(() => sandbox.stop());

  test("warn leaves the sources' problems, without a line for each operation", async () => {
    const served = processOver(sandbox, { LOG_LEVEL: "warn" });
    const baseUrl = await served.baseUrl();
    await ask(baseUrl, { query: MONTH("compute-us") });
    sandbox.control.faults.add({ source: "compute-eu", kind: "unavailable" });
    await ask(baseUrl, { query: MONTH("compute-eu") });
    served.kill("SIGTERM");
    const { stderr } = await served.ended();
    expect(
      stderr
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([{ level: "warn", source: "compute-eu", code: "UPSTREAM_UNAVAILABLE" }]);
  });
});
