import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import type { ReactNode } from "react";
import { type Example, examples } from "./examples.js";
import { livingVariables } from "./living-variables.js";

/** What stands in the headers editor, so that the configuration is asked as the caller. */
const headersIn = (text: string): Record<string, string> => {
  try {
    const headers: unknown = JSON.parse(text);
    if (typeof headers !== "object" || headers === null) return {};
    return Object.fromEntries(Object.entries(headers).filter(([, value]) => typeof value === "string"));
  } catch {
    return {};
  }
};

/** The examples, each with what it shows. One that is chosen opens in a tab of its own. */
const Examples = (): ReactNode => {
  const actions = useGraphiQLActions();
  const queryEditor = useGraphiQL(({ queryEditor: editor }) => editor);
  const variableEditor = useGraphiQL(({ variableEditor: editor }) => editor);
  const headerEditor = useGraphiQL(({ headerEditor: editor }) => editor);
  const open = async (example: Example): Promise<void> => {
    const variables = await livingVariables(example, headersIn(headerEditor?.getValue() ?? ""));
    actions.addTab();
    queryEditor?.setValue(example.query);
    variableEditor?.setValue(Object.keys(variables).length > 0 ? JSON.stringify(variables, undefined, 2) : "");
  };
  return (
    <section className="examples" aria-label="Examples">
      <h2>Examples</h2>
      <p>Their variables are filled from the sources that are configured here.</p>
      <ul>
        {examples.map((example) => (
          <li key={example.title}>
            <button type="button" onClick={() => void open(example)}>
              <strong>{example.title}</strong>
              <span>{example.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Icon = (): ReactNode => (
  <svg
    viewBox="0 0 24 24"
    width="24"
    height="24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    aria-hidden="true"
  >
    <path d="M5 4h9l5 5v11H5zM14 4v5h5M8.5 13h7M8.5 16.5h5" strokeLinejoin="round" strokeLinecap="round" />
  </svg>
);

export const EXAMPLES_PLUGIN: GraphiQLPlugin = { title: "Examples", icon: Icon, content: Examples };
