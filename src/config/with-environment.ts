import type { z } from "zod";
import type { Environment } from "./config.js";
import { setting } from "./setting.js";

/**
 * A part of the file, with what the environment says in the place of its keys: the variables that the schema names win
 * over the file. What is no mapping is left to the schema's own check.
 */
export const withEnvironment = (schema: z.ZodObject, value: unknown, env: Environment): unknown => {
  if (typeof value !== "object" || value === null) return value;
  const found = Object.entries(schema.shape).flatMap(([key, option]) => {
    const name = (option as z.ZodType).meta()?.["x-env"];
    const given = typeof name === "string" ? setting(env, name) : undefined;
    return given === undefined ? [] : [[key, given]];
  });
  return { ...value, ...Object.fromEntries(found) };
};
