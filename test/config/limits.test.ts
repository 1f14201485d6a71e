import { defaultLimits } from "../../src/audit/demand-limits.js";
import type { Config } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse-config.js";
import { sourceKinds } from "../../src/sources/registry.js";

const sources = [
  { name: "far", kind: "nova", endpoint: "http://127.0.0.1:9/v2.1", credentials: { type: "token", token: "t" } },
];
const parsed = (settings: object, env = {}): Config =>
  parseConfig({ sources, ...settings }, { origin: "auditgraph.yaml", env, kinds: sourceKinds });

describe("limits in the configuration", () => {
  test("each may be changed alone, also by a variable", () => {
    expect(parsed({}).limits).toEqual(defaultLimits);
    expect(parsed({ limits: { cost: "${COST}" } }, { COST: "99" }).limits).toEqual({ ...defaultLimits, cost: 99 });
  });

  test.each([
    [{ complexity: 5 }, /limits: unknown key "complexity"; known are|limits: unknown key "complexity"\. Known are/],
    [{ depth: 0 }, /limits\.depth: must be at least 1/],
    [{ cost: -1 }, /limits\.cost: must be at least 1/],
    [{ tokens: "many" }, /limits\.tokens: must be a whole number/],
    [{ aliases: null }, /limits\.aliases/],
  ])("%j is refused, with its place", (limits, message) => {
    expect(() => parsed({ limits })).toThrow(message);
  });
});

describe("open access in the configuration", () => {
  test.each(["0.0.0.0", "::", "10.0.0.1", "audit.example"])("is refused on the host %s, by file or by HOST", (host) => {
    expect(() => parsed({ server: { host } })).toThrow(/access\.mode: open gives every caller every scope/);
    expect(() => parsed({ access: { mode: "open" } }, { HOST: host })).toThrow(/Choose mode keystone or jwt/);
  });

  test.each(["127.0.0.1", "127.1.2.3", "::1", "localhost"])("is served on the loopback host %s", (host) => {
    expect(parsed({ server: { host } }).access).toEqual({ mode: "open" });
  });
});
