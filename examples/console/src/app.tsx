import { useApolloClient } from "@apollo/client/react";
import type { ReactNode } from "react";
import { StuckPanel } from "./balancers/stuck-panel.js";
import { EntriesPanel } from "./entries/entries-panel.js";
import { FilesPanel } from "./files/files-panel.js";
import { SourceStrip } from "./sources/source-strip.js";
import { TimeLinePanel } from "./timeline/time-line-panel.js";
import { UsagePanel } from "./usage/usage-panel.js";

export const App = (): ReactNode => {
  const client = useApolloClient();
  return (
    <>
      <a className="skip" href="#main">
        Skip to the audits
      </a>
      <header className="top">
        <div className="top-line">
          <h1>
            auditgraph <span>console</span>
          </h1>
          <nav aria-label="Elsewhere">
            <a href="/graphiql">GraphiQL</a>
            <a href="/schema.graphql">Schema</a>
            <button type="button" onClick={() => void client.refetchQueries({ include: "active" })}>
              Read again
            </button>
          </nav>
        </div>
        <SourceStrip />
      </header>
      <main id="main" tabIndex={-1}>
        <UsagePanel />
        <FilesPanel />
        <EntriesPanel />
        <StuckPanel />
        <TimeLinePanel />
      </main>
    </>
  );
};
