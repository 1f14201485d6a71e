import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

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
