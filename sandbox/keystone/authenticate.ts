import { jsonReply, type Reply, textReply } from "../http.js";
import { isObject, type Json } from "../world.js";
import {
  APPLICATION_CREDENTIALS,
  DOMAIN,
  type Project,
  projectNamed,
  PROJECTS,
  projectWithId,
  rolesOf,
  type User,
  userNamed,
  USERS,
} from "./directory.js";
import type { TokenState, TokenStore } from "./tokens.js";

const REASONS: Readonly<Record<number, [reason: string, title: string]>> = {
  400: ["BAD REQUEST", "Bad Request"],
  401: ["UNAUTHORIZED", "Unauthorized"],
  403: ["FORBIDDEN", "Forbidden"],
  404: ["NOT FOUND", "Not Found"],
  429: ["TOO MANY REQUESTS", "Too Many Requests"],
  500: ["INTERNAL SERVER ERROR", "Internal Server Error"],
  503: ["SERVICE UNAVAILABLE", "Service Unavailable"],
};

/** Keystone's error: {error: {code, message, title}}, the reason phrase in capitals. */
export const keystoneError = (status: number, message: string): Reply => {
  const [reason, title] = REASONS[status] ?? ["ERROR", "Error"];
  return { ...jsonReply(status, { error: { code: status, message, title } }), reason };
};

const MALFORMED =
  "The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.";

export const malformed = (expected: string): Reply => keystoneError(400, `Expecting to find ${expected}. ${MALFORMED}`);

/** The same bytes for a wrong password, an unknown user and an unknown project: one cannot tell them apart. */
export const unauthorized = (authUrl: string): Reply => {
  const reply = keystoneError(401, "The request you have made requires authentication.");
  reply.headers.push(["WWW-Authenticate", `Keystone uri="${authUrl}"`]);
  return reply;
};

/** Of a token that is none, of one that has ended. */
export const unknownToken = (state: TokenState): Reply =>
  keystoneError(404, state === "unknown" ? "Could not recognize Fernet token" : "Failed to validate token");

export const redirectPage = (location: string): Reply => ({
  ...textReply(
    308,
    "text/html; charset=utf-8",
    `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the target URL: <a href="${location}">${location}</a>. If not, click the link.\n`,
    [["Location", location]],
  ),
  reason: "PERMANENT REDIRECT",
});

export const htmlNotFound = (): Reply => ({
  ...textReply(
    404,
    "text/html; charset=utf-8",
    "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n",
  ),
  reason: "NOT FOUND",
});

interface Granted {
  readonly user: User;
  readonly project: Project | undefined;
  readonly methods: readonly string[];
  /** A token made from a token lives no longer than that one. */
  readonly expiresAt?: number;
}

/** Who asks and for which project; a Reply where the request is malformed, undefined where it is refused. */
type Outcome = Granted | Reply | undefined;

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
