import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "schema-policy-"));
let files = 0;
const fileOf = (text: string): string => {
  const file = join(folder, String((files += 1)));
  writeFileSync(file, text);
  return file;
};
const run = (...options: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/check-schema.mjs", ...options]);
  return { status, told: stdout.toString(), refused: stderr.toString() };
};
const TOLD =
  "## [Unreleased]\n\n- `AuditSource.region` and `zone`, with `@authenticated`.\n\n## [0.1.0]\n\n- `sizeBytes`.\n";
const check = (released: string, current: string, today = "2026-11-21", changelog = TOLD) =>
  run(
    ...["--released", fileOf(released), "--current", fileOf(current)],
    ...["--changelog", fileOf(changelog), "--today", today],
  );

const RELEASED = readFileSync("schema/subgraph.graphql", "utf8");
/** The schema with one thing changed, which must be there to be changed. */
const changed = (from: string | RegExp, to: string): string => {
  const text = RELEASED.replace(from, to);
  if (text === RELEASED) throw new Error(`nothing was changed: ${from}`);
  return text;
};
const REGION = /"""The region[^"]*"""\s*region: String\n/;
const deprecated = (reason: string): string =>
  changed("  region: String\n", `  region: String @deprecated(reason: "${reason}")\n`);

describe("the schema's policy", () => {
  test("the schema keeps it (if not: npm run schema:check)", () => {
    const { status, refused } = run();
    expect([status, refused]).toEqual([0, ""]);
  });

  test("an addition is told, and passes", () => {
    const { status, told } = check(
      RELEASED,
      changed("  region: String\n", "  region: String\n  zone: String @authenticated\n"),
    );
    expect([status, told]).toEqual([0, expect.stringContaining("safe: Field 'zone' was added")]);
  });

  test.each([
    ["a field is removed", REGION, "", "The last release did not deprecate it"],
    ["a field becomes nullable", "  keepDays: Int!", "  keepDays: Int", "offer the new thing beside the old one"],
    ["a field changes its type", "  sizeBytes: SafeInt!", "  sizeBytes: Float!", "offer the new thing"],
    ["an enum's value is removed", /"""[^"]*ACKNOWLEDGED\. The[^"]*"""\s*ACKNOWLEDGED\n/, "", "did not deprecate it"],
    [
      "an argument becomes required",
      "kinds: [AuditSourceKind!]\n  ): [Au",
      "kinds: [AuditSourceKind!]!\n  ): [Au",
      "offer",
    ],
    [
      "a type leaves an interface",
      "type AuditLogFile implements AuditRecord & Node",
      "type AuditLogFile implements Node",
      "offer",
    ],
    ["an entity loses a key", '@key(fields: "sourceName instanceId")', "", "offer"],
    ["a field is closed to callers", "  sizeIsExact: Boolean!", "  sizeIsExact: Boolean! @authenticated", "offer"],
  ])("it is refused that %s unannounced", (_what, from, to, why) => {
    const { status, told, refused } = check(RELEASED, changed(from, to));
    expect([status, told, refused]).toEqual([1, expect.stringContaining("breaking: "), expect.stringContaining(why)]);
  });

  test.each([
    ["a field is added", "  region: String\n", "  region: String\n  place: String\n", "place"],
    ["a type is added", /$/, "\ntype Place {\n  city: String\n}\n", "Place"],
    ["a description changes", '"""The region', '"""The exact region', "region"],
    ["a directive is used", "  sizeBytes: SafeInt!", "  sizeBytes: SafeInt! @shareable", "@shareable"],
    ["only an earlier release told of it", "  sizeBytes: SafeInt!", "  sizeBytes(unit: Int): SafeInt!", "unit"],
  ])("it is refused that the changelog does not tell a change: %s", (_what, from, to, name) => {
    const current = changed(from, to);
    const { status, refused } = check(
      RELEASED,
      current,
      "2026-11-21",
      "## [Unreleased]\n\n## [0.1.0]\n\n- `sizeBytes`\n",
    );
    const sentence = `refused: ${name} changed, and schema/CHANGELOG.md does not say so: add a line that names it under [Unreleased].\n`;
    expect([status, refused]).toEqual([1, sentence]);
    expect(check(RELEASED, current, "2026-11-21", `## [Unreleased]\n\n- \`${name}\` is another.\n`).status).toBe(0);
  });

  test("what the last release deprecated goes after its day, and not on it", () => {
    const released = deprecated("Ask the inventory. Removed after 2026-11-20.");
    const gone = changed(REGION, "");
    expect(check(released, gone, "2026-11-21").status).toBe(0);
    const early = check(released, gone, "2026-11-20");
    expect([early.status, early.refused]).toEqual([1, expect.stringContaining("after 2026-11-20, not before")]);
  });

  test("a deprecation that this version brings and uses at once is none", () => {
    expect(check(RELEASED, changed(REGION, ""), "2099-01-01").status).toBe(1);
  });

  test("a deprecation stands until its day, and is refused when it is overdue", () => {
    const current = deprecated("Ask the inventory. Removed after 2027-05-01.");
    expect(check(RELEASED, current, "2027-05-01").status).toBe(0);
    const late = check(RELEASED, current, "2027-05-02");
    expect([late.status, late.refused]).toEqual([
      1,
      "refused: AuditSource.region was to be removed after 2027-05-01: remove it, or give it a later day.\n",
    ]);
  });

  test.each(["Ask the inventory.", "Removed after 2027-02-30.", "Removed after May."])(
    "a deprecation without a real day is refused: %s",
    (reason) => {
      const { status, refused } = check(RELEASED, deprecated(reason));
      expect([status, refused]).toEqual([1, expect.stringContaining("AuditSource.region is deprecated without a day")]);
    },
  );
});
