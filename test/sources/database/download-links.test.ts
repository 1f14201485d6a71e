import { AuditError } from "../../../src/audit/errors.js";
import { MINUTE } from "../../../src/audit/window.js";
import { manualClock } from "../../../sandbox/index.js";
import { type SandboxSources, startSandboxSources } from "../../support/sandbox-sources.js";

const NOW = Date.UTC(2026, 10, 1, 12);

describe("fifty download links that are asked for together", () => {
  let sources: SandboxSources;
  beforeAll(async () => {
    sources = await startSandboxSources({ clock: manualClock(NOW) });
  });
  afterAll(() => sources.stop());

  const made = () => {
    const files = Array.from({ length: 50 }, (_, i) => ({
      begin: NOW - (60 - i) * MINUTE,
      end: NOW - (59 - i) * MINUTE,
    }));
    const instance = sources.sandbox.control.database("mysql-eu").createInstance({ name: "links", files });
    return { id: instance.id, files: instance.files().map(({ id }) => id) };
  };
  const posts = (): number =>
    sources.sandbox.control.log.requests("mysql-eu").filter(({ route }) => route === "links").length;

  it.each([0, 24, 25, 49])(
    "come in some 13 calls where the id at place %d is bad, which fails alone",
    async (place) => {
      const { id, files } = made();
      sources.sandbox.control.log.reset();
      const reader = sources.database("mysql-eu");
      const asked = files.with(place, "no such file");
      const links = await Promise.all(
        asked.map((file) => reader.downloadLink(id, file).catch((error: unknown) => error)),
      );
      const failed = links.flatMap((link, i) => (link instanceof AuditError ? [[i, link.code]] : []));
      expect(failed).toEqual([[place, "UPSTREAM_REJECTED"]]);
      expect(posts()).toBeLessThanOrEqual(13);
      sources.sandbox.control.database("mysql-eu").removeInstance(id);
    },
  );

  it("fail for want of calls only as far as they could not be asked for", async () => {
    const { id, files } = made();
    sources.sandbox.control.log.reset();
    const reader = sources.database("mysql-eu", {
      ...sources.session(),
      calls: { planned: 3, made: 0, deduplicated: 0 },
    });
    const asked = files.with(0, "no such file");
    const links = await Promise.all(
      asked.map((file) => reader.downloadLink(id, file).catch((error: unknown) => error)),
    );
    const codes = links.map((link) => (link instanceof AuditError ? link.code : "link"));
    expect(codes.slice(0, 25)).toEqual(Array(25).fill("QUERY_TOO_COMPLEX"));
    expect(codes.slice(25)).toEqual(Array(25).fill("link"));
    expect(posts()).toBe(3);
  });
});
