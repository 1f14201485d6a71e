import { execFileSync } from "node:child_process";

/**
 * What is wrong with each value by a JSON Schema; null where nothing is. Ajv makes functions out of a schema's text, which
 * no process with the product in it may do: it runs in one of its own.
 */
export const schemaErrors = (
  schema: object,
  options: Readonly<Record<string, unknown>>,
  values: readonly unknown[],
): readonly (readonly object[] | null)[] => {
  const input = JSON.stringify({ schema, options, values });
  const told = execFileSync(process.execPath, ["test/support/ajv.mjs"], { input, encoding: "utf8" });
  return JSON.parse(told) as (readonly object[] | null)[];
};
