import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { diagnose } from "../../src/diagnose.js";
import { type Fault, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { systemClock } from "../../src/upstream/clock.js";

interface Finding {
  readonly check: string;
  readonly verdict: string;
  readonly result: string;
  readonly cure: string;
}

describe("the doctor at files that may be read into", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ control: false });
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => sandbox.control.reset());

  const examine = async (contents: object | undefined, name = "rds-eu") => {
    const like = sandbox.configuration().sources.find((source) => source.name === name);
    const { contents: _own, ...rest } = like as { readonly contents?: object };
    const file = join(mkdtempSync(join(tmpdir(), "auditgraph-")), "auditgraph.yaml");
    writeFileSync(file, stringify({ sources: [{ ...rest, timeoutMs: 1_500, ...(contents && { contents }) }] }));
    const diagnosis = await diagnose({ file, json: true, env: {}, clock: systemClock, deadlineMs: 30_000 });
    await diagnosis.close();
    const report = JSON.parse(diagnosis.text) as { readonly sources: readonly { findings: readonly Finding[] }[] };
    const found = report.sources[0]?.findings.filter(({ check }) => check === "file contents") ?? [];
    const reads = sandbox.control.log.requests().filter(({ route }) => route === "download");
    return { found, reads, text: diagnosis.text, verdicts: found.map(({ verdict }) => verdict) };
  };
  const strike = (fault: Readonly<Record<string, unknown>>): void => {
    sandbox.control.faults.add({ route: "download", ...fault, source: "rds-eu" } as Fault);
  };

  test.each([
    ["rds-eu", "SQL"],
    ["dds-eu", "DOCUMENTS"],
  ])("%s: one range of one link tells that the store answers, and the form %s", async (name, form) => {
    const { found, reads, verdicts } = await examine({ enabled: true }, name);
    expect(verdicts).toEqual(["good", "good"]);
    expect(found[0]?.result).toMatch(/^the store answers a range of \d+ bytes of \d+ with 206 and an ETag$/);
    expect(found[1]?.result).toBe(`the file has the form ${form}`);
    expect(reads.map(({ headers }) => headers.range)).toEqual(["bytes=0-65535"]);
    expect(reads[0]?.headers).not.toHaveProperty("x-auth-token");
  });

  test("nothing is looked at where contents are not switched on", async () => {
    for (const contents of [undefined, { enabled: false }]) {
      const { found, reads } = await examine(contents);
      expect([found, reads]).toEqual([[], []]);
    }
  });

  test("a form that the configuration does not expect has failed, with what to do", async () => {
    const { found, verdicts } = await examine({ enabled: true, format: "DOCUMENTS" });
    expect(verdicts).toEqual(["good", "failed"]);
    expect(found[1]?.result).toBe("the file has the form SQL, and the configuration expects DOCUMENTS");
    expect(found[1]?.cure).toContain("contents.format");
    expect((await examine({ enabled: true, format: "SQL" })).verdicts).toEqual(["good", "good"]);
  });

  test("a form that is not read is a warning beside the store, which is good", async () => {
    strike({ kind: "contents", gzip: true });
    const { found, verdicts } = await examine({ enabled: true });
    expect(verdicts).toEqual(["good", "warning"]);
    expect(found[1]?.result).toContain("compressed (gzip)");
    expect(found[1]?.cure).toContain("inspect-log");
  });

  test.each([
    [{ kind: "contents", range: "ignored" }, /206, Content-Range and ETag/],
    [{ kind: "contents", range: "refused" }, /206, Content-Range and ETag/],
    [{ kind: "contents", etag: false }, /206, Content-Range and ETag/],
    [{ kind: "unavailable" }, /reaches the store/],
    [{ kind: "cut-before-headers" }, /reaches the store/],
    [{ kind: "hang" }, /reaches the store/],
    [{ kind: "redirect", to: "https://files.example/secret" }, /changes requests/],
    [{ kind: "links-elsewhere", route: "links" }, /contents\.linkHosts/],
    [{ kind: "links-elsewhere", route: "links", to: "http://169.254.169.254" }, /contents\.linkHosts/],
  ])("%j has failed, with what to do and without a link", async (fault, cure) => {
    strike(fault);
    const { found, text, verdicts } = await examine({ enabled: true });
    expect(verdicts).toEqual(["failed"]);
    expect(found[0]?.cure).toMatch(cure);
    expect(text).not.toMatch(/Signature=|files\.example|169\.254/);
  });
});
