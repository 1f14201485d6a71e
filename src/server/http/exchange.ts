import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Manner } from "../../fairness/operation-turns.js";
import { type ObservedOperation, requestIdOf } from "../observation.js";
import type { Admission } from "../rate-limits.js";

/** What goes back to the caller; its length is added where it is written. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text that comes bit by bit is written as it comes; leaving its iteration ends it. */
  readonly body: string | Buffer | AsyncIterable<string>;
  /** Sent after a body that comes bit by bit, once it is written: their names stand in the header `trailer`. */
  readonly trailers?: () => Readonly<Record<string, string>>;
}

/** Is the whole body at hand? */
export const isAtHand = (body: Answer["body"]): body is string | Buffer =>
  typeof body === "string" || Buffer.isBuffer(body);

/** The Vary header with more names in it, each once. */
export const alsoVaries = (headers: Answer["headers"], ...names: readonly string[]): string => {
  const told = (headers.vary ?? "").split(/\s*,\s*/).filter((name) => name !== "");
  return [...new Set([...told, ...names])].join(", ");
};

/** A body as it arrived: a JSON object, of whose members nothing is known yet. */
export type RequestBody = Readonly<Record<string, unknown>>;

export type Handler = (exchange: Exchange) => Answer | Promise<Answer>;
/** Does its part of every exchange, and calls `next` for the rest, or refuses. */
export type Layer = (exchange: Exchange, next: Handler) => Answer | Promise<Answer>;

/** One handler out of layers: the first is the outermost, `last` stands within them all. */
export const compose = (layers: readonly Layer[], last: Handler): Handler =>
  layers.reduceRight<Handler>((next, layer) => (exchange) => layer(exchange, next), last);

/** Of a request's target: the origin of an absolute URL, the path, and the search with its question mark. */
const TARGET = /^(?:https?:\/\/[^/?#]*)?([^?#]*)([^#]*)/i;

/** One request and the response to it, on its way through the layers. */
export class Exchange {
  readonly id: string;
  readonly method: string;
  /** As it was sent, for the words of a refusal. */
  readonly path: string;
  /** With its question mark; empty where there is none. */
  readonly search: string;
  /** What is to answer; none is found for a path or method that nothing takes. */
  route: Route | undefined;
  /** Of a POST; undefined where no body came. */
  body: RequestBody | undefined;
  /**
   * The operation that the request asks for, on routes that answer operations. It stands here, and not in a WeakMap
   * beside the request: collections of the young generation take a WeakMap's values for alive, so that everything an
   * operation had read was moved to the old one.
   */
  observed: ObservedOperation | undefined;

  /** Of an operation whose caller is counted. */
  rate: Admission | undefined;

  /** How its steps wait for their turns of the event loop; undefined: as a page that somebody looks at. */
  manner: Manner | undefined;

  /** To be called when it is over: ends its turns. True: it took many. Undefined where it came to none. */
  endTurns: (() => boolean) | undefined;

  /** The document is one of the server's own: it is run in every mode of documents. */
  readonly isOwnDocument: boolean = false;

  readonly #made: (() => void)[] = [];
  readonly #ends: (() => void)[] = [];
  #isOver = false;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    /** Did it come before the one before it on its connection was answered? */
    readonly isSentAhead = false,
  ) {
    const [, path = "", search = ""] = TARGET.exec(request.url ?? "") ?? [];
    this.id = requestIdOf(request.headers);
    this.method = request.method ?? "";
    this.path = path === "" ? "/" : path;
    this.search = search;
  }

  get headers(): IncomingHttpHeaders {
    return this.request.headers;
  }

  /** Calls back when the answer is made, compressed where it is to be, or will never be: then it waits for its reader alone. */
  whenMade(run: () => void): void {
    this.#made.push(run);
  }

  /** For the listener. */
  made(): void {
    for (const run of this.#made.splice(0)) run();
  }

  /** Calls back when the answer is read, or the connection gone; at once where that was before. */
  whenOver(end: () => void): void {
    if (this.#isOver) end();
    else this.#ends.push(end);
  }

  /** For the listener. */
  over(): void {
    this.#isOver = true;
    this.made();
    for (const end of this.#ends.splice(0)) end();
  }

  /** Has its caller got all of the answer? */
  get isAnswered(): boolean {
    return this.response.writableFinished;
  }

  /** Of an exchange on a route that answers operations. */
  get operation(): ObservedOperation {
    if (!this.observed) throw new Error("an operation is not observed: its route does not say that it answers any");
    return this.observed;
  }
}

/**
 * One of the operations that answer an exchange together, one after the other: each goes the way of an operation that came
 * by POST, in the name of the caller of the whole.
 */
export class PartExchange extends Exchange {
  override readonly id: string;
  override readonly method = "POST";
  override readonly search = "";
  override readonly isOwnDocument = true;
  readonly #headers: IncomingHttpHeaders;
  #isAnswered = false;

  constructor(whole: Exchange, body: { readonly query: string; readonly variables: object }) {
    super(whole.request, whole.response);
    this.id = whole.id;
    this.body = body;
    this.#headers = { ...whole.headers, "content-type": "application/json", accept: "application/json" };
  }

  override get headers(): IncomingHttpHeaders {
    return this.#headers;
  }

  override get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** It is answered, and over. */
  answered(): void {
    this.#isAnswered = true;
    this.over();
  }
}

/** The form in which every failure leaves, inside GraphQL and outside it: a client needs to know one. */
export const failure = (message: string, code: string): object => ({ errors: [{ message, extensions: { code } }] });

export const json = (value: unknown, status = 200, headers: Answer["headers"] = {}): Answer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(value),
});

/** What a caller did wrongly before GraphQL: the sentence is public. */
export class HttpRefusal extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  get code(): "NOT_FOUND" | "BAD_REQUEST" {
    return this.statusCode === 404 ? "NOT_FOUND" : "BAD_REQUEST";
  }
}

export interface Route {
  /** One path; or all that begin with it, where it ends with an asterisk. */
  readonly path: string;
  /** The one list of them: refusals name them too. */
  readonly methods: readonly string[];
  /** Asked on every request: where false, there is nothing at the path. Left out: always there. */
  readonly offered?: () => boolean;
  /** What it answers is an operation, with a line in the log, figures and a trace. */
  readonly answersOperations?: true;
  /** Where a person is led who opens it in a browser, naming nothing. */
  readonly openedAs?: string;
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
