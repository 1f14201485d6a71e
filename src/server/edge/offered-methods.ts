import type { FastifyInstance, RouteOptions } from "fastify";
import { HttpRefusal } from "./http-refusal.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Asked on every request: where false, there is nothing at the route's path. Left out: always there. */
    offered?: () => boolean;
  }
}

const BY_POST = "send the operation by POST, as JSON";

const covers = (url: string, path: string): boolean =>
  url.endsWith("*") ? path.startsWith(url.slice(0, -1)) : url === path;

/** What may be done at a path, by the routes themselves: another list would fall behind them. */
export class OfferedMethods {
  readonly #routes: RouteOptions[] = [];

  /** To be made before the routes are. */
  constructor(http: FastifyInstance) {
    http.addHook("onRoute", (route) => void this.#routes.push(route));
  }

  /** Why no route answers a method at a path: there is nothing, or it takes others. */
  refusal(method: string, path: string): HttpRefusal {
    const methods = this.#at(path);
    if (methods.length === 0 || methods.includes(method)) {
      return new HttpRefusal(404, `There is nothing at ${method} ${path}.`);
    }
    const cure = methods.includes("POST") ? BY_POST : "ask by GET";
    return new HttpRefusal(405, `${path} takes ${methods.join(" and ")}, not ${method}: ${cure}.`, {
      allow: methods.join(", "),
    });
  }

  #at(path: string): string[] {
    const routes = this.#routes.filter(({ url, config }) => covers(url, path) && config?.offered?.() !== false);
    return [...new Set(routes.flatMap(({ method }) => method))];
  }
}
