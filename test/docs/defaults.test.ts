import { readFileSync } from "node:fs";
import { defaultServer, defaultLimits, defaultRateLimits } from "../../src/config/settings.js";
import { PAGE_CAP } from "../../src/audit/page-plan.js";
import { type Config, parseConfig } from "../../src/config/parse.js";
import { parse as parseYaml } from "yaml";
import { sourceKinds } from "../../src/sources/registry.js";
import { FAILURES_TO_OPEN } from "../../src/upstream/layers/breaker.js";
import { codeBlocks } from "./markdown.js";

const SOURCE = {
  name: "far",
  kind: "nova",
  endpoint: "http://127.0.0.1:9/v2.1",
  credentials: { type: "token", token: "t" },
};
const env = { AUDITGRAPH_PASSWORD: "secret" };

const parsed = (settings: object): Config =>
  parseConfig({ sources: [SOURCE], ...settings }, { origin: "docs/access.md", env, kinds: sourceKinds });

const settings = codeBlocks("docs/access.md")
  .filter(({ language }) => language === "yaml")
  .map(({ text }) => parseYaml(text) as { access?: { mode: string }; limits?: { rate?: object } });

/** The file's words, its lines joined. */
const wordsOf = (file: string): string => readFileSync(file, "utf8").replace(/\s+/g, " ");

describe("docs/access.md", () => {
  const access = settings.flatMap((each) => (each.access ? [each] : []));
  const limits = settings.flatMap((each) => (each.limits ? [each.limits] : []));

  test("its configurations are taken as they stand", () => {
    expect(access.map((each) => parsed(each).access.mode)).toEqual(["keystone", "jwt", "keystone", "jwt"]);
  });

  test("the roles that it calls the defaults are those", () => {
    const [first] = access;
    const keystone = { ...(first?.access as { keystone?: object } | undefined)?.keystone };
    const withoutRoles = { ...keystone, roles: undefined };
    expect(parsed({ access: { mode: "keystone", keystone: withoutRoles } }).access).toEqual(parsed(first ?? {}).access);
  });

  test("the limits that it calls the defaults are those, all of them", () => {
    expect(limits).toEqual([defaultLimits, { rate: defaultRateLimits }]);
  });

  test("its RateLimit-Policy is that of the defaults", () => {
    const { operations, points, upstreamCalls } = defaultRateLimits.known;
    expect(readFileSync("docs/access.md", "utf8")).toContain(
      `RateLimit-Policy: "operations";q=${operations};w=60, "points";q=${points};w=60, "upstreamCalls";q=${upstreamCalls};w=60`,
    );
  });

  test.each(Object.keys(defaultLimits))("no value of limits.%s switches it off", (name) => {
    for (const value of [-1, null, false, "off", 1e12]) {
      expect(() => parsed({ limits: { [name]: value } })).toThrow(`limits.${name}: must be`);
    }
  });
});

/** Numbers that stand in sentences, each from where the code has it. */
test.each([
  ["docs/access.md", `Pages have ${PAGE_CAP} records at most.`],
  ["docs/access.md", `"limit": ${defaultLimits.cost},`],
  ["docs/operating.md", `\`server.writeTimeoutMs\` (${defaultServer.writeTimeoutMs / 1_000} s)`],
  ["docs/operating.md", `\`server.maxBufferedBytes\` (${defaultServer.maxBufferedBytes / 1024 ** 2} MiB)`],
  ["docs/operating.md", `\`server.maxConnections\` (${defaultServer.maxConnections.toLocaleString("en")})`],
  ["docs/operating.md", `After ${FAILURES_TO_OPEN} failures in a row`],
  ["docs/failure-modes.md", "`limits.bodyBytes`"],
])("%s: %s", (file, words) => {
  expect(wordsOf(file)).toContain(words);
});
