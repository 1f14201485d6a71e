import { hash32, hex, mix, type World } from "../world.js";
import { DOMAIN, type Project, ROLE_IDS, type RoleName, rolesOf, type User } from "./directory.js";

export interface Token {
  readonly value: string;
  readonly user: User;
  readonly project: Project | undefined;
  readonly methods: readonly string[];
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  expiresAt: number;
  revoked: boolean;
}

export type TokenState = "valid" | "expired" | "revoked" | "unknown";

interface Judged {
  readonly state: TokenState;
  readonly token: Token | undefined;
}

const FERNET_LENGTH = { scoped: 183, unscoped: 162 };
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** In the shape of a Fernet token, so that logs and header limits meet what they will meet. */
const fernet = (length: number, ...parts: readonly (string | number)[]): string => {
  const key = hash32(...parts);
  let text = "gAAAAAB";
  while (text.length < length) text += ALPHABET.charAt(mix(key, text.length) & 63);
  return text;
};

/** Every token of one sandbox, whichever way it was asked for. */
export class TokenStore {
  readonly #tokens = new Map<string, Token>();
  #issued = 0;
  /** Milliseconds a new token lives. */
  ttlMs = 3_600_000;

  /** Letters of a new token; undefined for the length of a Fernet one. */
  tokenLength: number | undefined;

  constructor(private readonly world: World) {}

  get issued(): number {
    return this.#issued;
  }

  issue(
    user: User,
    project: Project | undefined,
    methods: readonly string[],
    expiresAt?: number,
    now = this.world.clock(),
  ): Token {
    this.#issued += 1;
    const length = this.tokenLength ?? (project ? FERNET_LENGTH.scoped : FERNET_LENGTH.unscoped);
    const token: Token = {
      value: fernet(length, this.world.seed, this.#issued, now, user.id),
      user,
      project,
      methods,
      issuedAt: now,
      expiresAt: expiresAt ?? now + this.ttlMs,
      revoked: false,
    };
    this.#tokens.set(token.value, token);
    return token;
  }

  judge(value: string | undefined): Judged {
    const token = value === undefined ? undefined : this.#tokens.get(value);
    if (!token) return { state: "unknown", token: undefined };
    if (token.expiresAt <= this.world.clock()) return { state: "expired", token };
    return { state: token.revoked ? "revoked" : "valid", token };
  }

  revoke(value: string): void {
    const token = this.#tokens.get(value);
    if (token) token.revoked = true;
  }

  expireAll(): void {
    for (const token of this.#tokens.values()) token.expiresAt = Math.min(token.expiresAt, this.world.clock());
  }

  revokeAll(): void {
    for (const token of this.#tokens.values()) token.revoked = true;
  }
}

export const tokenRoles = (token: Token): readonly RoleName[] =>
  token.project ? rolesOf(token.user, token.project) : [];

/** An audit id in Keystone's manner: 22 letters. */
const auditId = (token: Token): string => hex(22, token.value);

/** One service endpoint in the catalog. Types: compute, load-balancer and identity are OpenStack's; rdsv3 is what OTC's catalog lists for RDS, with /v3/{project} in its URL; ddsv3 and gaussdb-mysql (the service's host name) are formed after it. */
export interface CatalogSource {
  readonly type: "identity" | "compute" | "load-balancer" | "rdsv3" | "ddsv3" | "gaussdb-mysql";
  readonly name: string;
  readonly region: string;
  /** {project_id} stands for the token's project. */
  readonly url: string;
}

const INTERFACES = ["public", "internal", "admin"] as const;

export const catalog = (sources: readonly CatalogSource[], projectId: string): unknown[] =>
  [...new Set(sources.map(({ type }) => type))].map((type) => {
    const members = sources.filter((source) => source.type === type);
    return {
      endpoints: members.flatMap(({ region, url }) =>
        INTERFACES.map((kind) => ({
          id: hex(32, "endpoint", type, region, kind),
          interface: kind,
          region_id: region,
          url: url.replace("{project_id}", projectId),
          region,
        })),
      ),
      id: hex(32, "service", type),
      type,
      name: members[0]?.name ?? type,
    };
  });

/** Six digits of fraction, as IAM writes it. */
const micros = (time: number): string => new Date(time).toISOString().replace(/(\.\d{3})Z$/, "$1000Z");

/** Unscoped tokens have no project, roles or catalog: the keys are absent, not null. */
export const tokenBody = (token: Token, sources: readonly CatalogSource[], withCatalog: boolean): unknown => ({
  token: {
    methods: token.methods,
    user: { domain: DOMAIN, id: token.user.id, name: token.user.name, password_expires_at: null },
    audit_ids: [auditId(token)],
    expires_at: micros(token.expiresAt),
    issued_at: micros(token.issuedAt),
    ...(token.project && {
      project: { domain: DOMAIN, id: token.project.id, name: token.project.name },
      is_domain: false,
      roles: tokenRoles(token).map((name) => ({ id: ROLE_IDS[name], name })),
      ...(withCatalog && { catalog: catalog(sources, token.project.id) }),
    }),
  },
});
