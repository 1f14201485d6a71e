import { defineConfig } from "vite";

export default defineConfig({
  base: "/console/",
  // `npx vite examples/console` shows changes at once, over a server that `npm start` started.
  server: { proxy: { "/graphql": "http://127.0.0.1:4000", "/readyz": "http://127.0.0.1:4000" } },
});
