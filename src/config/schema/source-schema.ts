import { z } from "zod";
import type { KindRules } from "../kind-rules.js";
import { credentialsSchema } from "./credentials-schema.js";
import { option } from "./option.js";
import { httpUrl, strict, text, wholeNumber } from "./values.js";

const common = {
  name: option(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be 1 to 63 lower-case letters, digits and hyphens, not a hyphen first"),
    "unique; 1 to 63 lower-case letters, digits and hyphens, not a hyphen first. It stands in ids and cursors: renaming " +
      "a source makes the old ones useless",
  ),
  kind: option(text, "what kind of service it is"),
  region: option(text.optional(), "chooses the catalog's endpoint, and is shown to callers", {
    otherwise: "that of the cloud or of the environment",
  }),
  endpoint: option(
    httpUrl.optional(),
    "the service's base URL, without query, user or password. May be left out where the credentials bring a catalog " +
      "(password, applicationCredential, token with `authUrl`, and clouds of these types), never for atlas",
    { otherwise: "the catalog's" },
  ),
  credentials: option(credentialsSchema, "how this service proves itself to the source: one of the types below"),
  timeoutMs: option(wholeNumber(1, 600_000).default(3_000), "milliseconds for one try, to the last byte"),
  maxConcurrency: option(
    wholeNumber(1, 1_000).default(8),
    "requests in flight to this source. Up to 2,048 more wait",
  ),
  maxResponseBytes: option(
    wholeNumber(1_024, 1_073_741_824).default(16 * 1024 * 1024),
    "bytes of one answer, unpacked",
  ),
  caFile: option(
    text.optional(),
    "PEM certificates that replace the built-in roots, for the source and its identity service",
    { otherwise: "the cloud's `cacert`" },
  ),
  interface: option(z.enum(["public", "internal", "admin"]).optional(), "which of the catalog's endpoints", {
    otherwise: "the cloud's, else `public`",
  }),
};

/** Ids go into URLs; the same rule as in src/audit/log-file.ts. */
const instanceId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - and _");

const optional = {
  projectId: option(
    z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - and _")
      .optional(),
    "may be left out where the credentials bring a token with a project, or with `aksk` where `region` is given and the " +
      "IAM endpoint is known: then it is looked up",
    { otherwise: "the token's" },
  ),
  instances: option(
    z.array(instanceId).min(1, "must name an instance, or be left out").optional(),
    "ids of known instances, 1 to 64 letters, digits, `-` and `_` each",
    { otherwise: "the service's instance list" },
  ),
  changesSince: option(
    z.enum(["client", "upstream"]).optional(),
    "`client` sends nothing and filters here; `upstream` sends `changes-since` too, for a deployment where it works " +
      "forwards",
    { otherwise: "`client`" },
  ),
};

/** The keys of every kind, for reading the rest of a source whose kind does not stand. */
const every = { ...common, ...optional };
const everySource = strict(every);
export type WrittenSource = z.infer<typeof everySource>;

/** A source of this kind: its own options are known, the others' are unknown keys. */
export const sourceSchema = (rules: KindRules | undefined): z.ZodType<WrittenSource> & z.ZodObject<Readonly<Record<string, z.ZodType>>> => {
  if (rules === undefined) return everySource;
  const own = Object.fromEntries(Object.entries(optional).filter(([key]) => rules.options.some((known) => known === key)));
  // The keys left out are optional in WrittenSource, so that what this schema lets through fits it.
  return strict({ ...common, ...own });
};
