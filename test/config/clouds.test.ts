import type { SourceConfig } from "../../src/config/sources.js";
import { nova, parse, problems } from "./support.js";

const value = { sources: [{ ...nova, credentials: { type: "cloud", cloud: "otc" } }] };
const HOME = { HOME: "/home/op" };

const source = (content: Record<string, string>, env = {}, of: object = value): SourceConfig | undefined =>
  parse(of, { ...HOME, ...env }, content).sources[0];
const told = (content: Record<string, string>, env = {}): string[] =>
  problems(() => source(content, env)).map((line) => line.replace("/etc/auditgraph.yaml: sources[0].", ""));

const clouds = (more = "", auth = "password: pw"): string => `
clouds:
  otc:
    auth: { auth_url: "https://iam/v3", username: u, user_domain_name: d, project_name: p, ${auth} }
    region_name: eu-de
${more}`;

describe("clouds.yaml", () => {
  it("gives credentials, region and interface, the source's own region first", () => {
    const content = { "clouds.yaml": clouds("    interface: internal\n") };
    expect(source(content)).toMatchObject({
      credentials: {
        type: "password",
        authUrl: "https://iam/v3",
        username: "u",
        password: "pw",
        userDomainName: "d",
        projectName: "p",
      },
      region: "eu-de",
      interface: ["internal"],
    });
    const own = { sources: [{ ...value.sources[0], region: "us" }] };
    expect(source(content, {}, own)?.region).toBe("us");
  });

  it("is found where OpenStack clients look, the nearest first", () => {
    const places = [
      "named.yaml",
      "clouds.yaml",
      "/home/op/.config/openstack/clouds.yaml",
      "/etc/openstack/clouds.yaml",
    ];
    const all = Object.fromEntries(places.map((place) => [place, clouds("", `password: "${place}"`)]));
    const env = { OS_CLIENT_CONFIG_FILE: "named.yaml" };
    const found = places.map((_, at) => {
      const left = Object.fromEntries(Object.entries(all).slice(at));
      const credentials = source(left, env)?.credentials;
      return credentials?.type === "password" ? credentials.password : undefined;
    });
    expect(found).toEqual(places);
  });

  it("has secure.yaml over it, from a place of its own", () => {
    const content = {
      "clouds.yaml": clouds("", "user_domain_id: x"),
      "/etc/openstack/secure.yaml": "clouds: { otc: { auth: { password: secret } } }",
    };
    expect(source(content)?.credentials).toMatchObject({ username: "u", password: "secret" });
    const named = { ...content, "s.yaml": "clouds: { otc: { auth: { password: other } } }" };
    expect(source(named, { OS_CLIENT_SECURE_FILE: "s.yaml" })?.credentials).toMatchObject({ password: "other" });
  });

  it.each([
    [
      "v3applicationcredential",
      "application_credential_id: i, application_credential_secret: s",
      { type: "applicationCredential", id: "i", secret: "s" },
    ],
    ["v3token", "token: t", { type: "token", token: "t", authUrl: "https://iam/v3" }],
    ["password", "password: pw", { type: "password" }],
  ])("knows auth_type %s", (type, auth, credentials) => {
    expect(source({ "clouds.yaml": clouds(`    auth_type: ${type}\n`, auth) })?.credentials).toMatchObject(credentials);
  });

  it("knows where the vendor profile otc logs in", () => {
    const text =
      "clouds: { otc: { profile: otc, auth: { username: u, user_domain_name: d, project_name: eu-de, password: pw } } }";
    expect(source({ "clouds.yaml": text })?.credentials).toMatchObject({
      authUrl: "https://iam.eu-de.otc.t-systems.com/v3",
    });
  });

  it("that turns verification off is refused", () => {
    for (const more of ["    verify: false\n", "    insecure: true\n"]) {
      expect(told({ "clouds.yaml": clouds(more) })).toEqual([
        'credentials.cloud: cloud "otc" in clouds.yaml turns the verification of certificates off. Name the authority\'s certificate in cacert instead.',
      ]);
    }
  });

  it.each([
    [
      {},
      "credentials.cloud: there is no clouds.yaml. Put one at clouds.yaml, /home/op/.config/openstack/clouds.yaml, /etc/openstack/clouds.yaml.",
    ],
    [
      { "clouds.yaml": "clouds: { a: {}, b: {} }" },
      'credentials.cloud: clouds.yaml has no cloud "otc". It knows a, b.',
    ],
    [
      { "clouds.yaml": clouds("", "user_id: x") },
      'credentials.cloud: cloud "otc" in clouds.yaml has no password. Put it into secure.yaml.',
    ],
    [
      { "clouds.yaml": clouds("    auth_type: v3kerberos\n") },
      'credentials.cloud: cloud "otc" in clouds.yaml has an auth_type that is not known here. Use v3password, v3applicationcredential or v3token.',
    ],
  ])("that is of no use is told with the cure", (content, line) => {
    expect(told(content as Record<string, string>)).toEqual([line]);
  });
});

describe("credentials of the environment", () => {
  const env = { sources: [{ ...nova, endpoint: "http://h", credentials: { type: "env" } }] };
  const database = {
    sources: [{ name: "db", kind: "taurusdb", endpoint: "http://h", credentials: { type: "env" } }],
  };
  const openrc = {
    OS_AUTH_URL: "http://k:5000/v3",
    OS_USERNAME: "u",
    OS_PASSWORD: "pw",
    OS_PROJECT_NAME: "p",
    OS_USER_DOMAIN_NAME: "Default",
    OS_PROJECT_DOMAIN_ID: "default",
    OS_REGION_NAME: "RegionOne",
    OS_INTERFACE: "public",
    OS_TENANT_ID: "",
  };

  it("are those of an openrc file", () => {
    expect(source({}, openrc, env)).toMatchObject({
      credentials: {
        type: "password",
        authUrl: "http://k:5000/v3",
        username: "u",
        projectName: "p",
        projectDomainId: "default",
      },
      region: "RegionOne",
    });
  });

  it("may be an application credential, a token or a cloud's name", () => {
    const { OS_AUTH_URL } = openrc;
    const application = { OS_AUTH_URL, OS_APPLICATION_CREDENTIAL_ID: "i", OS_APPLICATION_CREDENTIAL_SECRET: "s" };
    expect(source({}, application, env)?.credentials.type).toBe("applicationCredential");
    expect(source({}, { OS_TOKEN: "t" }, env)?.credentials).toEqual({ type: "token", token: "t" });
    expect(source({ "clouds.yaml": clouds() }, { OS_CLOUD: "otc" }, env)?.region).toBe("eu-de");
  });

  it("may be Huawei's access key, with its project", () => {
    const keys = {
      HUAWEICLOUD_SDK_AK: "a",
      HUAWEICLOUD_SDK_SK: "s",
      HUAWEICLOUD_SDK_SECURITY_TOKEN: "t",
      HUAWEICLOUD_SDK_PROJECT_ID: "p",
    };
    expect(source({}, keys, database)).toMatchObject({
      credentials: { type: "aksk", accessKey: "a", secretKey: "s", securityToken: "t" },
      projectId: "p",
    });
  });

  it("that are not there are told with the variables to set", () => {
    const missing = (variables: object): string[] =>
      problems(() => source({}, variables, env)).map((line) =>
        line.replace("/etc/auditgraph.yaml: sources[0].credentials: ", ""),
      );
    expect(missing({})).toEqual([
      "the environment holds no credentials. Set the OS_* variables of an openrc file, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.",
    ]);
    expect(missing({ ...openrc, OS_PASSWORD: "" })).toEqual(["the environment has no password. Set OS_PASSWORD."]);
    expect(missing({ ...openrc, OS_PROJECT_NAME: "" })).toEqual([
      "the environment has no project. Give OS_PROJECT_NAME or OS_PROJECT_ID.",
    ]);
  });
});
