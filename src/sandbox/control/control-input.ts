import { SERVICE_NAMES, type ServiceName } from "../sources.js";

/** A control request that cannot be understood: 400 with this sentence. */
export class BadControlRequest extends Error {}

export type Input = Record<string, unknown>;

export const inputObject = (value: unknown): Input => {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new BadControlRequest("The body is not a JSON object.");
  return value as Input;
};

export const isServiceName = (value: unknown): value is ServiceName => SERVICE_NAMES.some((name) => name === value);

/** The source that a control request names. */
export const sourceOf = (input: Input): ServiceName => {
  const { source } = input;
  if (!isServiceName(source)) throw new BadControlRequest(`source: one of ${SERVICE_NAMES.join(", ")}.`);
  return source;
};

/** Whether each given key is known and each value is of its type or one of its words. */
export const checkKeys = (
  input: Input,
  known: Readonly<Record<string, readonly string[] | "string" | "number" | "boolean">>,
): void => {
  for (const [key, value] of Object.entries(input)) {
    const rule = Object.hasOwn(known, key) ? known[key] : undefined;
    if (rule === undefined)
      throw new BadControlRequest(`${key}: unknown here; known are ${Object.keys(known).join(", ")}.`);
    if (typeof rule === "string" ? typeof value !== rule : !rule.includes(String(value))) {
      throw new BadControlRequest(`${key}: ${typeof rule === "string" ? `a ${rule}` : `one of ${rule.join(", ")}`}.`);
    }
  }
};
