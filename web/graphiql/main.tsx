import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./page.css";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createRoot } from "react-dom/client";
import { exampleTabs } from "./example-tabs.js";
import { fetcher } from "./fetcher.js";
import { storageWithoutHeaders } from "./storage-without-headers.js";
import { WhenEditorsWork } from "./when-editors-work.js";

const root = document.getElementById("graphiql");
if (root === null) throw new Error("index.html has no #graphiql");

createRoot(root).render(
  <WhenEditorsWork>
    <GraphiQL
      fetcher={fetcher}
      defaultTabs={exampleTabs}
      defaultEditorToolsVisibility="variables"
      plugins={[HISTORY_PLUGIN, explorerPlugin()]}
      shouldPersistHeaders={false}
      storage={storageWithoutHeaders}
      inputValueDeprecation
    >
      <GraphiQL.Logo>
        <a className="home" href="/">
          auditgraph
        </a>
      </GraphiQL.Logo>
    </GraphiQL>
  </WhenEditorsWork>,
);
