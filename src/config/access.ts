import { dirname, resolve } from "node:path";
import type { CredentialsConfig, WrittenAccount, WrittenCredentials } from "./credential-settings.js";
import { resolveCredentials } from "./credentials.js";
import { readCertificate } from "./certificates.js";
import { type FileContext, readCertificates, readPublicKey } from "./files.js";
import type { CallersTold } from "./reach.js";
import type { Written } from "./settings.js";
import type { Certificate } from "./tls.js";
import { isLoopback } from "./values.js";

type Keystone = NonNullable<Written<"access">["keystone"]>;
type Jwt = NonNullable<Written<"access">["jwt"]>;

/** Who may do what. */
export type AccessConfig =
  | { readonly mode: "open" }
  | (Pick<Keystone, "authUrl" | "roles" | "timeoutMs"> & {
      readonly mode: "keystone";
      /** The service account that validates callers' tokens. */
      readonly credentials: CredentialsConfig;
      /** PEM, for the connection to the identity service. */
      readonly ca: string | undefined;
      /** What is shown to the identity service. */
      readonly certificate: Certificate | undefined;
    })
  | (Pick<Jwt, "issuer" | "audience" | "scopeClaim"> & {
      readonly mode: "jwt";
      /** The claim that names the caller's project, and those that it may name. */
      readonly project: { readonly claim: string; readonly known: readonly string[] } | undefined;
      /** `keptIn`: the file in which the key set outlives a restart, by its absolute path. */
      readonly keys:
        | { readonly jwksUri: string; readonly ca: string | undefined; readonly keptIn: string | undefined }
        | { readonly publicKey: string };
    });

/** What the access mode can tell of a caller's own token. */
export const toldOfCallers = (access: AccessConfig): CallersTold => ({
  project: access.mode === "keystone" || (access.mode === "jwt" && access.project !== undefined),
  catalog: access.mode === "keystone",
});

/** What can prove a service account to Keystone. */
const ACCOUNTS = new Set<CredentialsConfig["type"]>(["password", "applicationCredential", "token"]);

/** The service account's identity service is the callers' own, unless it says otherwise. */
const withAuthUrl = (credentials: WrittenAccount, authUrl: string): WrittenCredentials => {
  const { type } = credentials;
  return type === "cloud" || type === "env" ? credentials : { ...credentials, authUrl: credentials.authUrl ?? authUrl };
};

const keystoneAccess = (
  { authUrl, roles, timeoutMs, ...written }: Keystone,
  files: FileContext,
): AccessConfig | undefined => {
  const path = ["access", "keystone"];
  const account = withAuthUrl(written.credentials, authUrl);
  const wanted = { serviceTypes: [], region: undefined };
  const facts = resolveCredentials(account, [...path, "credentials"], wanted, files);
  if (facts === undefined) return undefined;
  const { credentials } = facts;
  if (!ACCOUNTS.has(credentials.type)) {
    const cure = "Use password, applicationCredential, token, cloud or env.";
    files.problems.add([...path, "credentials", "type"], "cannot validate callers' tokens", cure);
    return undefined;
  }
  const { caFile } = written;
  const ca = caFile === undefined ? facts.ca : readCertificates(caFile, [...path, "caFile"], files);
  const certificate = readCertificate(written, path, files);
  return { mode: "keystone", authUrl, credentials, roles, timeoutMs, ca, certificate };
};

const jwtAccess = (written: Jwt, files: FileContext): AccessConfig | undefined => {
  const { jwksUri, caFile, keptKeysFile, publicKeyFile = "", issuer, audience, scopeClaim } = written;
  const { projectClaim: claim, projects = [] } = written;
  const project = claim === undefined ? undefined : { claim, known: projects };
  const rules = { mode: "jwt", issuer, audience, scopeClaim, project } as const;
  if (jwksUri !== undefined) {
    const keptIn = keptKeysFile === undefined ? undefined : resolve(dirname(files.origin), keptKeysFile);
    const ca = caFile === undefined ? undefined : readCertificates(caFile, ["access", "jwt", "caFile"], files);
    return { ...rules, keys: { jwksUri, ca, keptIn } };
  }
  const publicKey = readPublicKey(publicKeyFile, ["access", "jwt", "publicKeyFile"], files);
  return publicKey === undefined ? undefined : { ...rules, keys: { publicKey } };
};

/** Reads what `access` refers to. Undefined, with a problem, when it cannot be used. */
export const resolveAccess = (
  { mode, keystone, jwt }: Written<"access">,
  host: string | undefined,
  files: FileContext,
): AccessConfig | undefined => {
  const { problems } = files;
  if (mode === "keystone" && keystone !== undefined) return keystoneAccess(keystone, files);
  if (mode === "jwt" && jwt !== undefined) return jwtAccess(jwt, files);
  if (mode !== "open") {
    problems.add(["access", mode], "is missing", `Add the settings of mode ${mode}.`);
    return undefined;
  }
  if (host !== undefined && !isLoopback(host)) {
    const named = files.env.HOST ? " of the environment variable HOST" : "";
    const what = `open gives every caller every scope, and the host${named} is not a loopback address`;
    problems.add(["access", "mode"], what, "Choose mode keystone or jwt, or a loopback host such as 127.0.0.1.");
  }
  return { mode: "open" };
};
