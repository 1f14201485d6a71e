import { AuditError } from "../../audit/audit-error.js";
import type { Session } from "../../audit/session.js";
import type { Clock } from "../clock.js";
import { sourceRefusedCredentials } from "../faults/source-failure.js";
import { catalogEndpoint, type CatalogQuery } from "./catalog.js";
import type { IdentityFacts } from "../diagnosis/examined-upstream.js";
import type { Authorization, Credentials, Unsigned } from "./credentials.js";
import { identityFailure } from "./identity-failure.js";
import type { KeystoneToken } from "./keystone-token.js";
import type { TokenKeeper } from "./token-keeper.js";

/** How long a fresh token that a source refused is not replaced for that source again. */
const HOPELESS_MS = 10_000;

/** X-Auth-Token of an identity that one source uses: password or application credential. */
export class KeystoneCredentials implements Credentials {
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
    const found = catalogEndpoint((await this.#token(session)).catalog, this.#catalog);
    if (found !== undefined) return found;
    const sentence = `The catalog lists no endpoint for source "${this.#source}".`;
    throw new AuditError("UPSTREAM_REJECTED", sentence, { source: this.#source });
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
