import { jsonReply, textReply, type Reply } from "../http/reply.js";
import type { TokenState } from "./token-store.js";

const REASONS: Readonly<Record<number, [reason: string, title: string]>> = {
  400: ["BAD REQUEST", "Bad Request"],
  401: ["UNAUTHORIZED", "Unauthorized"],
  403: ["FORBIDDEN", "Forbidden"],
  404: ["NOT FOUND", "Not Found"],
  429: ["TOO MANY REQUESTS", "Too Many Requests"],
  500: ["INTERNAL SERVER ERROR", "Internal Server Error"],
  503: ["SERVICE UNAVAILABLE", "Service Unavailable"],
};

/** Keystone's error: {error: {code, message, title}}, the reason phrase in capitals. */
export const keystoneError = (status: number, message: string): Reply => {
  const [reason, title] = REASONS[status] ?? ["ERROR", "Error"];
  return { ...jsonReply(status, { error: { code: status, message, title } }), reason };
};

const MALFORMED =
  "The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.";

export const malformed = (expected: string): Reply => keystoneError(400, `Expecting to find ${expected}. ${MALFORMED}`);

/** The same bytes for a wrong password, an unknown user and an unknown project: one cannot tell them apart. */
export const unauthorized = (authUrl: string): Reply => {
  const reply = keystoneError(401, "The request you have made requires authentication.");
  reply.headers.push(["WWW-Authenticate", `Keystone uri="${authUrl}"`]);
  return reply;
};

/** Of a token that is none, of one that has ended. */
export const unknownToken = (state: TokenState): Reply =>
  keystoneError(404, state === "unknown" ? "Could not recognize Fernet token" : "Failed to validate token");

export const redirectPage = (location: string): Reply => ({
  ...textReply(
    308,
    "text/html; charset=utf-8",
    `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the target URL: <a href="${location}">${location}</a>. If not, click the link.\n`,
    [["Location", location]],
  ),
  reason: "PERMANENT REDIRECT",
});

export const htmlNotFound = (): Reply => ({
  ...textReply(
    404,
    "text/html; charset=utf-8",
    "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n",
  ),
  reason: "NOT FOUND",
});
