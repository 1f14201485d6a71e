import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AS_SHIPPED, BUILD, build, fileWith, Process } from "../support/process.js";
import { post } from "../support/post.js";

const [FLAG = ""] = AS_SHIPPED;

/** Each way by which text could become code, and what came of it. */
const PROBE = `
  const tries = {
    eval: () => eval("1"),
    indirect: () => (0, eval)("1"),
    call: () => Function("return 1"),
    construct: () => new Function("return 1"),
    subclass: () => new (class extends Function {})("return 1"),
    plain: () => (() => {}).constructor("return 1"),
    async: () => (async () => {}).constructor("return 1"),
    generator: () => (function* () {}).constructor("return 1"),
    asyncGenerator: () => (async function* () {}).constructor("return 1"),
    onward: () => (() => {}).constructor.prototype.constructor.constructor("return 1"),
    timer: () => setTimeout("1"),
  };
  const outcomes = Object.entries(tries).map(([name, attempt]) => {
    try {
      attempt();
      return [name, "made code"];
    } catch (error) {
      return [name, error.name];
    }
  });
  const intact = (() => {}) instanceof Function && (() => {}).constructor === Function && Function.name === "Function";
  process.stdout.write(JSON.stringify({ ...Object.fromEntries(outcomes), intact }));
`;

const refused = {
  ...Object.fromEntries(
    [
      "eval",
      "indirect",
      "call",
      "construct",
      "subclass",
      "plain",
      "async",
      "generator",
      "asyncGenerator",
      "onward",
    ].map((name) => [name, "EvalError"]),
  ),
  timer: "TypeError",
  intact: true,
};

/** With the flag, as everything shipped starts it; without it, as the package's command and a bare node do. */
const ways: readonly [string, readonly string[]][] = [
  ["told by the flag", AS_SHIPPED],
  ["not told", []],
];

describe("no text becomes code", () => {
  beforeAll(build);

  test.each([
    ["package.json", 4],
    ["Dockerfile", 2],
    ["docker-compose.yml", 2],
    ["examples/deploy/kubernetes.yaml", 1],
    ["examples/deploy/systemd/auditgraph.service", 2],
    ["bench/soak/run.mjs", 1],
    ["scripts/dev.mjs", 1],
  ])("%s starts node with the flag", (file, count) => {
    const text = readFileSync(file, "utf8");
    expect(text.split(FLAG)).toHaveLength(count + 1);
    // Every start of ours in it, not some.
    const bare = text.match(/\bnode["']?,? +["']?[^\s(]*(?:dist\/(?:sandbox-)?main\.js|jest\.js)/g);
    expect(bare ?? []).toEqual([]);
  });

  test.each([
    "src/main.ts",
    "web/graphiql/main.tsx",
    "examples/console/src/app.tsx",
    "scripts/build.mjs",
    "eslint.config.mjs",
  ])("the lint refuses it in %s", (file) => {
    const printed = execFileSync(process.execPath, ["node_modules/eslint/bin/eslint.js", "--print-config", file]);
    const { rules } = JSON.parse(printed.toString()) as { rules: Record<string, readonly unknown[] | undefined> };
    const ERROR = 2;
    const implied = file.endsWith(".mjs") ? "no-implied-eval" : "@typescript-eslint/no-implied-eval";
    expect([rules["no-eval"]?.[0], rules["no-new-func"]?.[0], rules[implied]?.[0]]).toEqual([ERROR, ERROR, ERROR]);
  });

  test("nothing is installed with the package that needs it: fastify, koa, express, graphql-jit", () => {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
      packages: Record<string, { dev?: boolean }>;
    };
    const shipped = Object.keys(packages).filter((path) => packages[path]?.dev !== true);
    expect(shipped.length).toBeGreaterThan(50);
    expect(shipped.filter((path) => /node_modules\/(fastify|koa|express|graphql-jit)$/.test(path))).toEqual([]);
  });

  test("in these tests either", () => {
    expect(() => Reflect.construct(Function, ["return 1"]) as unknown).toThrow(EvalError);
  });

  describe.each(ways)("in a process that was %s", (_way, node) => {
    test.each(["main.js", "sandbox-main.js"])("%s leaves no way", (name) => {
      const script = join(mkdtempSync(join(tmpdir(), "auditgraph-probe-")), "probe.mjs");
      const imports = readFileSync(`${BUILD}/${name}`, "utf8").matchAll(/^import (?:.* from )?"(.+)";$/gm);
      // The bundler's own comes before all others.
      const [first = ""] = [...imports].map(([, from = ""]) => from).filter((from) => from !== "./rolldown-runtime.js");
      writeFileSync(script, `import ${JSON.stringify(resolve(BUILD, first))};\n${PROBE}`);
      expect(JSON.parse(execFileSync(process.execPath, [...node, script], { encoding: "utf8" }))).toEqual(refused);
    });

    test("everything that the product serves is served", async () => {
      const served = new Process([], {}, node);
      const baseUrl = await served.baseUrl();
      const get = async (path: string): Promise<string> => (await fetch(`${baseUrl}${path}`)).text();
      const answer = await post(baseUrl, {
        query: `query Page($first: Int!) {
            auditRecords(first: $first, window: { from: "2026-01-01T00:00:00Z" }) {
              nodes { __typename id occurredAt }
              coverage { state }
            }
          }`,
        variables: { first: 20 },
      });
      const { data, errors } = (await answer.json()) as {
        data?: { auditRecords: { nodes: object[] } };
        errors?: object;
      };
      expect(errors).toBeUndefined();
      expect(data?.auditRecords.nodes).toHaveLength(20);
      const introspected = await get("/graphql?query={__schema{queryType{name}}}&apollo-require-preflight");
      expect(introspected).not.toContain("INTERNAL");
      expect(await get("/metrics")).toContain("auditgraph_");
      expect(await get("/schema.graphql")).toContain("type Query");
      expect(await get("/")).toContain("auditgraph");
      served.kill("SIGTERM");
      expect((await served.ended()).code).toBe(0);
    });
  });

  test("a configuration is read as well, and what is wrong with one is told", async () => {
    const { code, stderr } = await new Process(["--config", fileWith("surces: []\n")]).ended();
    expect([code, stderr]).toEqual([78, expect.stringContaining("surces")]);
  });
});
