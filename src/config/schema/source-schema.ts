import { z } from "zod";
import type { KindRules } from "../kind-rules.js";
import { credentialsSchema } from "./credentials-schema.js";
import { httpUrl, strict, text, wholeNumber } from "./values.js";

const common = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be 1 to 63 lower-case letters, digits and hyphens, not a hyphen first"),
  kind: text,
  region: text.optional(),
  endpoint: httpUrl.optional(),
  credentials: credentialsSchema,
  timeoutMs: wholeNumber(1, 600_000).default(3_000),
  maxConcurrency: wholeNumber(1, 1_000).default(8),
  maxResponseBytes: wholeNumber(1_024, 1_073_741_824).default(16 * 1024 * 1024),
  caFile: text.optional(),
  interface: z.enum(["public", "internal", "admin"]).optional(),
};

/** Ids go into URLs; the same rule as in src/audit/log-file.ts. */
const instanceId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - and _");

const optional = {
  projectId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - and _").optional(),
  instances: z.array(instanceId).min(1, "must name an instance, or be left out").optional(),
  changesSince: z.enum(["client", "upstream"]).optional(),
};

/** The keys of every kind, for reading the rest of a source whose kind does not stand. */
const every = { ...common, ...optional };
const everySource = strict(every);
export type WrittenSource = z.infer<typeof everySource>;

/** A source of this kind: its own options are known, the others' are unknown keys. */
export const sourceSchema = (rules: KindRules | undefined): z.ZodType<WrittenSource> => {
  if (rules === undefined) return everySource;
  const own = Object.fromEntries(Object.entries(optional).filter(([key]) => rules.options.some((known) => known === key)));
  // The keys left out are optional in WrittenSource, so that what this schema lets through fits it.
  return strict({ ...common, ...own });
};
