import { readFileSync } from "node:fs";
import { join } from "node:path";
import { atlas, nova, parse, password, problems } from "./support.js";

const sources = [nova];
const told = (value: unknown): string[] =>
  problems(() => parse(value)).map((line) => line.replace("/etc/auditgraph.yaml: ", ""));

describe("files that a configuration names", () => {
  const pem = readFileSync(join(__dirname, "../upstream/support/tls/server.pem"), "utf8");

  it("stand beside it", () => {
    const value = { sources: [{ ...atlas, caFile: "ca.pem" }] };
    expect(parse(value, {}, { "/etc/ca.pem": pem }).sources[0]?.ca).toBe(pem);
  });

  it("are told when they are missing or something else", () => {
    const value = { sources: [{ ...atlas, caFile: "ca.pem" }] };
    expect(problems(() => parse(value))).toEqual([
      "/etc/auditgraph.yaml: sources[0].caFile: there is no such file. Name a PEM file with certificates.",
    ]);
    expect(problems(() => parse(value, {}, { "/etc/ca.pem": "hello" }))).toEqual([
      "/etc/auditgraph.yaml: sources[0].caFile: the file does not hold certificates in PEM. Name another file.",
    ]);
  });
});

describe("access by Keystone", () => {
  const keystone = { authUrl: "http://k:5000/v3", credentials: { ...password, authUrl: undefined } };

  it("is the admins' by default, and its service account logs in where callers do", () => {
    const { authUrl: _, ...credentials } = password;
    const { access } = parse({
      sources,
      access: { mode: "keystone", keystone: { authUrl: keystone.authUrl, credentials } },
    });
    expect(access).toMatchObject({
      mode: "keystone",
      credentials: { type: "password", authUrl: "http://k:5000/v3" },
      roles: { "audit:read": ["admin"], "audit:admin": ["admin"], "audit:download": ["admin"] },
    });
  });

  it.each([
    [{ "audit:admin": ["operator"] }, { "audit:read": ["admin"], "audit:admin": ["operator"] }],
    [{ "audit:read": ["reader", "auditor"] }, { "audit:read": ["reader", "auditor"], "audit:admin": ["admin"] }],
    [{ "audit:read": [] }, { "audit:read": [], "audit:admin": ["admin"] }],
  ])("with the roles %j keeps the default of each scope that is left out", (roles, wanted) => {
    const { access } = parse({ sources, access: { mode: "keystone", keystone: { ...keystone, roles } } });
    expect(access).toMatchObject({ roles: { ...wanted, "audit:download": ["admin"] } });
  });

  it("knows no other scopes, and no account that is none of Keystone's", () => {
    const settings = { authUrl: "http://k/v3", credentials: password, roles: { "audit:write": ["x"] } };
    expect(told({ sources, access: { mode: "keystone", keystone: settings } })).toEqual([
      'access.keystone.roles: unknown key "audit:write". Known are audit:read, audit:admin, audit:download, audit:content.',
    ]);
    const basic = { authUrl: "http://k/v3", credentials: atlas.credentials };
    expect(told({ sources, access: { mode: "keystone", keystone: basic } })[0]).toMatch(
      /cannot validate callers' tokens/,
    );
  });
});
