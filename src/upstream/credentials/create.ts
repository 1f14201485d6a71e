import { type Session, untilSessionEnds } from "../../audit/session.js";
import type { Clock } from "../clock.js";
import {
  callerLacksProject,
  callerLacksToken,
  callersCatalogLacksSource,
  catalogLacksSource,
  credentialsLackProject,
  loginFailure,
  sourceDeniedCaller,
  sourceRefusedCallerToken,
  sourceRefusedCredentials,
} from "../failures.js";
import type { AkskOptions, BasicOptions, UpstreamOptions, UpstreamKind } from "../options.js";
import { akskCredentials, lookUpIamProject } from "./aksk.js";
import type { Credentials } from "./credentials.js";
import type { IdentityServices, TokenKeeper } from "./identity.js";
import { catalogEndpoint, catalogLack, type CatalogQuery, isScoped, type KeystoneToken } from "./keystone-token.js";

/** The same proof for every request, which cannot be renewed. */
const fixedCredentials = (headers: Readonly<Record<string, string>>): Credentials => {
  const proof = { headers };
  return { authorize: () => proof, refusal: sourceRefusedCredentials };
};

/** HTTP Basic (RFC 7617), in UTF-8. */
const basicCredentials = ({ username, password }: BasicOptions): Credentials =>
  fixedCredentials({ authorization: `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}` });

/** Told at once, as a promise; what it throws is a rejection. */
const settled =
  (tell: (session: Session) => string) =>
  (session: Session): Promise<string> =>
    new Promise((resolve) => resolve(tell(session)));

const queryOf = (settings: UpstreamOptions, kind: UpstreamKind): CatalogQuery => ({
  serviceTypes: kind.serviceTypes,
  interfaces: [settings.interface].flat(),
  region: settings.region,
  keepPath: kind.keepCatalogPath,
});

/**
 * The caller's own token goes to the source. Nothing is kept: two callers can share nothing here, and what becomes of
 * one's token says nothing to the others.
 */
const forwardCredentials = (settings: UpstreamOptions, kind: UpstreamKind): Credentials => {
  const { name: source } = settings;
  const query = queryOf(settings, kind);
  const tokenOf = ({ caller: { token } }: Session): string => {
    if (token !== undefined && token !== "") return token;
    throw callerLacksToken(source);
  };
  const projectOf = (session: Session): NonNullable<Session["caller"]["project"]> => {
    tokenOf(session);
    if (session.caller.project !== undefined) return session.caller.project;
    throw callerLacksProject(source);
  };
  return {
    authorize: (_request, session) => ({ headers: { "x-auth-token": tokenOf(session) } }),
    refusal: sourceRefusedCallerToken,
    callersOwn: { demand: (session) => void tokenOf(session), denial: sourceDeniedCaller },
    // Asked only where the configuration names none: what the access policy knows of the token.
    endpoint: settled((session) => {
      const { catalog = [] } = projectOf(session);
      const found = catalogEndpoint(catalog, query);
      if (found === undefined) throw callersCatalogLacksSource(source, { detail: catalogLack(catalog, query) });
      return found;
    }),
    projectId: settled((session) => projectOf(session).id),
  };
};

/** How long a fresh token that a source refused is not replaced for that source again. */
const HOPELESS_MS = 10_000;

/** X-Auth-Token of an identity that the source uses: password or application credential. */
const keystoneCredentials = (
  settings: UpstreamOptions,
  kind: UpstreamKind,
  keeper: TokenKeeper,
  clock: Clock,
): Required<Omit<Credentials, "callersOwn">> => {
  const { name } = settings;
  let hopeless: { readonly token: KeystoneToken; readonly until: number } | undefined;

  const query = queryOf(settings, kind);

  /** What is made of a valid token: at once where one is at hand. */
  const ofToken = <T>({ signal }: Session, make: (token: KeystoneToken) => T): T | Promise<T> => {
    const token = keeper.token(signal);
    if (!(token instanceof Promise)) return make(token);
    return token.then(make, (error: unknown) => {
      throw signal.aborted ? error : loginFailure(name, error);
    });
  };

  /** The catalog is looked through once for each token. */
  let found: { readonly token: KeystoneToken; readonly endpoint: string } | undefined;
  const endpointBy = (token: KeystoneToken): string => {
    if (found?.token === token) return found.endpoint;
    const endpoint = catalogEndpoint(token.catalog, query);
    if (endpoint === undefined) throw catalogLacksSource(name, { detail: catalogLack(token.catalog, query) });
    found = { token, endpoint };
    return endpoint;
  };

  const projectBy = ({ projectId }: KeystoneToken): string => {
    if (projectId === undefined) throw credentialsLackProject(name);
    return projectId;
  };

  /**
   * A token that was fresh and refused all the same shows that renewal is no cure here (a source that validates
   * against another identity service): then the identity service is spared for a while.
   */
  const refused = (token: KeystoneToken, isReplay: boolean): boolean => {
    const now = clock.now();
    if (isReplay) hopeless = { token, until: now + HOPELESS_MS };
    if (hopeless?.token === token && now < hopeless.until) return false;
    keeper.drop(token);
    return true;
  };

  return {
    authorize: (_request, session) =>
      ofToken(session, (token) => ({ headers: token.headers, refused: (isReplay) => refused(token, isReplay) })),
    refusal: sourceRefusedCredentials,
    endpoint: (session) => ofToken(session, endpointBy),
    projectId: (session) => ofToken(session, projectBy),
    identity: async (session) => {
      const { projectId, expiresAt, clockAheadMs } = await ofToken(session, (token) => token);
      return { projectId, expiresAt, clockAheadMs };
    },
  };
};

/** One lookup for all who wait; a failed one is forgotten. */
const once = (look: () => Promise<string>): ((session: Session) => Promise<string>) => {
  let found: Promise<string> | undefined;
  return (session) => {
    found ??= look().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return untilSessionEnds(found, session.signal);
  };
};

const aksk = (settings: UpstreamOptions, key: AkskOptions, identities: IdentityServices, clock: Clock): Credentials => {
  const { name, region, projectId } = settings;
  const { iamEndpoint } = key;
  const signer = akskCredentials(key, clock, projectId);
  if (iamEndpoint === undefined || region === null) return signer;
  const lookup = { source: name, credentials: { ...key, iamEndpoint }, region, clock };
  return {
    ...signer,
    projectId: once(() => lookUpIamProject({ ...lookup, transport: identities.transport(settings) })),
  };
};

/** The implementation for a source's type of credentials. */
export const createCredentials = (
  settings: UpstreamOptions,
  kind: UpstreamKind,
  identities: IdentityServices,
  clock: Clock,
): Credentials => {
  const { credentials } = settings;
  switch (credentials.type) {
    case "password":
    case "applicationCredential":
      return keystoneCredentials(settings, kind, identities.account(credentials, settings), clock);
    case "token": {
      const { token, authUrl } = credentials;
      if (authUrl === undefined) return fixedCredentials({ "x-auth-token": token });
      if (isScoped(credentials)) {
        return keystoneCredentials(settings, kind, identities.account({ ...credentials, authUrl }, settings), clock);
      }
      // The identity service tells the token's project and catalog; another token it cannot give.
      const keeper = identities.fixed(token, authUrl, settings);
      return { ...keystoneCredentials(settings, kind, keeper, clock), ...fixedCredentials({ "x-auth-token": token }) };
    }
    case "aksk":
      return aksk(settings, credentials, identities, clock);
    case "basic":
      return basicCredentials(credentials);
    case "forward":
      return forwardCredentials(settings, kind);
  }
};
