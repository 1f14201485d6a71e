import { jsonReply, textReply, type Reply } from "../http/reply.js";
import type { ErrorFormat } from "./accepted-format.js";

const REASONS: Readonly<Record<number, string>> = {
  300: "Multiple Choices",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  406: "Not Acceptable",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

const NAMES: Readonly<Record<number, string>> = {
  400: "badRequest",
  401: "unauthorized",
  403: "forbidden",
  404: "itemNotFound",
  429: "overLimit",
  503: "serviceUnavailable",
};

/** One key whose name varies with the status: {badRequest: {code, message}}; computeFault where there is none. */
export const novaFault = (status: number, message: string): Reply => ({
  ...jsonReply(status, { [NAMES[status] ?? "computeFault"]: { code: status, message } }, []),
  headers: [["Content-Type", "application/json; charset=UTF-8"]],
  reason: REASONS[status] ?? "Error",
});

export const unexpectedError = (pythonError: string): Reply =>
  novaFault(
    500,
    `Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.\n<class '${pythonError}'>`,
  );

/** From the router or a middleware: HTML, plain text, or an object whose code is a string, by what Accept asks for. */
const webobError = (status: number, explanation: string, extra: string, format: ErrorFormat): Reply => {
  const title = REASONS[status] ?? "Error";
  const heading = `${status} ${title}`;
  if (format === "json") {
    const message = `${explanation}<br /><br />\n${extra}\n\n`;
    return { ...jsonReply(status, { message, code: heading, title }), reason: title };
  }
  if (format === "plain") {
    const text = `${heading}\n\n${explanation}\n${extra}\n   `;
    return { ...textReply(status, "text/plain; charset=UTF-8", text), reason: title };
  }
  const html = `<html>\n <head>\n  <title>${heading}</title>\n </head>\n <body>\n  <h1>${heading}</h1>\n  ${explanation}<br /><br />\n${extra}\n\n\n </body>\n</html>`;
  return { ...textReply(status, "text/html; charset=UTF-8", html), reason: title };
};

export const notFound = (format: ErrorFormat): Reply => webobError(404, "The resource could not be found.", "", format);

export const keystoneUnreachable = (format: ErrorFormat): Reply =>
  webobError(
    503,
    "The server is currently unavailable. Please try again at a later time.",
    "The Keystone service is temporarily unavailable.",
    format,
  );

/** The auth middleware's refusal: JSON always, the same bytes for no, bad, expired and revoked tokens. */
export const tokenRefused = (keystone: string): Reply => ({
  ...jsonReply(401, {
    error: { code: 401, title: "Unauthorized", message: "The request you have made requires authentication." },
  }),
  headers: [
    ["Content-Type", "application/json"],
    ["WWW-Authenticate", `Keystone uri="${keystone}"`],
  ],
  reason: "Unauthorized",
});
