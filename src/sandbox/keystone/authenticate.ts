import type { Reply } from "../http/reply.js";
import {
  APPLICATION_CREDENTIALS,
  DOMAIN,
  PROJECTS,
  projectNamed,
  projectWithId,
  rolesOf,
  userNamed,
  USERS,
  type Project,
  type User,
} from "./directory.js";
import { malformed } from "./keystone-errors.js";
import type { TokenStore } from "./token-store.js";

type Json = Record<string, unknown>;

export interface Granted {
  readonly user: User;
  readonly project: Project | undefined;
  readonly methods: readonly string[];
  /** A token made from a token lives no longer than that one. */
  readonly expiresAt?: number;
}

/** Who asks and for which project; a Reply where the request is malformed, undefined where it is refused. */
export type Outcome = Granted | Reply | undefined;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const part = (value: unknown, key: string): Json => {
  const inner = isObject(value) ? value[key] : undefined;
  return isObject(inner) ? inner : {};
};

const inDomain = (owner: Json): boolean => {
  const domain = part(owner, "domain");
  return domain.id === DOMAIN.id || domain.name === DOMAIN.name;
};

const byPassword = (identity: Json): User | Reply | undefined => {
  const user = part(part(identity, "password"), "user");
  if (typeof user.id !== "string" && typeof user.name !== "string") return malformed("id or name in user");
  if (typeof user.id !== "string" && !isObject(user.domain)) return malformed("domain in user");
  const known =
    typeof user.id === "string"
      ? USERS.find(({ id }) => id === user.id)
      : inDomain(user)
        ? userNamed(String(user.name))
        : undefined;
  return known?.password === user.password ? known : undefined;
};

const scopeOf = (auth: Json): Project | "unscoped" | Reply | undefined => {
  const scope = auth.scope;
  if (!isObject(scope) || "unscoped" in scope) return "unscoped";
  const project = part(scope, "project");
  if (typeof project.id === "string") return projectWithId(project.id);
  if (typeof project.name !== "string") return "unscoped";
  if (!isObject(project.domain)) return malformed("domain in project");
  return inDomain(project) ? projectNamed(project.name) : undefined;
};

const granted = (user: User, auth: Json, facts: Omit<Granted, "user" | "project">): Outcome => {
  const scope = scopeOf(auth);
  if (scope === undefined || (scope !== "unscoped" && "status" in scope)) return scope;
  if (scope === "unscoped") return { user, project: undefined, ...facts };
  return rolesOf(user, scope).length > 0 ? { user, project: scope, ...facts } : undefined;
};

const byApplicationCredential = (identity: Json): Outcome => {
  const asked = part(identity, "application_credential");
  const user = part(asked, "user");
  const known = APPLICATION_CREDENTIALS.find(
    ({ id, name, user: owner }) => asked.id === id || (asked.name === name && user.name === owner && inDomain(user)),
  );
  if (known?.secret !== asked.secret) return undefined;
  const owner = known && userNamed(known.user);
  return owner && { user: owner, project: PROJECTS[known.project], methods: ["application_credential"] };
};

/** Judges the body of POST /v3/auth/tokens. */
export const authenticate = (body: unknown, tokens: TokenStore): Outcome => {
  if (!isObject(body)) return malformed("valid JSON in request body");
  if (!isObject(body.auth)) return malformed("auth in request body");
  const auth = body.auth;
  const identity = part(auth, "identity");
  const methods = identity.methods;
  if (!Array.isArray(methods)) return malformed("methods in identity");
  if (methods.includes("application_credential")) return byApplicationCredential(identity);
  if (methods.includes("token")) {
    const { state, token } = tokens.judge(String(part(identity, "token").id));
    if (state !== "valid" || !token) return undefined;
    const all = [...new Set(["token", ...token.methods])];
    return granted(token.user, auth, { methods: all, expiresAt: token.expiresAt });
  }
  if (!methods.includes("password")) return undefined;
  const user = byPassword(identity);
  if (user === undefined || "status" in user) return user;
  return granted(user, auth, { methods: ["password"] });
};
