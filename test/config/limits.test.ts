import { defaultLimits, defaultRateLimits } from "../../src/config/settings.js";
import { type Config, parseConfig } from "../../src/config/parse.js";
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

describe("limits.rate in the configuration", () => {
  const jwt = { issuer: "https://issuer.example", audience: "a", jwksUri: "https://issuer.example/keys" };

  test("counts callers by default but in mode open; each may be changed alone", () => {
    expect(parsed({}).rate).toBeUndefined();
    expect(parsed({ limits: { rate: { enabled: "true" } } }).rate).toEqual(defaultRateLimits);
    expect(parsed({ access: { mode: "jwt", jwt } }).rate).toEqual(defaultRateLimits);
    expect(parsed({ access: { mode: "jwt", jwt }, limits: { rate: { enabled: false } } }).rate).toBeUndefined();
    const { known, anonymous } = defaultRateLimits;
    const limits = { rate: { known: { points: 5 } } };
    expect(parsed({ access: { mode: "jwt", jwt }, limits }).rate).toEqual({
      known: { ...known, points: 5 },
      anonymous,
    });
  });

  test.each([
    [{ limits: { rate: { known: { operations: 0 } } } }, /limits\.rate\.known\.operations: must be at least 1/],
    [{ limits: { rate: { calls: 1 } } }, /limits\.rate: unknown key "calls"/],
    [
      { server: { trustedProxies: ["10.0.0.0/33"] } },
      /server\.trustedProxies\[0\]: must be an IP address or a network/,
    ],
    [{ server: { trustedProxies: ["proxy.example"] } }, /must be an IP address or a network, like 10\.0\.0\.7/],
  ])("%j is refused, with its place", (settings, message) => {
    expect(() => parsed(settings)).toThrow(message);
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
