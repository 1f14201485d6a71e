import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { pagePolicy } from "./page-policy.js";

/** Beside the compiled sources; scripts/build-pages.mjs fills it. */
const BUILT = fileURLToPath(new URL("../../pages/", import.meta.url));
const A_YEAR_MS = 365 * 86_400_000;

export interface PageOptions {
  /** Its path below /, and its folder among the built pages. */
  readonly name: string;
  readonly inlineStyles: boolean;
  /** Asked on every request: where false, there is nothing at its path. */
  readonly offered: () => boolean;
}

/**
 * Serves one built page at /name. Its assets carry a hash of what they hold in their names, so browsers may keep them;
 * the page itself is asked for anew each time. A page that is not built says how to build it.
 */
export const servePage = (http: FastifyInstance, { name, inlineStyles, offered }: PageOptions): void => {
  const root = join(BUILT, name);
  void http.register(async (scope) => {
    scope.addHook("onRequest", (_request, reply, done) => {
      void reply
        .header("content-security-policy", pagePolicy({ inlineStyles }))
        .header("referrer-policy", "no-referrer");
      done();
    });
    // All routes of the page, also those that fastifyStatic makes.
    scope.addHook("onRoute", (route) => void (route.config = { ...route.config, offered }));
    await scope.register(fastifyStatic, {
      root,
      prefix: `/${name}/`,
      index: false,
      preCompressed: true,
      immutable: true,
      maxAge: A_YEAR_MS,
    });
    for (const path of [`/${name}`, `/${name}/`]) {
      scope.get(path, (_request, reply) => {
        if (existsSync(join(root, "index.html"))) {
          return reply.sendFile("index.html", { immutable: false, maxAge: 0 });
        }
        return reply
          .code(503)
          .type("text/plain; charset=utf-8")
          .send(`This page is not built yet. Build it with "npm run build:pages", then reload.\n`);
      });
    }
  });
};
