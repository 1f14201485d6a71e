import { ToolbarButton, useGraphiQL } from "@graphiql/react";
import { type ReactNode, useState } from "react";

/** A link that somebody shared: an operation and its variables, never headers. */
const shared = new URLSearchParams(location.search);
const valueOf = (name: string): string | undefined => shared.get(name) ?? undefined;
const [query, variables] = [valueOf("query"), valueOf("variables")];

export const sharedValues = {
  ...(query === undefined ? {} : { initialQuery: query }),
  ...(variables === undefined ? {} : { initialVariables: variables }),
};

const SHOWN_MS = 2_000;

/** Puts a link to what stands in the editors on the clipboard, and into the address bar. */
export const ShareButton = (): ReactNode => {
  const [said, say] = useState("Copy a link to this operation");
  const queryEditor = useGraphiQL(({ queryEditor: editor }) => editor);
  const variableEditor = useGraphiQL(({ variableEditor: editor }) => editor);
  const share = async (): Promise<void> => {
    const link = new URL(location.pathname, location.origin);
    link.searchParams.set("query", queryEditor?.getValue() ?? "");
    const values = variableEditor?.getValue() ?? "";
    if (values.trim() !== "") link.searchParams.set("variables", values);
    history.replaceState(undefined, "", link);
    try {
      await navigator.clipboard.writeText(link.href);
      say("Copied: the link is on the clipboard");
    } catch {
      say("The link is in the address bar");
    }
    setTimeout(() => say("Copy a link to this operation"), SHOWN_MS);
  };
  return (
    <ToolbarButton label={said} onClick={() => void share()}>
      <svg
        className="graphiql-toolbar-icon"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        <path
          d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17"
          strokeLinecap="round"
        />
      </svg>
    </ToolbarButton>
  );
};
