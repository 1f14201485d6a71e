import variables from "../../examples/variables.json";

const operations = import.meta.glob<string>("../../examples/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});
const variablesOf = new Map<string, object>(Object.entries(variables));
const nameOf = (path: string): string => path.replace(/^.*\/|\.graphql$/g, "");

/** The numbered examples with their variables, one tab each, in their order: what a first visit finds open. */
export const exampleTabs = Object.entries(operations)
  .toSorted(([a], [b]) => a.localeCompare(b, "en"))
  .map(([path, query]) => {
    const values = variablesOf.get(nameOf(path));
    return values === undefined ? { query } : { query, variables: JSON.stringify(values, undefined, 2) };
  });
