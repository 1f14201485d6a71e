import { type Handler, HttpRefusal } from "./exchange.js";

export interface Route {
  /** One path; or all that begin with it, where it ends with an asterisk. */
  readonly path: string;
  /** The one list of them: refusals name them too. */
  readonly methods: readonly string[];
  /** Asked on every request: where false, there is nothing at the path. Left out: always there. */
  readonly offered?: () => boolean;
  /** What it answers is an operation, with a line in the log, figures and a trace. */
  readonly answersOperations?: true;
  readonly handle: Handler;
}

/** Of what is only read. */
export const READING: Route["methods"] = ["GET", "HEAD"];

const BY_POST = "send the operation by POST, as JSON";

/** Percent signs are the caller's way of writing; undefined where they are wrong. What %2F stands for is no slash. */
export const decodedPath = (path: string): string | undefined => {
  if (!path.includes("%")) return path;
  try {
    return decodeURI(path);
  } catch {
    return undefined;
  }
};

/** What there is, by its path. */
export class Routes {
  readonly #exact = new Map<string, Route>();
  readonly #below: Route[] = [];

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      if (route.path.endsWith("*")) this.#below.push(route);
      else this.#exact.set(route.path, route);
    }
  }

  find(method: string, path: string): Route | undefined {
    const route = this.#at(path);
    return route?.methods.includes(method) ? route : undefined;
  }

  /** Why no route answers a method at a path: there is nothing, or it takes others. */
  refusal(method: string, path: string): HttpRefusal {
    const methods = this.#at(path)?.methods;
    if (!methods) return nothingAt(method, path);
    const cure = methods.includes("POST") ? BY_POST : "ask by GET";
    return new HttpRefusal(405, `${path} takes ${methods.join(" and ")}, not ${method}: ${cure}.`, {
      allow: methods.join(", "),
    });
  }

  #at(path: string): Route | undefined {
    const decoded = decodedPath(path) ?? path;
    const route = this.#exact.get(decoded) ?? this.#below.find((each) => decoded.startsWith(each.path.slice(0, -1)));
    return route?.offered?.() === false ? undefined : route;
  }
}

export const nothingAt = (method: string, path: string): HttpRefusal =>
  new HttpRefusal(404, `There is nothing at ${method} ${path}.`);
