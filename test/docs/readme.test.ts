import { readFileSync } from "node:fs";
import type { Product } from "../../src/product.js";
import { startSandboxProduct } from "../examples/sandbox-product.js";
import { faultKinds, SERVICE_NAMES } from "../../sandbox/index.js";
import { codeBlocks } from "./markdown.js";
import { post } from "../support/post.js";

const text = readFileSync("README.md", "utf8");
const blocks = codeBlocks("README.md");
const commands = blocks.filter(({ language }) => language === "sh").map((block) => block.text);

describe("the README", () => {
  let product: Product;
  beforeAll(async () => {
    product = await startSandboxProduct();
  });
  afterAll(() => product.stop());

  test("its two commands are those of package.json", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
    expect(commands.slice(0, 2)).toEqual(["npm ci && npm start\n", "npm ci && npm test\n"]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["start", "test"]));
  });

  test("its first query is answered as it shows", async () => {
    const curl = commands.find((text) => text.startsWith("curl")) ?? "";
    const [, url = ""] = /(http:\/\/\S+)/.exec(curl) ?? [];
    const [, query = ""] = /--data-urlencode query='(.*)'/s.exec(curl) ?? [];
    const [, name = "", value = ""] = /-H '([^:]+): ([^']+)'/.exec(curl) ?? [];
    const asked = new URL(new URL(url).pathname, product.baseUrl);
    asked.searchParams.set("query", query);
    const response = await fetch(asked, { headers: { [name]: value } });
    const shown = blocks.find(({ language }) => language === "json")?.text ?? "";
    // What it cost stands beside it, and depends on what was asked before.
    const { extensions, ...answer } = (await response.json()) as Record<string, unknown>;
    expect(answer).toEqual(JSON.parse(shown));
    expect(extensions).toHaveProperty("cost");
  });

  test("each database instance that it tells of is there, and audits unless it says otherwise", async () => {
    const query = `{ databaseInstances(first: 200) { nodes { name source { name } auditPolicy { enabled } } } }`;
    const response = await post(product.baseUrl, { query });
    const { data } = (await response.json()) as {
      data: {
        databaseInstances: {
          nodes: { name: string; source: { name: string }; auditPolicy: { enabled: boolean } | null }[];
        };
      };
    };
    const there = new Map(
      data.databaseInstances.nodes.map(({ name, source, auditPolicy }) => [`${source.name} ${name}`, auditPolicy]),
    );
    const rows = [...text.matchAll(/^\| `([\w-]+)` \| (?:TAURUSDB|RDS|DDS) \| (.*) \|$/gm)];
    const told = rows.flatMap(([, source, words = ""]) =>
      [...words.matchAll(/`([\w-]+)`(?: \(([^)]*)\))?/g)].map(([, name, note = ""]) => ({
        name: `${source} ${name}`,
        note,
      })),
    );
    expect(told.length).toBeGreaterThanOrEqual(8);
    for (const { name, note } of told) {
      const enabled = note.includes("gone") ? undefined : !note.includes("auditing off");
      expect([name, there.has(name), there.get(name)?.enabled]).toEqual([name, true, enabled]);
    }
  });

  test("its numbers of faults and upstreams are those there are", () => {
    // Latency, 429, 500, cut connections and expired tokens.
    const named = ["latency", "throttled", "server-error", "cut-before-headers", "cut-body", "tokens-expire"];
    expect(text).toContain("expired tokens and twenty-three more");
    expect(Object.keys(faultKinds)).toEqual(expect.arrayContaining(named));
    expect(Object.keys(faultKinds)).toHaveLength(named.length + 23);
    expect([readFileSync("docs/sandbox.md", "utf8").includes("of its own: eleven"), SERVICE_NAMES.length]).toEqual([
      true,
      11,
    ]);
  });

  test("it asks for the Node that the package asks for", () => {
    const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
    expect(text).toContain(`Node ${engines.node.replace(">=", "")} or later.`);
  });

  test("it names every source of the sandbox, with its kind", async () => {
    const response = await fetch(`${product.baseUrl}/readyz`);
    const { sources } = (await response.json()) as { sources: { name: string; kind: string }[] };
    const rows = [...readFileSync("README.md", "utf8").matchAll(/^\| `([\w-]+)` \| (\w+) \|/gm)];
    expect(rows.map(([, name, kind]) => [name, kind])).toEqual(sources.map(({ name, kind }) => [name, kind]));
  });
});
