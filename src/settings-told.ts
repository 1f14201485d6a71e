import type { CredentialsConfig } from "./config/credential-types.js";
import type { SourceConfig } from "./config/sources.js";

/** What a source ended up with: one fact that decides whose data it reads. */
export interface Setting {
  readonly fact: "identity" | "domain" | "project" | "region" | "interface" | "endpoint";
  readonly value: string;
  /** Where it was named: a key of the source, a key of clouds.yaml, a variable; or what made it. */
  readonly from: string;
}

const quoted = (text: string): string => JSON.stringify(text);

const identityOf = (credentials: CredentialsConfig): string => {
  switch (credentials.type) {
    case "password":
      return credentials.userId === undefined
        ? `user ${quoted(credentials.username ?? "")}`
        : `user of id ${credentials.userId}`;
    case "applicationCredential":
      return credentials.id === undefined
        ? `application credential ${quoted(credentials.name ?? "")}`
        : `application credential ${credentials.id}`;
    case "token":
      return "a fixed token";
    case "aksk":
      return "an access key";
    case "basic":
      return `user ${quoted(credentials.username)}`;
    case "forward":
      return "the caller";
  }
};

const place = (id: string | undefined, name: string | undefined): string | undefined =>
  id ?? (name === undefined ? undefined : quoted(name));

/** What a token is for. */
const scopeOf = (credentials: CredentialsConfig): string | undefined => {
  if (credentials.type !== "password" && credentials.type !== "applicationCredential" && credentials.type !== "token") {
    return undefined;
  }
  if (credentials.type === "password" && credentials.agency !== undefined) {
    const { name, project, domainId, domainName } = credentials.agency;
    return `${quoted(project)} of domain ${place(domainId, domainName) ?? "default"}, by agency ${quoted(name)}`;
  }
  const { projectId, projectName, projectDomainId, projectDomainName, trustId, system, domainId, domainName } =
    credentials;
  if (projectId !== undefined) return projectId;
  if (projectName !== undefined) {
    const domain = place(projectDomainId, projectDomainName);
    return domain === undefined ? quoted(projectName) : `${quoted(projectName)} of domain ${domain}`;
  }
  if (trustId !== undefined) return `that of trust ${trustId}`;
  if (system === true) return "none: the system";
  const domain = place(domainId, domainName);
  return domain === undefined ? undefined : `none: domain ${domain}`;
};

const domainOf = (credentials: CredentialsConfig): string | undefined =>
  "userDomainId" in credentials || "userDomainName" in credentials
    ? place(credentials.userDomainId, credentials.userDomainName)
    : undefined;

const hostOf = (endpoint: string): string => new URL(endpoint).host;

/** What a source ended up with, and where each came from. Holds no secret and no URL. */
export const settingsTold = (source: SourceConfig): readonly Setting[] => {
  const { credentials, origins, projectId, region, endpoint } = source;
  const own = "credentials of the source";
  const domain = domainOf(credentials);
  const scope = projectId ?? scopeOf(credentials);
  const bringer = credentials.type === "forward" ? "the caller's token" : "the credentials";
  return [
    { fact: "identity", value: identityOf(credentials), from: origins.identity ?? own },
    ...(domain === undefined ? [] : [{ fact: "domain", value: domain, from: origins.domain ?? own } as const]),
    scope === undefined
      ? { fact: "project", value: credentials.type === "forward" ? "the caller's" : "its own", from: bringer }
      : { fact: "project", value: scope, from: origins.project ?? own },
    region === null
      ? { fact: "region", value: "any", from: "none is named" }
      : { fact: "region", value: region, from: origins.region ?? own },
    { fact: "interface", value: [source.interface].flat().join(", "), from: origins.interface ?? own },
    endpoint === undefined
      ? { fact: "endpoint", value: "the catalog's", from: bringer }
      : { fact: "endpoint", value: hostOf(endpoint), from: origins.endpoint ?? own },
  ];
};
