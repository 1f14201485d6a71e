import "./styles/base.css";
import "./styles/parts.css";
import "./styles/panels.css";
import { ApolloProvider } from "@apollo/client/react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { createClient } from "./client.js";

const root = document.getElementById("console");
if (root === null) throw new Error("index.html has no #console");

createRoot(root).render(
  <ApolloProvider client={createClient()}>
    <App />
  </ApolloProvider>,
);
