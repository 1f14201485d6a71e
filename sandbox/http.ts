import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { ObjectFaults } from "./contents/objects.js";

/** One request as an upstream sees it. */
export interface Call {
  readonly source: string;
  /** Counts the source's requests, from 1. */
  readonly number: number;
  readonly method: string;
  /** As received, with the query. */
  readonly rawUrl: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The source's clock, milliseconds since the epoch; a fault may set it wrong. */
  now: number;
  /** What faults make of the object that is read. */
  object?: ObjectFaults;
}

export const makeCall = (source: string, number: number, request: IncomingMessage, body: Buffer, now: number): Call => {
  const rawUrl = request.url ?? "/";
  const mark = rawUrl.indexOf("?");
  return {
    source,
    number,
    method: request.method ?? "GET",
    rawUrl,
    rawPath: mark < 0 ? rawUrl : rawUrl.slice(0, mark),
    rawQuery: mark < 0 ? "" : rawUrl.slice(mark + 1),
    headers: request.headers,
    body,
    now,
  };
};

/** The query as a form decodes it: a bare plus is a space. */
export const queryOf = (call: Call): URLSearchParams => new URLSearchParams(call.rawQuery);

/** A header's value, the first where it came twice. */
export const headerOf = (call: Call, name: string): string | undefined => {
  const value = call.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** The body as JSON; undefined where it is none. */
export const jsonBodyOf = (call: Call): unknown => {
  try {
    return JSON.parse(call.body.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
};

/** How an answer leaves the server; faults and transport quirks change it. */
interface Wire {
  delayMs: number;
  hang: boolean;
  cut: "before-headers" | "body" | undefined;
  /** Send the body without Content-Length, in chunks. */
  chunked: boolean;
  /** What follows the answer: the connection stays, closes as announced, or closes unannounced. */
  ending: "keep-alive" | "close" | "silent-close";
  /** No Content-Length and no chunks: the body ends where the connection does. */
  endsAtClose: boolean;
  /** Milliseconds before each further piece of a body that comes in pieces. */
  pieceDelayMs: number;
}

/** A body that is computed as it is sent. */
interface Pieces {
  readonly length: number;
  read(from: number, to: number): Buffer;
}

/** One answer. At most one of json, text, bytes and pieces is set; json is written last, so that data faults can change it. */
export interface Reply {
  status: number;
  reason?: string;
  headers: [name: string, value: string][];
  json?: unknown;
  text?: string;
  bytes?: Buffer;
  pieces?: Pieces;
  readonly wire: Wire;
}

const wire = (): Wire => ({
  delayMs: 0,
  hang: false,
  cut: undefined,
  chunked: false,
  ending: "keep-alive",
  endsAtClose: false,
  pieceDelayMs: 0,
});

export const jsonReply = (status: number, json: unknown, headers: Reply["headers"] = []): Reply => ({
  status,
  headers: [["Content-Type", "application/json"], ...headers],
  json,
  wire: wire(),
});

export const textReply = (
  status: number,
  contentType: string,
  text: string,
  headers: Reply["headers"] = [],
): Reply => ({
  status,
  headers: [["Content-Type", contentType], ...headers],
  text,
  wire: wire(),
});

export const emptyReply = (status: number, headers: Reply["headers"] = []): Reply => ({
  status,
  headers,
  wire: wire(),
});

export const piecesReply = (status: number, pieces: Pieces, headers: Reply["headers"]): Reply => ({
  status,
  headers,
  pieces,
  wire: wire(),
});

export const setHeader = (reply: Reply, name: string, value: string): void => {
  dropHeader(reply, name);
  reply.headers.push([name, value]);
};

export const dropHeader = (reply: Reply, name: string): void => {
  const lower = name.toLowerCase();
  reply.headers = reply.headers.filter(([known]) => known.toLowerCase() !== lower);
};

export const bodyOf = (reply: Reply): Buffer => {
  if (reply.json !== undefined) return Buffer.from(JSON.stringify(reply.json));
  if (reply.text !== undefined) return Buffer.from(reply.text);
  if (reply.pieces) return reply.pieces.read(0, reply.pieces.length);
  return reply.bytes ?? Buffer.alloc(0);
};

/** Replaces whatever body there is. */
export const setBody = (reply: Reply, bytes: Buffer): void => {
  delete reply.json;
  delete reply.text;
  delete reply.pieces;
  reply.bytes = bytes;
};

/** A request matched to a route; faults are told the route's name before it runs. */
export interface Routed {
  readonly route: string;
  readonly run: () => Reply;
}

/** Ways to fail that each family words in its own manner. */
export type Failure = "throttled" | "broken" | "unavailable" | "busy";

/** One upstream: what it answers, apart from how it is served. */
export interface Service {
  route(call: Call): Routed;
  failure(call: Call, failure: Failure): Reply;
  /** Headers and transport habits that each of its answers has, faults included. */
  finish?(call: Call, reply: Reply): void;
}

export const routed = (route: string, run: () => Reply): Routed => ({ route, run });

const groupHeaders = (headers: Reply["headers"]): Map<string, string | string[]> => {
  const grouped = new Map<string, string | string[]>();
  for (const [name, value] of headers) {
    const known = grouped.get(name);
    grouped.set(name, known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value]);
  }
  return grouped;
};

const PIECE = 65_536;

/** Sends one piece after the other, each when the one before has left. */
const sendPieces = (response: ServerResponse, pieces: Pieces, delayMs: number, from = 0): void => {
  if (response.destroyed) return;
  const to = Math.min(pieces.length, from + PIECE);
  const next = (): void => {
    if (to === pieces.length) response.end();
    else if (delayMs > 0) setTimeout(sendPieces, delayMs, response, pieces, delayMs, to).unref();
    else setImmediate(sendPieces, response, pieces, delayMs, to);
  };
  if (response.write(pieces.read(from, to))) next();
  else response.once("drain", next);
};

/** Puts a reply on the wire, with the cuts and closings it asks for. */
export const writeReply = (response: ServerResponse, reply: Reply): void => {
  const { wire } = reply;
  if (wire.hang) return;
  const socket = response.socket;
  if (wire.cut === "before-headers") {
    socket?.destroy();
    return;
  }
  const { pieces } = reply;
  const inPieces = pieces !== undefined && wire.cut === undefined && pieces.length > 0;
  const body = inPieces ? Buffer.alloc(0) : bodyOf(reply);
  response.sendDate = false;
  response.statusCode = reply.status;
  if (reply.reason !== undefined) response.statusMessage = reply.reason;
  for (const [name, value] of groupHeaders(reply.headers)) response.setHeader(name, value);
  if (wire.endsAtClose) {
    response.removeHeader("Content-Length");
    response.removeHeader("Transfer-Encoding");
  } else if (!wire.chunked && reply.status !== 204) {
    response.setHeader("Content-Length", inPieces ? pieces.length : body.length);
  }
  if (wire.ending === "close") response.setHeader("Connection", "close");
  // Without the header the answer looks persistent (uwsgi's http-socket); the socket is closed behind it all the same.
  if (wire.ending === "silent-close" || wire.endsAtClose) response.removeHeader("Connection");
  if (inPieces) {
    sendPieces(response, pieces, wire.pieceDelayMs);
    return;
  }
  if (wire.cut === "body") {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => socket?.destroy());
    return;
  }
  response.end(body, () => {
    if (wire.ending === "silent-close") socket?.end();
  });
};

const SECRET_HEADERS = new Set(["authorization", "x-auth-token", "x-subject-token", "x-security-token", "cookie"]);

/** Headers with the credentials replaced by their kind, so that a reader still sees how the caller came. */
export const publicHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(", ") : (value ?? "");
      if (!SECRET_HEADERS.has(name)) return [name, text];
      return [name, name === "authorization" ? `${text.split(" ", 1)[0] ?? ""} (removed)` : "(removed)"];
    }),
  );

/** A URL without the signature of a signed link. */
export const publicUrl = (url: string): string => url.replace(/([?&]Signature=)[^&]*/g, "$1(removed)");
