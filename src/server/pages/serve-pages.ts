import type { FastifyInstance } from "fastify";
import { homePage, homePolicy } from "./home-page.js";
import { servePage } from "./serve-page.js";

export interface PagesOptions {
  /** Asked on every request: GraphiQL is there where the schema may be read. */
  readonly introspection: () => boolean;
  readonly withConsole: boolean;
}

/** What a browser finds: the page at /, GraphiQL, and in the sandbox the console. */
export const servePages = (http: FastifyInstance, { introspection, withConsole }: PagesOptions): void => {
  http.get("/", ({ protocol, host }, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", homePolicy)
      .send(homePage({ origin: `${protocol}://${host}`, introspection: introspection(), withConsole })),
  );
  // Monaco, GraphiQL's editor, writes style elements of its own.
  servePage(http, { name: "graphiql", inlineStyles: true, offered: introspection });
  servePage(http, { name: "console", inlineStyles: false, offered: () => withConsole });
};
