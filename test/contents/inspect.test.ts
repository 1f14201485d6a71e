import { inspectLog } from "../../src/contents/inspect.js";
import { auditFile, sandboxObject } from "./support/memory-file.js";

const CANARY = /old_orders|DROP|192\.168|shop|rwuser|catalogue|2026/;

test.each(["rds", "dds"] as const)("a file's form is told, and no word and no number of it (%s)", (kind) => {
  const object = sandboxObject(auditFile(300_000), kind);
  const text = inspectLog(object.read(0, 65_536), object.size);
  expect(text).toContain(kind === "rds" ? "form: SQL" : "form: DOCUMENTS");
  expect(text).toContain("bytes: 300000");
  expect(text).not.toMatch(CANARY);
  if (kind === "rds") expect(text).toContain('"9","999999","9999","Xxxxxxx",9999-99-99X99:99:99 XXX,"","","","","",');
  else expect(text).toContain("atype: string; ts: {$date}");
});

test("a form that is not known is told as such, blanked too", () => {
  const text = inspectLog(Buffer.from("secret=42;Käthe\n"), 17);
  expect(text).toContain("form: not known here");
  expect(text).toContain("xxxxxx=99;X??xxx");
  expect(text).not.toMatch(/secret=|Käthe/);
});
