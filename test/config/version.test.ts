import { readFileSync } from "node:fs";
import { version } from "../../src/config/version.js";

test("the version is that of package.json", () => {
  expect(JSON.parse(readFileSync("package.json", "utf8"))).toMatchObject({ version });
});
