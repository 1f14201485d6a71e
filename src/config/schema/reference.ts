import type { JsonSchema } from "./json-schema.js";

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

const code = (value: unknown): string =>
  `\`${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}\``;

const grouped = (value: number): string => value.toLocaleString("en");

/** What the value itself may be: the first of the ways to write it. */
const valueOf = (schema: JsonSchema): JsonSchema => (schema.anyOf?.[0]) ?? schema;

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
    fallback: typeof otherwise === "string" ? otherwise : fallback === undefined ? (isRequired ? "required" : "") : code(fallback),
    text: [rangeOf(value), description, choicesOf(value, description), variable].filter((part) => part !== "").join("; "),
  };
};

const rowsOf = (schema: JsonSchema, prefix = ""): Row[] =>
  Object.entries(propertiesOf(schema)).flatMap(([name, inner]) => {
    const key = /^\w+$/.test(name) ? `${prefix}${name}` : `${prefix}"${name}"`;
    if (inner.properties) return rowsOf(inner, `${key}.`);
    return [rowOf(key, inner, schema.required?.includes(name) ?? false)];
  });

const table = (rows: readonly Row[]): string =>
  ["| key | default | |", "| --- | --- | --- |", ...rows.map(({ key, fallback, text }) => `| \`${key}\` | ${fallback} | ${text} |`)].join("\n");

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
    if (row.key === "kind") return { ...row, text: `${row.text}: ${kinds.map((kind) => code(kindOf(kind))).join(", ")}` };
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
  markdown.replace(PLACE, (_place, begin: string, section: string, end: string) => `${begin}\n${tableOf(section, file)}\n\n${end}`);
