import { ATLAS_USERS } from "./atlas/service.js";
import type { KeystoneControl } from "./control/control.js";
import { DATABASE_WORLDS } from "./database/world.js";
import { ACCESS_KEYS, APPLICATION_CREDENTIALS, PROJECTS, USERS } from "./keystone/directory.js";
import type { ServiceName } from "./world.js";

const FOREVER = 20 * 365 * 86_400_000;

type Settings = Record<string, unknown>;

const byPassword = (authUrl: string, projectName: string): Settings => ({
  type: "password",
  authUrl,
  username: "admin",
  password: "admin-pw",
  userDomainName: "Default",
  projectName,
  projectDomainName: "Default",
});

const byAccessKey = (accessKey: string): Settings => {
  const key = ACCESS_KEYS.find((known) => known.accessKey === accessKey);
  return {
    type: "aksk",
    accessKey,
    secretKey: key?.secretKey,
    ...(key?.securityToken !== undefined && { securityToken: key.securityToken }),
  };
};

/** The sources of an auditgraph.yaml for a running sandbox; every type of credential that needs no file occurs. */
export const sandboxSources = (
  urls: Readonly<Record<ServiceName, string>>,
  keystone: KeystoneControl,
): Record<string, unknown>[] => {
  const authUrl = urls.keystone;
  const [admin] = USERS;
  const [application] = APPLICATION_CREDENTIALS;
  const [operator] = ATLAS_USERS;
  const credentials: Record<string, Settings> = {
    "mysql-eu": byPassword(authUrl, "eu-west-101"),
    "mysql-docs": byAccessKey("SANDBOXDOCSMYSQL0001"),
    "rds-eu": byAccessKey("SANDBOXTEMPORARY0001"),
    "dds-eu": {
      type: "password",
      authUrl,
      userId: admin?.id,
      password: admin?.password,
      projectId: PROJECTS["eu-de"]?.id,
    },
    "dds-docs": byAccessKey("SANDBOXDOCSDDS000001"),
  };
  return [
    {
      name: "compute-eu",
      kind: "nova",
      region: "eu",
      endpoint: urls["compute-eu"],
      credentials: byPassword(authUrl, "admin"),
    },
    {
      name: "compute-us",
      kind: "nova",
      region: "us",
      // No endpoint: the credentials' catalog lists it for the region.
      credentials: { type: "applicationCredential", authUrl, id: application?.id, secret: application?.secret },
    },
    {
      name: "compute-docs",
      kind: "nova",
      region: "docs",
      endpoint: urls["compute-docs"],
      credentials: { type: "token", token: keystone.issue({ ttlMs: FOREVER }) },
    },
    ...DATABASE_WORLDS.map(({ name, dialect, region, projectId }) => ({
      name,
      kind: dialect.kind,
      region,
      endpoint: urls[name],
      projectId,
      credentials: credentials[name],
      contents: { enabled: true },
    })),
    {
      name: "lb",
      kind: "atlas",
      endpoint: urls.lb,
      credentials: { type: "basic", username: operator?.name, password: operator?.password },
    },
    {
      name: "balancers-eu",
      kind: "octavia",
      region: "eu",
      endpoint: urls["balancers-eu"],
      credentials: { ...byPassword(authUrl, "demo"), username: "lb-auditor", password: "lb-auditor-pw" },
    },
  ];
};
