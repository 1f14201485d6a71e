export interface Field {
  /** As the API has it, such as instance.name. */
  readonly name: string;
  readonly value: string;
}

/** The operation renames what would conflict between kinds; the reader sees the API's own name. */
const RENAMED: Readonly<Record<string, string>> = {
  periodStatus: "status",
  balancerStatus: "status",
  balancerName: "name",
  instanceStatus: "status",
  alertStatus: "status",
};
const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || typeof value !== "object";

/** Every plain field of a record, objects inside it by a path; lists are left to those who show them as lists. */
export const fieldsOf = (record: object, path = ""): Field[] =>
  Object.entries(record).flatMap(([key, value]: [string, unknown]): Field[] => {
    const name = path + (RENAMED[key] ?? key);
    if (key === "__typename" && path !== "") return [];
    if (isPlain(value)) return [{ name, value: value === null ? "null" : String(value) }];
    return Array.isArray(value) || typeof value !== "object" || "nodes" in value ? [] : fieldsOf(value, `${name}.`);
  });

/** The lists of a record, each as rows of plain fields. */
export const listsOf = (record: object): { readonly name: string; readonly rows: Field[][] }[] =>
  Object.entries(record).flatMap(([name, value]: [string, unknown]) => {
    const items: unknown = typeof value === "object" && value !== null && "nodes" in value ? value.nodes : value;
    if (!Array.isArray(items) || items.length === 0) return [];
    const rows = items.filter((item): item is object => typeof item === "object" && item !== null);
    return [{ name, rows: rows.map((row) => fieldsOf(row).filter((field) => !/^(id|__typename)$/.test(field.name))) }];
  });
