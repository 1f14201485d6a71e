import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { failure } from "./exchange.js";

/*
 * Answers what never becomes a request, in the form of all other failures; Node would answer without a word. The
 * listener sees to it that none of these comes to stand in the middle of another answer.
 */

/**
 * Of a request's line and headers together, in bytes. Beyond it Node gives up, and cannot say which of them was too
 * long: so it is twice what the URL alone may have, and a URL that is too long mostly comes far enough to be answered with 414.
 */
export const MAX_HEAD = 65_536;
export const MAX_URL = 16_384;
export const MAX_HEADERS = 1_000;

export const URL_TOO_LONG = `The URL is longer than ${MAX_URL} bytes: send the operation by POST, in the body.`;

/** How long a refused caller may go on sending: a connection that is closed at once takes the answer with it. */
const LINGER_MS = 1_000;

const HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "x-content-type-options": "nosniff",
  connection: "close",
};

interface RawAnswer {
  readonly status: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As Node emits it. */
interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: unknown;
}

/** Was it the URL that made the head too long? By the piece of it at which Node gave up. */
const isUrlTooLong = (came: unknown): boolean => {
  const text = Buffer.isBuffer(came) ? came.toString("latin1") : "";
  const [line = "", ...following] = text.split("\r\n", 2);
  if (/^[A-Z]+ \S/.test(line)) return line.length > MAX_URL;
  // A piece from the middle: the line ends in it, or it is longer than a header mostly is without a space.
  return /^\S* HTTP\/1\.\d$/.test(line) || (following.length === 0 && /^\S+$/.test(line));
};

const answerTo = ({ code, rawPacket }: ClientError): RawAnswer => {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      if (isUrlTooLong(rawPacket)) return { status: "414 URI Too Long", message: URL_TOO_LONG };
      return {
        status: "431 Request Header Fields Too Large",
        message: `The request's line and headers are longer than ${MAX_HEAD} bytes: send fewer or shorter ones.`,
      };
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { status: "408 Request Timeout", message: "The request did not arrive whole in time: send it again." };
    default:
      return { status: "400 Bad Request", message: "This is not a well-formed HTTP/1.1 request." };
  }
};

const lastWords = (socket: Duplex, { status, message, headers }: RawAnswer): void => {
  const body = JSON.stringify(failure(message, "BAD_REQUEST"));
  const head = [
    `HTTP/1.1 ${status}`,
    ...Object.entries({ ...HEADERS, ...headers }).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  const cut = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(cut));
};

/** Drops what the kernel holds, too. Of TLS node cannot reset a connection; that is cut. */
export const resetConnection = (socket: Socket | null): void => {
  if (socket && "encrypted" in socket) socket.destroy();
  else socket?.resetAndDestroy();
};

/** What goes wrong before a request: a handshake that failed, a connection that broke. There is nobody to say a word to. */
const WORDLESS = /^(?:ERR_SSL_|ERR_TLS_|EPROTO$|ECONNRESET$)/;

export const onClientError = (error: ClientError, socket: Duplex): void => {
  // Also what goes on arriving behind the answer comes here.
  if (socket.destroyed || socket.writableEnded) return;
  if (WORDLESS.test(error.code ?? "") || !socket.writable) socket.destroy();
  else lastWords(socket, answerTo(error));
};

export const refuseConnect = (_request: IncomingMessage, socket: Duplex): void => {
  // Node has let go of it: an error without a listener would end the process.
  socket.on("error", () => socket.destroy()).resume();
  lastWords(socket, {
    status: "405 Method Not Allowed",
    message: "This is no proxy: CONNECT is not taken.",
    headers: { allow: "GET, HEAD, POST" },
  });
};
