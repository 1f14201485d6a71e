import type { ServerResponse } from "node:http";
import { bodyOf, type Reply } from "./reply.js";

const groupHeaders = (headers: Reply["headers"]): Map<string, string | string[]> => {
  const grouped = new Map<string, string | string[]>();
  for (const [name, value] of headers) {
    const known = grouped.get(name);
    grouped.set(name, known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value]);
  }
  return grouped;
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
  const body = bodyOf(reply);
  response.sendDate = false;
  response.statusCode = reply.status;
  if (reply.reason !== undefined) response.statusMessage = reply.reason;
  for (const [name, value] of groupHeaders(reply.headers)) response.setHeader(name, value);
  if (wire.endsAtClose) {
    response.removeHeader("Content-Length");
    response.removeHeader("Transfer-Encoding");
  } else if (!wire.chunked && reply.status !== 204) {
    response.setHeader("Content-Length", body.length);
  }
  if (wire.ending === "close") response.setHeader("Connection", "close");
  // Without the header the answer looks persistent (uwsgi's http-socket); the socket is closed behind it all the same.
  if (wire.ending === "silent-close" || wire.endsAtClose) response.removeHeader("Connection");
  if (wire.cut === "body") {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => socket?.destroy());
    return;
  }
  response.end(body, () => {
    if (wire.ending === "silent-close") socket?.end();
  });
};
