import { z } from "zod";
import { Scope } from "../audit/session.js";
import { accountSchema } from "./credential-settings.js";
import { clientKeys } from "./tls.js";
import { httpUrl, id, option, strict, text, wholeNumber } from "./values.js";

const rolesOf = (scope: Scope): z.ZodDefault<z.ZodArray<z.ZodString>> =>
  option(z.array(text).default(["admin"]), `roles that grant \`${scope}\``);

/** Nova, Atlas and Octavia answer admins alone, in the account's name: a wider default would hand their data to every project. */
const roles = strict({
  [Scope.READ]: rolesOf(Scope.READ),
  [Scope.ADMIN]: rolesOf(Scope.ADMIN),
  [Scope.DOWNLOAD]: rolesOf(Scope.DOWNLOAD),
  [Scope.CONTENT]: rolesOf(Scope.CONTENT),
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
  ...clientKeys("the identity service"),
  timeoutMs: option(
    wholeNumber(1, 600_000).default(5_000),
    "milliseconds for one try to have a token validated; callers with a token that is not known yet are answered 503 where " +
      "none is answered by then, or by `server.deadlineMs`",
  ),
  roles: roles.prefault({}),
});

const jwt = strict({
  jwksUri: option(
    httpUrl.optional(),
    "the key set of the issuer of `Authorization: Bearer`. Asymmetric algorithms only; the token must have an end (`exp`)",
  ),
  caFile: option(text.optional(), "PEM certificates that replace the built-in roots, for `jwksUri`", {
    otherwise: "the built-in roots",
  }),
  keptKeysFile: option(
    text.optional(),
    "a file of this process' own, in which the key set outlives a restart: while the issuer cannot be reached, keys that are " +
      "less than an hour old serve on",
    { otherwise: "they outlive reloads alone" },
  ),
  publicKeyFile: option(text.optional(), "one public key in PEM. Either this or `jwksUri`"),
  issuer: option(text, "what the token's `iss` must say"),
  audience: option(text, "what the token's `aud` must hold"),
  scopeClaim: option(
    text.default("scope"),
    "the claim that holds the scopes: a text with spaces between them, or a list",
  ),
  projectClaim: option(
    text.optional(),
    "the claim that names the caller's project by its id, for sources with `forward` credentials and without `projectId`",
    { otherwise: "no claim names one" },
  ),
  projects: option(
    z.array(id).min(1, "must name a project").optional(),
    "ids of the projects that `projectClaim` may name; a caller of any other has none",
    { otherwise: "needed by `projectClaim`" },
  ),
}).superRefine((value, context) => {
  const [given, other] = value.projectClaim === undefined ? ["projects", "projectClaim"] : ["projectClaim", "projects"];
  if ((value.projectClaim === undefined) !== (value.projects === undefined)) {
    context.addIssue({ code: "custom", path: [other], message: `is missing, and ${given} needs it` });
  }
  if ((value.jwksUri === undefined) === (value.publicKeyFile === undefined)) {
    const message = "is missing; give either jwksUri or publicKeyFile, not both";
    context.addIssue({ code: "custom", path: ["jwksUri"], message });
  }
});

/** Settings of modes that are not chosen may stand in the file; they are checked all the same. */
export const access = strict({
  mode: option(
    z.enum(["open", "keystone", "jwt"]).default("open"),
    "`open`: every caller has every scope; refused unless the host is a loopback address (127.x.x.x, ::1, localhost). " +
      "`keystone` and `jwt`: with the settings below",
  ),
  keystone: keystone.optional(),
  jwt: jwt.optional(),
});
