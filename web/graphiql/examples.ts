import variables from "../../examples/variables.json";

export interface Example {
  /** The operation's name in words: "Latest period". */
  readonly title: string;
  /** What its first comment says. */
  readonly about: string;
  readonly query: string;
  /** As the documentation has them: good for the sandbox, a pattern for any other configuration. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const operations = import.meta.glob<string>("../../examples/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});
const variablesOf = new Map<string, Example["variables"]>(Object.entries(variables));
const nameOf = (path: string): string => path.replace(/^.*\/|\.graphql$/g, "");

/** "AYearOfPeriods" as "A year of periods", "WithABalancer" as "With a balancer". */
const inWords = (name: string): string => {
  const words = name.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The numbered examples, in their order. */
export const examples: readonly Example[] = Object.entries(operations)
  .toSorted(([a], [b]) => a.localeCompare(b, "en"))
  .map(([path, query]) => ({
    title: inWords(/^(?:query|subscription)\s+(\w+)/m.exec(query)?.[1] ?? nameOf(path)),
    about: /^#\s*(.*)$/m.exec(query)?.[1] ?? "",
    query,
    variables: variablesOf.get(nameOf(path)) ?? {},
  }));
