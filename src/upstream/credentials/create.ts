import { AuditError } from "../../audit/errors.js";
import { type Session, untilSessionEnds } from "../../audit/session.js";
import type { IdentityFacts } from "../client.js";
import type { Clock } from "../clock.js";
import { sourceDeniedCaller, sourceRefusedCallerToken, sourceRefusedCredentials } from "../failures.js";
import type { AkskOptions, BasicOptions, TokenOptions, UpstreamKind, UpstreamOptions } from "../options.js";
import { akskCredentials, lookUpIamProject } from "./aksk.js";
import type { Authorization, Credentials, Unsigned } from "./credentials.js";
import { identityFailure, type IdentityRegistry, type TokenKeeper } from "./identity.js";
import { catalogEndpoint, catalogLack, type CatalogQuery, isScoped, type KeystoneToken } from "./keystone-token.js";

/** HTTP Basic (RFC 7617), in UTF-8. */
const basicCredentials = ({ username, password }: BasicOptions): Credentials => {
  const value = `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
  return {
    authorize: () => Promise.resolve({ headers: { authorization: value } }),
    refusal: sourceRefusedCredentials,
  };
};

/**
 * A fixed X-Auth-Token, which cannot be renewed. `told` answers for its project and its catalog's endpoint, where
 * an identity service can be asked about the token.
 */
const fixedTokenCredentials = (
  { token }: TokenOptions,
  told?: Required<Pick<Credentials, "endpoint" | "projectId" | "identity">>,
): Credentials => ({
  authorize: () => Promise.resolve({ headers: { "x-auth-token": token } }),
  refusal: sourceRefusedCredentials,
  ...(told === undefined
    ? {}
    : {
        endpoint: (session) => told.endpoint(session),
        projectId: (session) => told.projectId(session),
        identity: (session) => told.identity(session),
      }),
});

/**
 * The caller's own token goes to the source. Nothing is kept: two callers can share nothing here, and what becomes of
 * one's token says nothing to the others.
 */
const forwardCredentials = (source: string): Credentials => {
  const tokenOf = ({ caller: { token } }: Session): string => {
    if (token !== undefined && token !== "") return token;
    throw new AuditError("UNAUTHENTICATED", `Source "${source}" is asked in the caller's name: send X-Auth-Token.`);
  };
  return {
    authorize: async (_request, session) => Promise.resolve({ headers: { "x-auth-token": tokenOf(session) } }),
    refusal: sourceRefusedCallerToken,
    callersOwn: { demand: (session) => void tokenOf(session), denial: sourceDeniedCaller },
  };
};

/** How long a fresh token that a source refused is not replaced for that source again. */
const HOPELESS_MS = 10_000;

/** X-Auth-Token of an identity that one source uses: password or application credential. */
class KeystoneCredentials implements Credentials {
  readonly #source: string;
  readonly #keeper: TokenKeeper;
  readonly #catalog: CatalogQuery;
  readonly #clock: Clock;
  #hopeless: { readonly token: KeystoneToken; readonly until: number } | undefined;

  readonly refusal = sourceRefusedCredentials;

  constructor(source: string, keeper: TokenKeeper, catalog: CatalogQuery, clock: Clock) {
    this.#source = source;
    this.#keeper = keeper;
    this.#catalog = catalog;
    this.#clock = clock;
  }

  async authorize(_request: Unsigned, session: Session): Promise<Authorization> {
    const token = await this.#token(session);
    return {
      headers: token.headers,
      refused: () => this.#refused(token),
      refusedAgain: () => {
        this.#hopeless = { token, until: this.#clock.now() + HOPELESS_MS };
      },
    };
  }

  /** Throws UPSTREAM_REJECTED where the catalog lists no such service. */
  async endpoint(session: Session): Promise<string> {
    const { catalog } = await this.#token(session);
    const found = catalogEndpoint(catalog, this.#catalog);
    if (found !== undefined) return found;
    const sentence = `The catalog lists no endpoint for source "${this.#source}".`;
    throw new AuditError("UPSTREAM_REJECTED", sentence, {
      source: this.#source,
      detail: catalogLack(catalog, this.#catalog),
    });
  }

  /** Throws UPSTREAM_REJECTED for a token without a project. */
  async projectId(session: Session): Promise<string> {
    const { projectId } = await this.#token(session);
    if (projectId !== undefined) return projectId;
    const sentence = `The credentials of source "${this.#source}" belong to no project.`;
    throw new AuditError("UPSTREAM_REJECTED", sentence, { source: this.#source });
  }

  async identity(session: Session): Promise<IdentityFacts> {
    const { projectId, expiresAt, clockAheadMs } = await this.#token(session);
    return { projectId, expiresAt, clockAheadMs };
  }

  async #token(session: Session): Promise<KeystoneToken> {
    try {
      return await this.#keeper.token(session.signal);
    } catch (error) {
      if (session.signal.aborted) throw error;
      throw identityFailure(this.#source, error);
    }
  }

  /**
   * A token that was fresh and refused all the same shows that renewal is no cure here (a source that validates
   * against another identity service): then the identity service is spared for a while.
   */
  #refused(token: KeystoneToken): boolean {
    if (this.#hopeless?.token === token && this.#clock.now() < this.#hopeless.until) return false;
    this.#keeper.drop(token);
    return true;
  }
}

interface Shared {
  readonly clock: Clock;
  readonly identities: IdentityRegistry;
}

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

const aksk = (options: UpstreamOptions, credentials: AkskOptions, { clock, identities }: Shared): Credentials => {
  const { name, region, ca } = options;
  const { iamEndpoint } = credentials;
  const signer = akskCredentials(credentials, clock, options.projectId);
  if (iamEndpoint === undefined || region === null) return signer;
  const lookup = { source: name, credentials: { ...credentials, iamEndpoint }, region, clock };
  return { ...signer, projectId: once(() => lookUpIamProject({ ...lookup, transport: identities.transport(ca) })) };
};

/** The implementation for a source's type of credentials. */
export const createCredentials = (options: UpstreamOptions, kind: UpstreamKind, shared: Shared): Credentials => {
  const { name, credentials, ca } = options;
  const { clock, identities } = shared;
  const catalog: CatalogQuery = {
    serviceTypes: kind.serviceTypes,
    interfaces: [options.interface ?? "public"].flat(),
    region: options.region,
    keepPath: kind.keepCatalogPath,
  };
  switch (credentials.type) {
    case "password":
    case "applicationCredential":
      return new KeystoneCredentials(name, identities.account(credentials, ca), catalog, clock);
    case "token": {
      const { authUrl } = credentials;
      if (authUrl === undefined) return fixedTokenCredentials(credentials);
      if (isScoped(credentials)) {
        return new KeystoneCredentials(name, identities.account({ ...credentials, authUrl }, ca), catalog, clock);
      }
      const keeper = identities.fixed({ ...credentials, authUrl }, ca);
      return fixedTokenCredentials(credentials, new KeystoneCredentials(name, keeper, catalog, clock));
    }
    case "aksk":
      return aksk(options, credentials, shared);
    case "basic":
      return basicCredentials(credentials);
    case "forward":
      return forwardCredentials(name);
  }
};
