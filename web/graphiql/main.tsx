import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./page.css";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createRoot } from "react-dom/client";
import { examples } from "./examples.js";
import { EXAMPLES_PLUGIN } from "./examples-plugin.js";
import { fetcher } from "./fetcher.js";
import { LastAnswerNote } from "./last-answer.js";
import { ShareButton, sharedValues } from "./shared-link.js";
import { storageWithoutHeaders } from "./storage-without-headers.js";
import { WhenEditorsWork } from "./when-editors-work.js";

const root = document.getElementById("graphiql");
if (root === null) throw new Error("index.html has no #graphiql");

/** For the menu beside the editors; on less it opens by its button. */
const hasRoom = matchMedia("(min-width: 64rem)").matches;

createRoot(root).render(
  <WhenEditorsWork>
    <GraphiQL
      fetcher={fetcher}
      defaultQuery={examples[0]?.query ?? ""}
      {...sharedValues}
      {...(hasRoom ? { visiblePlugin: EXAMPLES_PLUGIN } : {})}
      defaultEditorToolsVisibility="variables"
      plugins={[EXAMPLES_PLUGIN, HISTORY_PLUGIN, explorerPlugin()]}
      shouldPersistHeaders={false}
      storage={storageWithoutHeaders}
      inputValueDeprecation
    >
      <GraphiQL.Logo>
        <a className="home" href="/">
          auditgraph
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, copy, merge }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <ShareButton />
          </>
        )}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <LastAnswerNote />
      </GraphiQL.Footer>
    </GraphiQL>
  </WhenEditorsWork>,
);
