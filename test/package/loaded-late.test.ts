import { readFileSync } from "node:fs";
import { BUILD, build } from "../support/process.js";

const STATIC = /^(?:import|export) (?:.* from )?"(.+)";$/gm;

/** What is loaded before the first line of a file of the build runs: files of the build, and packages. */
const loadedBy = (file: string, loaded = new Set<string>()): Set<string> => {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const [, from = ""] of readFileSync(`${BUILD}/${file}`, "utf8").matchAll(STATIC)) {
    if (from.startsWith("./")) loadedBy(from.slice(2), loaded);
    else if (!from.startsWith("node:")) loaded.add(from);
  }
  return loaded;
};

const packagesOf = (file: string): string[] => [...loadedBy(file)].filter((name) => !/^[\w-]+\.js$/.test(name)).sort();

describe("what is loaded late stays out of a start", () => {
  beforeAll(build);

  test("--version and --help load no package", () => {
    expect(packagesOf("main.js")).toEqual([]);
    expect(readFileSync(`${BUILD}/main.js`, "utf8")).toMatch(/import\("\.\/process\.js"\)/);
  });

  test("a server that was not told to needs no sandbox, doctor, Redis, traces, tokens' keys, XML or subgraph", () => {
    const packages = packagesOf("process.js");
    expect(packages).toEqual(expect.arrayContaining(["@apollo/server", "graphql", "reflect-metadata", "type-graphql"]));
    const late = /^(undici|ioredis|jose|fast-xml-parser|@apollo\/subgraph|@graphql-tools\/utils|@opentelemetry\/.*)$/;
    expect(packages.filter((name) => late.test(name))).toEqual([]);
    const files = [...loadedBy("process.js")].filter((name) => name.endsWith(".js"));
    expect(files).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/sandbox|diagnose|export-command|traces/)]),
    );
  });

  test("no file of the product needs one of the sandbox to be loaded, so that a build can leave it out", () => {
    const files = ["main.js", "process.js", "diagnose.js", "printing.js", "export-command.js", "control.js"];
    expect(files.flatMap((file) => [...loadedBy(file)]).filter((name) => name.startsWith("sandbox/"))).toEqual([]);
  });
});
