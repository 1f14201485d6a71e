import { z } from "zod";
import { Scope } from "../../audit/session.js";
import { accountSchema } from "./credentials-schema.js";
import { option } from "./option.js";
import { httpUrl, strict, text } from "./values.js";

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
export type WrittenAccess = z.infer<typeof accessSchema>;
