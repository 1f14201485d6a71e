import { z } from "zod";
import { Scope } from "../../audit/session.js";
import { credentialsSchema } from "./credentials-schema.js";
import { flag, httpUrl, redisUrl, strict, text, wholeNumber } from "./values.js";

export const serverSchema = strict({
  host: text.default("127.0.0.1"),
  port: wholeNumber(0, 65_535).default(4_000),
  introspection: flag.optional(),
  deadlineMs: wholeNumber(100, 600_000).default(10_000),
});
export type WrittenServer = z.infer<typeof serverSchema>;

const roles = strict({
  [Scope.READ]: z.array(text).default(["reader"]),
  [Scope.ADMIN]: z.array(text).default(["admin"]),
  [Scope.DOWNLOAD]: z.array(text).default(["admin"]),
});

const keystone = strict({
  authUrl: httpUrl,
  credentials: credentialsSchema,
  caFile: text.optional(),
  roles: roles.prefault({}),
});

const jwt = strict({
  jwksUri: httpUrl.optional(),
  publicKeyFile: text.optional(),
  issuer: text,
  audience: text,
  scopeClaim: text.default("scope"),
}).superRefine((value, context) => {
  if ((value.jwksUri === undefined) === (value.publicKeyFile === undefined)) {
    const message = "is missing; give either jwksUri or publicKeyFile, not both";
    context.addIssue({ code: "custom", path: ["jwksUri"], message });
  }
});

/** Settings of modes that are not chosen may stand in the file; they are checked all the same. */
export const accessSchema = strict({
  mode: z.enum(["open", "keystone", "jwt"]).default("open"),
  keystone: keystone.optional(),
  jwt: jwt.optional(),
});
export type WrittenAccess = z.infer<typeof accessSchema>;

export const cacheSchema = strict({ url: redisUrl.optional() });

/** The file as a whole; its sources are read one by one, by their kinds. */
export const fileSchema = strict({
  server: z.unknown().optional(),
  access: z.unknown().optional(),
  cache: z.unknown().optional(),
  limits: z.unknown().optional(),
  log: z.unknown().optional(),
  traces: z.unknown().optional(),
  sources: z.array(z.record(z.string(), z.unknown())).min(1, "must hold at least one source"),
});
