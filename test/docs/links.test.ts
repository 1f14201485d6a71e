import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchorsOf, linksOf, markdownFiles } from "./markdown.js";

describe("the documents", () => {
  test.each(markdownFiles())("%s links only to what is there", (file) => {
    const broken = linksOf(file)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path = "", anchor] = target.split("#");
        const there = path === "" ? file : normalize(join(dirname(file), path));
        if (!existsSync(there)) return true;
        return anchor !== undefined && (statSync(there).isDirectory() || !anchorsOf(there).has(anchor));
      });
    expect(broken).toEqual([]);
  });
});
