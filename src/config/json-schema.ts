import { z } from "zod";
import { accessSchema } from "./access.js";
import type { KindRules } from "./config.js";
import { credentialVariants } from "./credentials.js";
import { documentsSchema } from "./documents.js";
import { limitsSchema } from "./limits.js";
import { cacheSchema, serverSchema } from "./parse.js";
import { sourceSchema } from "./sources.js";
import { accessLogSchema, logSchema, tracesSchema } from "./telemetry.js";
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
    server: serverSchema.nullish(),
    access: accessSchema.nullish(),
    limits: limitsSchema.nullish(),
    documents: documentsSchema.nullish(),
    cache: cacheSchema.nullish(),
    log: logSchema.nullish(),
    accessLog: accessLogSchema.nullish(),
    traces: tracesSchema.nullish(),
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

type Properties = Readonly<Record<string, JsonSchema>>;

/** One key of the file, as a row of its table. */
interface Row {
  readonly key: string;
  readonly fallback: string;
  readonly text: string;
}

const objects = (schema: JsonSchema): JsonSchema[] =>
  schema.properties ? [schema] : [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => objects(one));

const propertiesOf = (schema: JsonSchema): Properties => (schema.properties ?? {}) as Properties;

const code = (value: unknown): string => `\`${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}\``;

const grouped = (value: number): string => value.toLocaleString("en");

/** What the value itself may be: the first of the ways to write it. */
const valueOf = (schema: JsonSchema): JsonSchema => schema.anyOf?.[0] ?? schema;

const rangeOf = ({ minimum, maximum }: JsonSchema): string =>
  minimum === undefined || maximum === undefined ? "" : `${grouped(minimum)} to ${grouped(maximum)}`;

const choicesOf = ({ enum: values = [] }: JsonSchema, told: string): string =>
  values.every((value) => told.includes(code(value))) ? "" : `one of ${values.map(code).join(", ")}`;

const rowOf = (key: string, schema: JsonSchema, isRequired: boolean): Row => {
  const { description = "", default: fallback, "x-env": env, "x-otherwise": otherwise } = schema;
  const value = valueOf(schema);
  const variable = env === undefined ? "" : `${code(env)} wins over it`;
  return {
    key,
    fallback:
      typeof otherwise === "string"
        ? otherwise
        : fallback === undefined
          ? isRequired
            ? "required"
            : ""
          : code(fallback),
    text: [rangeOf(value), description, choicesOf(value, description), variable]
      .filter((part) => part !== "")
      .join("; "),
  };
};

const rowsOf = (schema: JsonSchema, prefix = ""): Row[] =>
  Object.entries(propertiesOf(schema)).flatMap(([name, inner]) => {
    const key = /^\w+$/.test(name) ? `${prefix}${name}` : `${prefix}"${name}"`;
    if (inner.properties) return rowsOf(inner, `${key}.`);
    return [rowOf(key, inner, schema.required?.includes(name) ?? false)];
  });

const table = (rows: readonly Row[]): string =>
  [
    "| key | default | |",
    "| --- | --- | --- |",
    ...rows.map(({ key, fallback, text }) => `| \`${key}\` | ${fallback} | ${text} |`),
  ].join("\n");

const kindOf = (source: JsonSchema): string => String(propertiesOf(source).kind?.const);

/** Of every kind's keys each once; those that only some kinds know say which. */
const sourceRows = (kinds: readonly JsonSchema[]): Row[] => {
  const rows = new Map<string, Row & { readonly kinds: readonly string[] }>();
  for (const source of kinds) {
    for (const row of rowsOf(source)) {
      rows.set(row.key, { ...row, kinds: [...(rows.get(row.key)?.kinds ?? []), kindOf(source)] });
    }
  }
  return [...rows.values()].map((row) => {
    if (row.key === "kind")
      return { ...row, text: `${row.text}: ${kinds.map((kind) => code(kindOf(kind))).join(", ")}` };
    return row.kinds.length === kinds.length ? row : { ...row, text: `${row.kinds.join(", ")}: ${row.text}` };
  });
};

/** Each type of credentials with the kinds that take it, and its keys below it. */
const credentialRows = (kinds: readonly JsonSchema[]): Row[] => {
  const types = new Map<string, { readonly schema: JsonSchema; readonly kinds: readonly string[] }>();
  for (const source of kinds) {
    for (const schema of objects(propertiesOf(source).credentials ?? {})) {
      const type = String(propertiesOf(schema).type?.const);
      types.set(type, { schema, kinds: [...(types.get(type)?.kinds ?? []), kindOf(source)] });
    }
  }
  return [...types].flatMap(([type, { schema, kinds: takers }]) => {
    const takenBy = takers.length === kinds.length ? "all kinds" : takers.join(", ");
    const keys = rowsOf(schema, `${type}.`).filter(({ key }) => key !== `${type}.type`);
    return [{ key: type, fallback: "", text: `${schema.description ?? ""}. For ${takenBy}` }, ...keys];
  });
};

const tableOf = (section: string, file: JsonSchema): string => {
  const kinds = objects((propertiesOf(file).sources?.items ?? {}) as JsonSchema);
  if (section === "sources") return table(sourceRows(kinds));
  if (section === "credentials") return table(credentialRows(kinds));
  return table(objects(propertiesOf(file)[section] ?? {}).flatMap((part) => rowsOf(part)));
};

const PLACE = /(<!-- options: (\w+) -->\n)[^]*?(<!-- end -->)/g;

/** The reference with its tables made anew of the configuration's JSON Schema; the words around them stay. */
export const withOptions = (markdown: string, file: JsonSchema): string =>
  markdown.replace(
    PLACE,
    (_place, begin: string, section: string, end: string) => `${begin}\n${tableOf(section, file)}\n\n${end}`,
  );
