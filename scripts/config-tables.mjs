/** The tables of docs/configuration.md, made of the configuration's JSON Schema (src/config/json-schema.ts). */

const objects = (schema) =>
  schema.properties ? [schema] : [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(objects);

const code = (value) => `\`${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}\``;

const grouped = (value) => value.toLocaleString("en");

const rangeOf = ({ minimum, maximum }) =>
  minimum === undefined || maximum === undefined ? "" : `${grouped(minimum)} to ${grouped(maximum)}`;

const choicesOf = ({ enum: values = [] }, told) =>
  values.every((value) => told.includes(code(value))) ? "" : `one of ${values.map(code).join(", ")}`;

/** One key of the file, as a row of its table. */
const rowOf = (key, schema, isRequired) => {
  const { description = "", default: fallback, "x-env": env, "x-otherwise": otherwise } = schema;
  // What the value itself may be: the first of the ways to write it.
  const value = schema.anyOf?.[0] ?? schema;
  const required = isRequired ? "required" : "";
  const texts = [rangeOf(value), description, choicesOf(value, description), env && `${code(env)} wins over it`];
  return {
    key,
    fallback: otherwise ?? (fallback === undefined ? required : code(fallback)),
    text: texts.filter(Boolean).join("; "),
  };
};

const rowsOf = (schema, prefix = "") =>
  Object.entries(schema.properties).flatMap(([name, inner]) => {
    const key = /^\w+$/.test(name) ? `${prefix}${name}` : `${prefix}"${name}"`;
    if (inner.properties) return rowsOf(inner, `${key}.`);
    return [rowOf(key, inner, schema.required?.includes(name) ?? false)];
  });

const table = (rows) =>
  [
    "| key | default | |",
    "| --- | --- | --- |",
    ...rows.map(({ key, fallback, text }) => `| \`${key}\` | ${fallback} | ${text} |`),
  ].join("\n");

const kindOf = (source) => source.properties.kind.const;

/** Of every kind's keys each once; those that only some kinds know say which. */
const sourceRows = (sources) => {
  const rows = new Map();
  for (const source of sources) {
    for (const row of rowsOf(source)) {
      rows.set(row.key, { ...row, kinds: [...(rows.get(row.key)?.kinds ?? []), kindOf(source)] });
    }
  }
  return [...rows.values()].map((row) => {
    if (row.key === "kind")
      return { ...row, text: `${row.text}: ${sources.map((each) => code(kindOf(each))).join(", ")}` };
    return row.kinds.length === sources.length ? row : { ...row, text: `${row.kinds.join(", ")}: ${row.text}` };
  });
};

/** Each type of credentials with the kinds that take it, and its keys below it. */
const credentialRows = (sources) => {
  const types = new Map();
  for (const source of sources) {
    for (const schema of objects(source.properties.credentials)) {
      const type = schema.properties.type.const;
      types.set(type, { schema, kinds: [...(types.get(type)?.kinds ?? []), kindOf(source)] });
    }
  }
  return [...types].flatMap(([type, { schema, kinds }]) => {
    const takenBy = kinds.length === sources.length ? "all kinds" : kinds.join(", ");
    const keys = rowsOf(schema, `${type}.`).filter(({ key }) => key !== `${type}.type`);
    return [{ key: type, fallback: "", text: `${schema.description}. For ${takenBy}` }, ...keys];
  });
};

const tableOf = (section, { properties }) => {
  const sources = objects(properties.sources.items);
  if (section === "sources") return table(sourceRows(sources));
  if (section === "credentials") return table(credentialRows(sources));
  return table(objects(properties[section]).flatMap((part) => rowsOf(part)));
};

const PLACE = /(<!-- options: (\w+) -->\n)[^]*?(<!-- end -->)/g;

/** The reference with its tables made anew of the configuration's JSON Schema; the words around them stay. */
export const withOptions = (markdown, file) =>
  markdown.replace(PLACE, (_place, begin, section, end) => `${begin}\n${tableOf(section, file)}\n\n${end}`);
