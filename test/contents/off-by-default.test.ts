import { startConfigured } from "../http/support/configured-product.js";
import { isPrivate, permitted } from "../../src/upstream/objects/link-rules.js";

const QUERY = `{ auditLogFiles(instances: [{ source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" }], first: 1,
  window: { from: "2019-11-06T00:00:00Z", to: "2019-12-01T00:00:00Z" }) { nodes { name entries { nodes { raw } } } } }`;

test("nothing is read of a source whose configuration does not say so, and its store is not asked", async () => {
  const product = await startConfigured((sandbox) => ({
    sources: sandbox.configuration().sources.map(({ contents: _contents, ...source }) => source),
  }));
  const { body } = await product.ask(QUERY);
  expect(body.errors?.[0]?.extensions.code).toBe("NOT_ENABLED");
  expect(body.data).toMatchObject({ auditLogFiles: { nodes: [{ entries: null }] } });
  const routes = product.sandbox.control.log.requests("mysql-docs").map(({ route }) => route);
  expect(routes).not.toContain("download");
  expect(routes).not.toContain("links");
  await product.stop();
});

describe("a link is followed", () => {
  const OTC = "https://rds.eu-de.otc.t-systems.example";
  const LOOP = "http://127.0.0.1:4000";
  test.each<[string, string, readonly string[] | undefined, boolean]>([
    [
      "to the store below the endpoint's domain",
      "https://b.obs.eu-de.otc.t-systems.example/x?Signature=a",
      undefined,
      true,
    ],
    ["not to another region's", "https://b.obs.eu-nl.otc.t-systems.example/x", undefined, false],
    ["not to a name that only ends alike", "https://evileu-de.otc.t-systems.example/x", undefined, false],
    ["not without TLS", "http://b.obs.eu-de.otc.t-systems.example/x", undefined, false],
    ["not with a user in it", "https://a:b@b.obs.eu-de.otc.t-systems.example/x", undefined, false],
    ["not to an address of this machine", "https://127.0.0.1/x", undefined, false],
    ["not to it by name", "https://localhost/x", undefined, false],
    ["not to a private address, even if it is named", "https://10.1.2.3/x", ["10.1.2.3"], false],
    ["to a host that is named", "https://store.example/x", ["store.example"], true],
    ["to hosts below a domain that is named", "https://a.b.store.example/x", ["*.store.example"], true],
    ["not to the domain itself then", "https://store.example/x", ["*.store.example"], false],
    [
      "not to the endpoint's domain, where others are named",
      "https://b.obs.eu-de.otc.t-systems.example/x",
      ["store.example"],
      false,
    ],
  ])("%s", (_name, link, linkHosts, expected) => {
    expect(permitted(link, { endpoint: OTC, linkHosts }) !== undefined).toBe(expected);
  });

  test("in the sandbox, on this machine alone", () => {
    expect(permitted("http://127.0.0.1:99/x", { endpoint: LOOP, linkHosts: undefined })).toBeDefined();
    expect(permitted("http://169.254.169.254/x", { endpoint: LOOP, linkHosts: undefined })).toBeUndefined();
  });

  test("never by a short domain, which may be a country's", () => {
    expect(permitted("https://store.co.uk/x", { endpoint: "https://rds.co.uk", linkHosts: undefined })).toBeUndefined();
  });

  test.each([
    "10.0.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "192.168.1.1",
    "172.20.0.1",
    "100.64.0.1",
    "::1",
    "fd00::1",
    "fe80::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
  ])("never to %s", (address) => expect(isPrivate(address)).toBe(true));
  test.each(["80.158.1.1", "2a00:1450::1"])("where it is public: %s", (address) =>
    expect(isPrivate(address)).toBe(false),
  );
});
