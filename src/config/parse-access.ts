import type { AccessConfig, CredentialsConfig, Environment, ServerConfig } from "./config.js";
import type { Path } from "./config-error.js";
import { isLoopback } from "./loopback.js";
import { type FileContext, readCertificates, readPublicKey } from "./read-pem.js";
import { resolveCredentials } from "./resolve-credentials.js";
import { accessSchema, type WrittenAccess } from "./schema/access-schema.js";
import { check } from "./schema/check.js";
import type { WrittenAccount, WrittenCredentials } from "./schema/credentials-schema.js";

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
    env,
    files,
  );
  if (facts === undefined) return undefined;
  if (!ACCOUNTS.has(facts.credentials.type)) {
    const cure = "Use password, applicationCredential, token, cloud or env.";
    files.problems.add([...path, "credentials", "type"], "cannot validate callers' tokens", cure);
    return undefined;
  }
  const caFile = written.caFile ?? facts.cacert;
  const ca = caFile === undefined ? undefined : readCertificates(caFile, [...path, "caFile"], files);
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
