import type { AnySource } from "./audit/sources.js";
import { Scope } from "./audit/session.js";
import type { AccessConfig } from "./config/access.js";
import type { Config } from "./config/parse.js";
import type { CredentialsConfig } from "./config/credential-settings.js";
import type { SourceConfig } from "./config/sources.js";

/** What one scope opens to whom, or what is odd about it: half a sentence, and what to do. */
interface AccessFinding {
  readonly scope: Scope;
  readonly verdict: "good" | "warning";
  /** Without a full stop at its end. */
  readonly result: string;
  /** As a sentence; empty where nothing is to be done. */
  readonly cure: string;
}

type Subject = AnySource["subject"];
type Records = readonly (readonly [subject: Subject, ...what: string[]])[];

const opens: Readonly<Record<Scope, { readonly may: string; readonly records: Records }>> = {
  [Scope.READ]: {
    may: "may list",
    records: [
      ["usage", "usage audits"],
      ["database", "instances", "log files"],
    ],
  },
  [Scope.ADMIN]: { may: "may list", records: [["loadBalancer", "load balancers and their alerts"]] },
  [Scope.DOWNLOAD]: { may: "may get", records: [["database", "download links"]] },
  [Scope.CONTENT]: { may: "may read", records: [["database", "the statements in log files"]] },
};

/** Services of these subjects answer admins alone: Nova and Octavia by their policies, Atlas by standing among the operators' own. */
const KEPT_TO_ADMINS: ReadonlySet<Subject> = new Set(["usage", "loadBalancer"]);

/** What Keystone gives to everybody who has any part in a project: its admin and its member imply its reader. */
const EVERYBODYS: ReadonlySet<string> = new Set(["member", "reader"]);

/** a; a and b; a, b and c */
const list = (words: readonly string[], and = "and"): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${and} ${words.at(-1) ?? ""}`;

const whoHas = (scope: Scope, access: AccessConfig, host: string): string => {
  switch (access.mode) {
    case "open":
      return `whoever can reach this server at ${host}`;
    case "jwt":
      return `whoever brings a token of the issuer whose claim ${JSON.stringify(access.scopeClaim)} holds ${scope}`;
    case "keystone": {
      const roles = access.roles[scope];
      if (roles.length === 0) return "nobody, since no role grants it,";
      return `whoever has the role ${list(roles, "or")} in any project`;
    }
  }
};

interface Opened {
  readonly what: readonly string[];
  readonly sources: readonly AnySource[];
}

const openedBy = (scope: Scope, sources: readonly AnySource[]): Opened => {
  const records = opens[scope].records.filter(([subject]) => sources.some((source) => source.subject === subject));
  const subjects = new Set<Subject>(records.map(([subject]) => subject));
  return {
    what: records.flatMap(([, ...what]) => what),
    sources: sources.filter(({ subject }) => subjects.has(subject)),
  };
};

const named = (names: readonly string[]): string => `source${names.length === 1 ? "" : "s"} ${names.join(", ")}`;

/**
 * What the scopes of a configuration open, for the log of a start and for the doctor: an operator need not derive from
 * roles, scopes and accounts who may see what. A warning is for callers whom a source itself would refuse.
 */
export const accessFindings = (
  { access, server, sources: configured }: Pick<Config, "access" | "server" | "sources">,
  sources: readonly AnySource[],
): readonly AccessFinding[] => {
  const forwarded = new Set(
    configured.filter(({ credentials }) => credentials.type === "forward").map(({ name }) => name),
  );
  const read = new Set(configured.filter(({ contents }) => contents?.enabled).map(({ name }) => name));
  // Files are read into only where the configuration says so.
  const openedTo = (scope: Scope): Opened =>
    openedBy(scope, scope === Scope.CONTENT ? sources.filter(({ info }) => read.has(info.name)) : sources);
  const isForwarded = ({ info }: AnySource): boolean => forwarded.has(info.name);

  const opening = (scope: Scope): AccessFinding => {
    const { what, sources: opened } = openedTo(scope);
    const names = opened.map((source) =>
      isForwarded(source) ? `${source.info.name} (as far as it lets the caller itself)` : source.info.name,
    );
    const result =
      names.length === 0
        ? "opens nothing: no source has what it is for"
        : `${whoHas(scope, access, server.host)} ${opens[scope].may} ${list(what)} of ${named(names)}`;
    return { scope, verdict: "good", result: `${scope}: ${result}`, cure: "" };
  };

  const tooWide = (scope: Scope): AccessFinding[] => {
    if (access.mode !== "keystone") return [];
    const roles = access.roles[scope].filter((role) => EVERYBODYS.has(role.toLowerCase()));
    const { sources: opened } = openedTo(scope);
    const kept = opened.filter((source) => KEPT_TO_ADMINS.has(source.subject) && !isForwarded(source));
    if (roles.length === 0 || kept.length === 0) return [];
    const names = named(kept.map(({ info }) => info.name));
    return [
      {
        scope,
        verdict: "warning",
        result: `${scope}: every member of any project has the role ${list(roles, "or")}, and sees what ${names} shows to admins alone`,
        cure: `Name a role in access.keystone.roles."${scope}" that only those have who may see it.`,
      },
    ];
  };

  return Object.values(Scope).flatMap((scope) => [opening(scope), ...tooWide(scope)]);
};

/** What a source ended up with: one fact that decides whose data it reads. */
interface Setting {
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
