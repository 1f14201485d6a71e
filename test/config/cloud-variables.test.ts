import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceConfig } from "../../src/config/sources.js";
import { parseConfig } from "../../src/config/parse.js";
import { kinds, nova, parse, problems } from "./support.js";

/*
 * What openstackclient 6.0.0 (openstacksdk 0.101, keystoneauth 5.0, Debian 12) logs in with, was measured on the same
 * files; each title says it.
 */
const CLOUD = { sources: [{ ...nova, credentials: { type: "cloud", cloud: "c" } }] };
const ENV = { sources: [{ ...nova, credentials: { type: "env" } }] };

const AUTH = `auth_url: "http://k/v3", username: u, password: pw, user_domain_name: d`;
const cloud = (auth: string, more = ""): Record<string, string> => ({
  "clouds.yaml": `clouds:\n  c:\n    auth: { ${AUTH}, ${auth} }\n${more.replace(/^(?=.)/gm, "    ")}\n`,
});
const source = (content: Record<string, string>, env = {}, value: object = CLOUD): SourceConfig | undefined =>
  parse(value, { HOME: "/home/op", ...env }, content).sources[0];
const told = (content: Record<string, string>, env = {}, value: object = CLOUD): string =>
  problems(() => source(content, env, value)).join("\n");

describe("cacert", () => {
  const PEM = "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----";

  it.each([
    ["~/ca.pem", "/home/op/ca.pem"],
    ["/etc/ca.pem", "/etc/ca.pem"],
    ["ca.pem", "ca.pem"],
  ])("%s is looked for at %s, as by openstackclient", (written, place) => {
    const content = { ...cloud("project_name: p", `cacert: ${written}`), [place]: PEM };
    expect(told(content)).toContain("names a file in cacert, and it does not hold certificates in PEM");
    expect(told(cloud("project_name: p", `cacert: ${written}`))).toContain(
      "names a file in cacert, and there is no such file",
    );
  });

  it("may stand beside the file that names it, may be PEM itself, and may be empty", () => {
    const { "clouds.yaml": text = "" } = cloud("project_name: p", "cacert: ca.pem");
    const content = { "/etc/openstack/clouds.yaml": text, "/etc/openstack/ca.pem": PEM };
    expect(told(content)).toContain("it does not hold certificates in PEM");
    expect(told(cloud("project_name: p", 'cacert: "-----BEGIN CERTIFICATE-----"'))).toContain("it does not hold");
    expect(source(cloud("project_name: p", 'cacert: ""'))?.ca).toBeUndefined();
  });
});

describe("cacert as a directory", () => {
  const SOME = readFileSync("test/upstream/support/tls/server.pem", "utf8");
  const at = (names: readonly string[]): string => {
    const directory = mkdtempSync(join(tmpdir(), "auditgraph-"));
    for (const name of names) writeFileSync(join(directory, name), SOME);
    const clouds = join(directory, "clouds.yaml");
    writeFileSync(clouds, cloud("project_name: p", `cacert: ${JSON.stringify(directory)}`)["clouds.yaml"] ?? "");
    return clouds;
  };
  const ca = (clouds: string): string | undefined =>
    parseConfig(CLOUD, { origin: "/etc/auditgraph.yaml", env: { OS_CLIENT_CONFIG_FILE: clouds }, kinds }).sources[0]
      ?.ca;

  it("is read by OpenSSL's hashed names, as for openstackclient", () => {
    expect(ca(at(["0a1b2c3d.0", "ffffffff.1", "README", "ca.pem"]))?.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  it("without such names is refused, with what makes them", () => {
    expect(problems(() => ca(at(["ca.pem"]))).join()).toContain(
      "names a file in cacert, and the directory has no certificate by its hash (c_rehash makes the names)",
    );
  });
});

describe("variables", () => {
  const openrc = { OS_AUTH_URL: "http://k/v3", OS_USERNAME: "u", OS_PASSWORD: "pw" };

  it.each([
    [{ OS_TENANT_ID: "t" }, { projectId: "t" }],
    [
      { OS_DOMAIN_NAME: "corp", OS_PROJECT_NAME: "p" },
      { userDomainName: "corp", projectDomainName: "corp" },
    ],
    [
      { OS_DEFAULT_DOMAIN: "ed", OS_PROJECT_NAME: "p" },
      { userDomainId: "ed", projectDomainId: "ed" },
    ],
    [{ OS_TRUST_ID: "t" }, { trustId: "t" }],
    [{ OS_SYSTEM_SCOPE: "all" }, { system: true }],
  ])("%j counts, as for openstackclient", (more, credentials) => {
    expect(source({}, { ...openrc, ...more }, ENV)?.credentials).toMatchObject(credentials);
  });

  it.each([
    [{ OS_PROJECT_NAME: "p", OS_TRUST_ID: "t" }, "names several scopes: OS_PROJECT_NAME, OS_TRUST_ID"],
    [{ OS_PROJECT_NAME: "p", OS_MY_TENANT: "t" }, "names OS_MY_TENANT, which is not honoured"],
    [{ OS_PROJECT_NAME: "p", OS_INSECURE: "true" }, "turns the verification of certificates off"],
    [{ OS_PROJECT_NAME: "p", OS_AUTH_URL: "k:5000" }, "has no usable OS_AUTH_URL"],
  ])("%j is refused by name", (more, problem) => {
    expect(told({}, { ...openrc, ...more }, ENV)).toContain(`the environment ${problem}`);
  });

  it("OS_* beside OS_CLOUD: user and password win, the cloud's project and domains stay, as with openstackclient", () => {
    const beside = {
      OS_CLOUD: "c",
      OS_USERNAME: "eu",
      OS_PASSWORD: "epw",
      OS_PROJECT_NAME: "ep",
      OS_USER_DOMAIN_NAME: "ed",
      OS_INTERFACE: "internal",
    };
    expect(source(cloud("project_name: p"), beside, ENV)).toMatchObject({
      interface: ["internal"],
      credentials: { username: "eu", password: "epw", projectName: "p", userDomainName: "d" },
      origins: { identity: "OS_USERNAME", project: 'auth.project_name of cloud "c" in clouds.yaml' },
    });
    expect(source(cloud(""), { OS_CLOUD: "c", OS_PROJECT_NAME: "ep" }, ENV)?.credentials).toMatchObject({
      projectName: "ep",
    });
  });

  it("OS_REGION_NAME beside OS_CLOUD must be a region of the cloud, as for openstackclient", () => {
    const content = cloud("project_name: p", "region_name: R1");
    expect(told(content, { OS_CLOUD: "c", OS_REGION_NAME: "R2" }, ENV)).toContain(
      'is in region "R1", and OS_REGION_NAME says another',
    );
    expect(source(content, { OS_CLOUD: "c", OS_REGION_NAME: "R1" }, ENV)?.region).toBe("R1");
    expect(source(cloud("project_name: p"), { OS_CLOUD: "c", OS_REGION_NAME: "R2" }, ENV)?.region).toBe("R2");
  });

  it("HUAWEICLOUD_* that are not known are refused", () => {
    const keys = { HUAWEICLOUD_SDK_AK: "a", HUAWEICLOUD_SDK_SK: "s", HUAWEICLOUD_SDK_IDP_ID: "x" };
    expect(told({}, keys, ENV)).toContain("names HUAWEICLOUD_SDK_IDP_ID, which is not honoured");
  });
});

describe("a file that may not be read", () => {
  it("is named as such, and no other place is looked at", () => {
    const readFile = (path: string): string => {
      throw Object.assign(new Error("denied"), { code: path === "clouds.yaml" ? "EACCES" : "ENOENT" });
    };
    const options = { origin: "a.yaml", env: {}, kinds, readFile };
    expect(problems(() => parseConfig(CLOUD, options))).toEqual([
      "clouds.yaml: the file may not be read. Let this process read it, or move it away.",
    ]);
  });
});

describe("${file:PATH}", () => {
  const value = { sources: [{ ...nova, credentials: { ...nova.credentials, password: "${file:secrets/pw}" } }] };

  it("is what the file beside the configuration holds, without the last line's end", () => {
    expect(source({ "/etc/secrets/pw": "a b\n" }, {}, value)?.credentials).toMatchObject({ password: "a b" });
  });

  it("that is not there is told with its place", () => {
    expect(told({}, {}, value)).toBe(
      "/etc/auditgraph.yaml: sources[0].credentials.password: ${file:secrets/pw}: there is no such file. " +
        "Name a file that this process may read.",
    );
  });
});
