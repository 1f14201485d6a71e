import { z } from "zod";
import { Scope } from "../audit/session.js";
import type { AccessConfig, CredentialsConfig, Environment, ServerConfig } from "./config.js";
import { accountSchema, resolveCredentials, type WrittenAccount, type WrittenCredentials } from "./credentials.js";
import { type FileContext, readCertificates, readPublicKey } from "./files.js";
import { check, type Path } from "./problems.js";
import { httpUrl, isLoopback, option, strict, text } from "./values.js";

const rolesOf = (scope: Scope, ...roles: string[]): z.ZodDefault<z.ZodArray<z.ZodString>> =>
  option(z.array(text).default(roles), `roles that grant \`${scope}\``);

/** Nova and Atlas answer admins alone, in the account's name: a wider default would hand their data to every project. */
const roles = strict({
  [Scope.READ]: rolesOf(Scope.READ, "admin"),
  [Scope.ADMIN]: rolesOf(Scope.ADMIN, "admin"),
  [Scope.DOWNLOAD]: rolesOf(Scope.DOWNLOAD, "admin"),
});

const keystone = strict({
  authUrl: option(
    httpUrl,
    "the identity service that validates callers' X-Auth-Token. An answer is believed for a minute: so long a revoked " +
      "token is still let in",
  ),
  credentials: option(
    accountSchema,
    "the service account that asks: `password`, `applicationCredential`, `token`, `cloud` or `env`. Its `authUrl` is " +
      "that of `keystone` when left out",
  ),
  caFile: option(text.optional(), "PEM certificates that replace the built-in roots", {
    otherwise: "the cloud's `cacert`",
  }),
  roles: roles.prefault({}),
});

const jwt = strict({
  jwksUri: option(
    httpUrl.optional(),
    "the key set of the issuer of `Authorization: Bearer`. Asymmetric algorithms only; the token must have an end (`exp`)",
  ),
  publicKeyFile: option(text.optional(), "one public key in PEM. Either this or `jwksUri`"),
  issuer: option(text, "what the token's `iss` must say"),
  audience: option(text, "what the token's `aud` must hold"),
  scopeClaim: option(
    text.default("scope"),
    "the claim that holds the scopes: a text with spaces between them, or a list",
  ),
}).superRefine((value, context) => {
  if ((value.jwksUri === undefined) === (value.publicKeyFile === undefined)) {
    const message = "is missing; give either jwksUri or publicKeyFile, not both";
    context.addIssue({ code: "custom", path: ["jwksUri"], message });
  }
});

/** Settings of modes that are not chosen may stand in the file; they are checked all the same. */
export const accessSchema = strict({
  mode: option(
    z.enum(["open", "keystone", "jwt"]).default("open"),
    "`open`: every caller has every scope; refused unless the host is a loopback address (127.x.x.x, ::1, localhost). " +
      "`keystone` and `jwt`: with the settings below",
  ),
  keystone: keystone.optional(),
  jwt: jwt.optional(),
});
type WrittenAccess = z.infer<typeof accessSchema>;

const PATH: Path = ["access"];
/** What can prove a service account to Keystone. */
const ACCOUNTS = new Set<CredentialsConfig["type"]>(["password", "applicationCredential", "token"]);

type Keystone = NonNullable<WrittenAccess["keystone"]>;
type Jwt = NonNullable<WrittenAccess["jwt"]>;

/** The service account's identity service is the callers' own, unless it says otherwise. */
const withAuthUrl = (credentials: WrittenAccount, authUrl: string): WrittenCredentials => {
  const { type } = credentials;
  return type === "cloud" || type === "env" ? credentials : { ...credentials, authUrl: credentials.authUrl ?? authUrl };
};

const keystoneAccess = (written: Keystone, env: Environment, files: FileContext): AccessConfig | undefined => {
  const path = [...PATH, "keystone"];
  const facts = resolveCredentials(
    withAuthUrl(written.credentials, written.authUrl),
    [...path, "credentials"],
    { serviceTypes: [], region: undefined },
    { ...files, env },
  );
  if (facts === undefined) return undefined;
  if (!ACCOUNTS.has(facts.credentials.type)) {
    const cure = "Use password, applicationCredential, token, cloud or env.";
    files.problems.add([...path, "credentials", "type"], "cannot validate callers' tokens", cure);
    return undefined;
  }
  const { caFile } = written;
  const ca = caFile === undefined ? facts.ca : readCertificates(caFile, [...path, "caFile"], files);
  return { mode: "keystone", authUrl: written.authUrl, credentials: facts.credentials, roles: written.roles, ca };
};

const jwtAccess = (written: Jwt, files: FileContext): AccessConfig | undefined => {
  const { jwksUri, publicKeyFile, issuer, audience, scopeClaim } = written;
  if (jwksUri !== undefined) return { mode: "jwt", keys: { jwksUri }, issuer, audience, scopeClaim };
  const publicKey = readPublicKey(publicKeyFile ?? "", [...PATH, "jwt", "publicKeyFile"], files);
  return publicKey === undefined ? undefined : { mode: "jwt", keys: { publicKey }, issuer, audience, scopeClaim };
};

/** Checks `access`. Undefined, with a problem, when it cannot be used. */
export const parseAccess = (
  value: unknown,
  server: ServerConfig | undefined,
  env: Environment,
  files: FileContext,
): AccessConfig | undefined => {
  const written = check(accessSchema, value ?? {}, PATH, files.problems);
  if (written === undefined) return undefined;
  const { mode, keystone, jwt } = written;
  if (mode === "keystone" && keystone !== undefined) return keystoneAccess(keystone, env, files);
  if (mode === "jwt" && jwt !== undefined) return jwtAccess(jwt, files);
  if (mode !== "open") {
    files.problems.add([...PATH, mode], "is missing", `Add the settings of mode ${mode}.`);
    return undefined;
  }
  if (server !== undefined && !isLoopback(server.host)) {
    const cure = "Choose mode keystone or jwt, or a loopback host such as 127.0.0.1.";
    files.problems.add(
      [...PATH, "mode"],
      "open gives every caller every scope, and the host is not a loopback address",
      cure,
    );
  }
  return { mode: "open" };
};
