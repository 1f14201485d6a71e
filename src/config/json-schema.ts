import { z } from "zod";
import { credentialVariants } from "./credential-settings.js";
import { settings } from "./settings.js";
import { type KindRules, sourceSchema } from "./sources.js";
import { strict } from "./values.js";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a value may be written as instead of itself: ${NAME}, and numbers and flags as text (values.ts). */
const asText: Readonly<Record<string, string>> = {
  integer: "^\\d+$|\\$\\{",
  number: "^\\d+(\\.\\d+)?$|\\$\\{",
  boolean: "^(true|false|yes|no|on|off)$|\\$\\{",
  string: "\\$\\{",
};

const isConstrained = ({ type, pattern, enum: values }: JsonSchema): boolean =>
  type === "string" ? pattern !== undefined || values !== undefined : typeof type === "string" && type in asText;

/** Lets a leaf be written as text with variables in it. What tells variants apart (const) stays as it is. */
const withText = (schema: JsonSchema): JsonSchema => {
  const { description, default: fallback, "x-env": env, "x-otherwise": otherwise, ...rest } = schema;
  if (!isConstrained(rest) || rest.const !== undefined) return schema;
  const facts = { description, default: fallback, "x-env": env, "x-otherwise": otherwise };
  const known = Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
  return { ...known, anyOf: [rest, { type: "string", pattern: asText[String(rest.type)] ?? "" }] };
};

const inside = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value !== "object" || value === null) return value;
  const mapped = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(inner)]));
  return withText(mapped);
};

/** Puts a narrower schema in the place of one, with its words. */
const inPlaceOf = <S extends z.ZodType>(wider: z.ZodType | undefined, narrower: S): S =>
  narrower.meta(wider?.meta() ?? {});

const sourceOf = (rules: KindRules): z.ZodObject => {
  const { shape } = sourceSchema(rules);
  const variants = credentialVariants.filter((variant) => rules.credentials.includes(variant.shape.type.value));
  return strict({
    ...shape,
    kind: inPlaceOf(shape.kind, z.literal(rules.kind.toLowerCase())),
    credentials: inPlaceOf(shape.credentials, z.union(variants)),
  });
};

const fileOf = (kinds: readonly KindRules[]): z.ZodType =>
  strict({
    ...Object.fromEntries(Object.entries(settings).map(([part, schema]) => [part, schema.nullish()])),
    sources: z.array(z.union(kinds.map(sourceOf))).min(1),
  });

/**
 * auditgraph.yaml as a JSON Schema (draft 7, which editors know), made of the schemas that check it. It lets through
 * all that the server takes; what only values can tell, the server says at its start.
 */
export const configJsonSchema = (kinds: readonly KindRules[]): JsonSchema => {
  const emitted = z.toJSONSchema(fileOf(kinds), {
    io: "input",
    target: "draft-7",
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      // An input that is converted first loses its default on the way.
      if (def.type === "default") jsonSchema.default = def.defaultValue;
    },
  });
  return { title: "auditgraph.yaml", ...(inside(emitted) as JsonSchema) };
};
