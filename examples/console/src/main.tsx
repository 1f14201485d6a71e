import "./styles/base.css";
import "./styles/bar.css";
import "./styles/parts.css";
import "./styles/panels.css";
import { ApolloProvider } from "@apollo/client/react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { createClient } from "./client.js";
import { InstancesProvider } from "./sources/use-instances.js";
import { ViewProvider } from "./view/use-view.js";

const root = document.getElementById("console");
if (root === null) throw new Error("index.html has no #console");

createRoot(root).render(
  <ApolloProvider client={createClient()}>
    <ViewProvider>
      <InstancesProvider>
        <App />
      </InstancesProvider>
    </ViewProvider>
  </ApolloProvider>,
);
