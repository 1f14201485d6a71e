import { defineConfig } from "vite";

export default defineConfig({
  base: "/graphiql/",
  // Monaco's workers are modules with imports of their own.
  worker: { format: "es" },
  build: { chunkSizeWarningLimit: 5000 },
  server: { proxy: { "/graphql": "http://127.0.0.1:4000", "/readyz": "http://127.0.0.1:4000" } },
});
