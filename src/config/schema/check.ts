import { z } from "zod";
import type { Path, Problems } from "../config-error.js";

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const nouns: Readonly<Record<string, string>> = {
  array: "a list",
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
  string: "text",
  number: "a number",
};

/** zod's findings in an operator's words. Values are never repeated: they may be secrets. */
const describe = (issue: RawIssue): string | undefined => {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${nouns[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `${issue.input === undefined ? "is missing; must" : "must"} be one of ${issue.values.map(String).join(", ")}`;
    default:
      return undefined;
  }
};

const cured = (message: string): readonly [problem: string, cure: string] => {
  const [problem = "", cure] = message.split("; ", 2);
  if (cure !== undefined) return [problem, `${cure.charAt(0).toUpperCase()}${cure.slice(1)}.`];
  return [problem, problem === "is missing" ? "Add it." : ""];
};

/**
 * Checks one part of the file. Undefined when something is wrong, which is then among the problems; a place that has
 * a problem already (a variable that is not set) gets no second one.
 */
export const check = <T>(schema: z.ZodType<T>, value: unknown, path: Path, problems: Problems): T | undefined => {
  const read = schema.safeParse(value, { error: describe });
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const place = [...path, ...issue.path];
    if (!problems.at(place)) problems.add(place, ...cured(issue.message));
  }
  return undefined;
};
