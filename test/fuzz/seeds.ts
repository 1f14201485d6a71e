import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LISTS, listsQuery, listVariables } from "./lists.js";
import type { Operation } from "./mutate-operation.js";

/** What the API gave out, and what its documents show: all that is mutated began as something good. */
export interface Seeds {
  readonly ids: readonly string[];
  /** By list, in the order of lists.ts. */
  readonly cursors: readonly (readonly string[])[];
  readonly operations: readonly Operation[];
}

const folder = join(__dirname, "../../examples");

const examples = (): readonly Operation[] => {
  const variables = JSON.parse(readFileSync(join(folder, "variables.json"), "utf8")) as Record<
    string,
    Record<string, unknown>
  >;
  return readdirSync(folder)
    .filter((name) => name.endsWith(".graphql"))
    .map((name) => ({
      query: readFileSync(join(folder, name), "utf8"),
      variables: variables[name.replace(".graphql", "")] ?? {},
    }));
};

const matches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, found]) => found ?? "");

/** Takes them over HTTP, from the first two pages of the lists of every kind of source. */
export const gatherSeeds = async (ask: (body: string) => Promise<{ text: string }>): Promise<Seeds> => {
  const page = async (after: Record<string, string>): Promise<string> =>
    (await ask(JSON.stringify({ query: listsQuery, variables: { ...listVariables, ...after } }))).text;
  const cursorsOf = (text: string): readonly (readonly string[])[] => {
    const { data } = JSON.parse(text) as { data: Record<string, unknown> };
    return Array.from({ length: LISTS }, (_, i) => matches(JSON.stringify(data[`l${i}`]), /"cursor":"([^"]+)"/g));
  };
  const first = await page({});
  const next = await page(Object.fromEntries(cursorsOf(first).map((list, i) => [`c${i}`, list.at(-1) ?? ""])));
  const further = cursorsOf(next);
  const cursors = cursorsOf(first).map((list, i) => [...list, ...(further[i] ?? [])]);
  if (cursors.some(({ length }) => length === 0)) throw new Error("a list gave no cursors");
  return {
    ids: [...new Set(matches(first + next, /"id":"([^"]+)"/g))],
    cursors,
    operations: [...examples(), { query: listsQuery, variables: { ...listVariables } }],
  };
};
