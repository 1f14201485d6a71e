import type { ApplicationCredentialOptions, LoginOptions, PasswordOptions } from "./credential-options.js";

type Named = { readonly id: string } | { readonly name: string };
interface Domained {
  readonly domain?: Named;
}

const named = (id: string | undefined, name: string | undefined): Named | undefined =>
  id !== undefined ? { id } : name !== undefined ? { name } : undefined;

/** An id stands alone; a name means something only within its domain. */
const withDomain = (
  id: string | undefined,
  name: string | undefined,
  domainId: string | undefined,
  domainName: string | undefined,
): (Named & Domained) | undefined => {
  const self = named(id, name);
  if (self === undefined || id !== undefined) return self;
  return { ...self, domain: named(domainId, domainName) ?? { id: "default" } };
};

const passwordBody = (options: PasswordOptions): object => {
  const { userId, username, userDomainId, userDomainName, password } = options;
  const { projectId, projectName, projectDomainId, projectDomainName } = options;
  const user = withDomain(userId, username, userDomainId, userDomainName);
  const project = withDomain(
    projectId,
    projectName,
    projectDomainId ?? (projectDomainName === undefined ? userDomainId : undefined),
    projectDomainName ?? userDomainName,
  );
  return {
    identity: { methods: ["password"], password: { user: { ...user, password } } },
    ...(project === undefined ? {} : { scope: { project } }),
  };
};

/** An application credential brings its project with it; a scope must not be named. */
const applicationCredentialBody = ({ id, secret }: ApplicationCredentialOptions): object => ({
  identity: { methods: ["application_credential"], application_credential: { id, secret } },
});

/** The body of POST /v3/auth/tokens. Domains that are not named are the user's, then "default". */
export const loginBody = (options: LoginOptions): string =>
  JSON.stringify({ auth: options.type === "password" ? passwordBody(options) : applicationCredentialBody(options) });

/** Clients are given identity URLs with and without the version; the answers are all below /v3. */
export const identityUrl = (authUrl: string): string => {
  const trimmed = authUrl.replace(/\/+$/, "");
  return /\/v\d+(?:\.\d+)?$/.test(trimmed) ? trimmed.replace(/\/v2(?:\.\d+)?$/, "/v3") : `${trimmed}/v3`;
};
