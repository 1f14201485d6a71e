import { parseYaml } from "../../src/config/files.js";
import type { SourceConfig } from "../../src/config/sources.js";
import { nova, parse, problems } from "./support.js";

/*
 * What openstackclient 6.0.0 (openstacksdk 0.101, keystoneauth 5.0, Debian 12) logs in with, was measured on the same
 * files; each title says it.
 */
const CLOUD = { sources: [{ ...nova, credentials: { type: "cloud", cloud: "c" } }] };

const AUTH = `auth_url: "http://k/v3", username: u, password: pw, user_domain_name: d`;
const cloud = (auth: string, more = ""): Record<string, string> => ({
  "clouds.yaml": `clouds:\n  c:\n    auth: { ${AUTH}, ${auth} }\n${more.replace(/^(?=.)/gm, "    ")}\n`,
});
const source = (content: Record<string, string>, env = {}, value: object = CLOUD): SourceConfig | undefined =>
  parse(value, { HOME: "/home/op", ...env }, content).sources[0];
const told = (content: Record<string, string>, env = {}, value: object = CLOUD): string =>
  problems(() => source(content, env, value)).join("\n");

describe("YAML as these files are written", () => {
  it("merge keys count, as for PyYAML, and what stands beside them wins", () => {
    const text = `
x: &x { auth_url: "http://k/v3", username: u, password: other, user_domain_name: d }
y: &y { region_name: R1, interface: internal }
clouds:
  c:
    <<: *y
    interface: public
    auth: { <<: *x, password: pw, project_name: p }
`;
    expect(source({ "clouds.yaml": text })).toMatchObject({
      region: "R1",
      interface: ["public"],
      credentials: { username: "u", password: "pw" },
    });
  });

  it("merge keys count in auditgraph.yaml too", () => {
    const text = "x: &x { kind: nova }\nsources: [{ <<: *x, name: n, timeoutMs: 5000 }]";
    expect(parseYaml(text, "a")).toMatchObject({ sources: [{ kind: "nova", name: "n", timeoutMs: "5000" }] });
  });

  it.each(["0001", "1e5", "12345678901234567890123456789012", "0x1F", "1_000", "2026-01-02", "no", "1.10"])(
    "a project and a password %s stay the text that stands there (openstackclient reads some as numbers)",
    (scalar) => {
      const text = `clouds: { c: { auth: { auth_url: "http://k/v3", username: u, password: ${scalar}, project_name: ${scalar} } } }`;
      expect(source({ "clouds.yaml": text })?.credentials).toMatchObject({ password: scalar, projectName: scalar });
    },
  );

  it.each(["no", "No", "off", "false", "FALSE", '"no"'])(
    "verify: %s turns verification off, as for PyYAML, and is refused",
    (word) => {
      expect(told(cloud("project_name: p", `verify: ${word}`))).toContain("turns the verification of certificates off");
    },
  );

  it.each(["yes", "on", "true"])("insecure: %s is refused", (word) => {
    expect(told(cloud("project_name: p", `insecure: ${word}`))).toContain("turns the verification of certificates off");
  });

  it.each(["verify: yes", "verify: on", "insecure: no", "insecure: off"])("%s changes nothing", (line) => {
    expect(source(cloud("project_name: p", line))?.credentials.type).toBe("password");
  });

  it("a mapping where a text belongs is told with its key", () => {
    expect(told(cloud("project_name: { a: b }"))).toContain(
      "has a auth.project_name that is no text. Put it in quotes.",
    );
  });
});

describe("the scope of a login, as openstackclient takes it", () => {
  it.each([
    ["tenant_id: t", { projectId: "t" }],
    ["tenant_id: t, project_id: p", { projectId: "p" }],
    ["tenant_name: t", { projectName: "t" }],
    ["trust_id: t", { trustId: "t" }],
    ["system_scope: all", { system: true }],
    ["domain_name: dd", { domainName: "dd" }],
    ["domain_id: dd, project_name: p", { projectName: "p", projectDomainId: "dd", userDomainName: "d" }],
    ["default_domain_name: dn, project_name: p", { projectDomainName: "dn", userDomainName: "d" }],
    [
      "project_id: p, agency_name: a, agency_domain_name: b, delegated_project: q",
      { agency: { name: "a", domainName: "b", project: "q" } },
    ],
  ])("{ %s }", (auth, credentials) => {
    expect(source(cloud(auth))?.credentials).toMatchObject(credentials);
  });

  it.each([
    ["project_name: p, trust_id: t", "names several scopes: auth.project_name, auth.trust_id"],
    ["project_name: p, system_scope: all", "names several scopes: auth.project_name, auth.system_scope"],
    ["trust_id: t, domain_name: dd", "names several scopes: auth.trust_id, auth.domain_name"],
    ["project_id: p, agency_name: a", "names only a part of an agency"],
    ["project_id: p, foo_project: x", "names auth.foo_project, which is not honoured"],
    ["project_id: p, region_name: R", "has auth.region_name, and region_name is no key of auth"],
    ["project_id: p, passcode: '1'", "names auth.passcode, which is not honoured"],
  ])("{ %s } is refused by name", (auth, problem) => {
    expect(told(cloud(auth))).toContain(problem);
  });
});

describe("the keys of an entry", () => {
  it("auth keys beside auth are taken into it, as by openstacksdk; two that differ are refused", () => {
    const text = `clouds: { c: { auth_url: "http://k/v3", username: u, password: pw, project-id: p } }`;
    expect(source({ "clouds.yaml": text })?.credentials).toMatchObject({ username: "u", projectId: "p" });
    expect(told(cloud("project_name: p", "project_name: q"))).toContain(
      "says auth.project_name and project_name, which differ",
    );
  });

  const regions = `
clouds:
  c:
    auth: { username: u, password: pw, project_name: p }
    regions:
      - name: R1
        values: { auth: { auth_url: "http://k1/v3" } }
      - name: R2
        values: { auth: { auth_url: "http://k2/v3" }, interface: internal }
`;

  it("regions: the first counts with its values, or the one that the source names, as for openstacksdk", () => {
    const content = { "clouds.yaml": regions };
    expect(source(content)).toMatchObject({ region: "R1", credentials: { authUrl: "http://k1/v3" } });
    const second = { sources: [{ ...CLOUD.sources[0], region: "R2" }] };
    expect(source(content, {}, second)).toMatchObject({
      region: "R2",
      interface: ["internal"],
      credentials: { authUrl: "http://k2/v3" },
    });
    const none = { sources: [{ ...CLOUD.sources[0], region: "R3" }] };
    expect(told(content, {}, none)).toContain("lists no such region among its regions. Name one of R1, R2");
  });

  it("a list in region_name counts by its first, a list in interface whole", () => {
    const found = source(cloud("project_name: p", "region_name: [R1, R2]\ninterface: [internalURL, public]"));
    expect(found).toMatchObject({ region: "R1", interface: ["internal", "public"] });
  });

  it("keys of the source's own service count over the cloud's; those of other services do not", () => {
    const more = `interface: public
region_name: R1
compute_interface: internal
compute_region_name: R2
compute_endpoint_override: http://n:8774/v2.1/
compute_api_version: "2.1"
image_endpoint_override: http://g`;
    expect(source(cloud("project_name: p", more))).toMatchObject({
      region: "R2",
      interface: ["internal"],
      endpoint: "http://n:8774/v2.1",
      origins: { endpoint: 'compute_endpoint_override of cloud "c" in clouds.yaml' },
    });
  });

  it.each([
    ["compute_endpoint_override: n:8774/v2.1", "compute_endpoint_override that cannot be asked"],
    ["compute_endpoint_override: http://n/v2.1/%(project_id)s", "holds a placeholder"],
    ["compute_service_name: nova2", "names compute_service_name, which is not honoured"],
    ["interface: inside", "has a interface that is none of public, internal, admin"],
    ["assumed_role_project: x", "names assumed_role_project, which is not honoured"],
    ["cert: /x.pem", "names cert, which is not honoured"],
    ["profile: ovh", 'names the profile "ovh", which is not known here'],
    ["identity_api_version: 2", "says auth.user_domain_name, and identity_api_version 2 knows no domains"],
  ])("%s is refused by name", (line, problem) => {
    expect(told(cloud("project_name: p", line))).toContain(problem);
  });

  it.each([
    "localhost:5000/v3",
    "k:5000",
    "ftp://k/v3",
    "http://k/%(tenant_id)s",
    "http://k/$(tenant_id)s",
    "http://k/50%",
  ])("auth_url %s is refused at the start", (url) => {
    const text = `clouds: { c: { auth: { auth_url: "${url}", username: u, password: pw, project_name: p } } }`;
    expect(told({ "clouds.yaml": text })).toContain("has no usable auth.auth_url");
  });

  it("networks, api versions and notes are harmless", () => {
    const more = "networks: [{ name: n }]\nvolume_api_version: 3\nfloating_ip_source: neutron\nx_note: mine";
    expect(source(cloud("project_name: p", more))?.credentials.type).toBe("password");
  });

  it("ak and sk are an access key, whose IAM is auth_url", () => {
    const text = `clouds: { c: { auth: { auth_url: "https://iam/v3", ak: A, sk: S, project_id: p } } }`;
    const database = {
      sources: [{ name: "db", kind: "taurusdb", endpoint: "http://h", credentials: { type: "cloud", cloud: "c" } }],
    };
    expect(source({ "clouds.yaml": text }, {}, database)).toMatchObject({
      projectId: "p",
      credentials: { type: "aksk", accessKey: "A", secretKey: "S", iamEndpoint: "https://iam/v3" },
    });
  });
});
