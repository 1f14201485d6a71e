import { readFileSync } from "node:fs";
import type { Running } from "../../src/app.js";
import { startSandboxProduct } from "../examples/sandbox-product.js";
import { codeBlocks } from "./markdown.js";

const blocks = codeBlocks("README.md");
const commands = blocks.filter(({ language }) => language === "sh").map(({ text }) => text);

describe("the README", () => {
  let product: Running;
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

  test("it names every source of the sandbox, with its kind", async () => {
    const response = await fetch(`${product.baseUrl}/readyz`);
    const { sources } = (await response.json()) as { sources: { name: string; kind: string }[] };
    const rows = [...readFileSync("README.md", "utf8").matchAll(/^\| `([\w-]+)` \| (\w+) \|/gm)];
    expect(rows.map(([, name, kind]) => [name, kind])).toEqual(sources.map(({ name, kind }) => [name, kind]));
  });
});
