import { catalog, type CatalogSource } from "./catalog.js";
import { DOMAIN, ROLE_IDS } from "./directory.js";
import { auditId, tokenRoles, type Token } from "./token-store.js";

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
