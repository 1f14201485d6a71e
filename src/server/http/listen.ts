import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { Duplex } from "node:stream";
import type { ConnectionLimits } from "../../config/settings.js";
import type { ServerTls } from "../../config/certificates.js";
import type { Log } from "../../telemetry/log.js";
import { MAX_HEAD, MAX_HEADERS, onClientError, refuseConnect, resetConnection } from "./broken-requests.js";
import { type Answer, Exchange, type Handler, isAtHand } from "./exchange.js";
import {
  type CloseReason,
  type Pace,
  realPace,
  type Stuck,
  WaitingAnswers,
  writeBody,
  writeStream,
} from "./waiting-answers.js";

type Socket = IncomingMessage["socket"];

/** Why a connection was closed that did nothing wrong as HTTP. */
export type ClosedFor = CloseReason | "connections" | "pipelined";

interface ListenerOptions {
  readonly handle: Handler;
  readonly log: Log;
  readonly limits: ConnectionLimits;
  readonly closed: (reason: ClosedFor) => void;
  readonly pace?: Pace;
  readonly arrivalMs?: number;
  /** What to show callers; undefined: plain HTTP. */
  readonly tls?: ServerTls | undefined;
}

/** For the request to arrive whole; the answer has the operation's deadline. */
const ARRIVAL_MS = 30_000;
/** Node looks for late requests every 30 s by default, and a caller would wait for twice as long. */
const LOOKS_UNTIL_LATE = 30;
/** For a TLS handshake: less than a drain has, which waits for those under way. */
const HANDSHAKE_MS = 5_000;
/** For the next request on a connection: longer than a balancer in front keeps one, so that it never sends into a closed one. */
const KEPT_MS = 72_000;
/** Requests of one connection that may wait behind the one that is answered. Hardly any client sends ahead at all. */
const MOST_AHEAD = 32;

/** The part of a listening socket's address that a URL needs. */
interface Listening {
  readonly family: string;
  readonly address: string;
  readonly port: number;
}

/** Where the server can be reached. A host that stands for every interface is shown as loopback, which is one of them. */
export const baseUrlOf = (address: Listening | string | null, host: string, scheme = "http"): string => {
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const shown = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `${scheme}://${shown.includes(":") ? `[${shown}]` : shown}:${address.port}`;
};

const secureContextOf = ({ cert, key, callersCa }: ServerTls): object => ({
  cert,
  key,
  minVersion: "TLSv1.2",
  ...(callersCa === undefined ? {} : { ca: callersCa }),
});

/** Node's HTTP server: turns each request into an exchange, has it answered, and writes the answer. */
export class Listener {
  readonly #server: Server;
  readonly #tlsServer: TlsServer | undefined;
  readonly #options: ListenerOptions;
  readonly #waiting: WaitingAnswers;
  readonly #stuck: Stuck;
  /**
   * The requests that each socket carries right now: the first is answered, the others wait for their turn. Also sockets on
   * which none ever came are here: Node does not count them as idle, and would wait for a caller that only connected in
   * advance.
   */
  readonly #carried = new Map<Duplex, ServerResponse[]>();
  #draining = false;

  constructor(options: ListenerOptions) {
    const { limits, closed, pace = realPace, arrivalMs = ARRIVAL_MS } = options;
    this.#options = options;
    this.#waiting = new WaitingAnswers(limits, pace, closed);
    this.#stuck = { ms: limits.writeTimeoutMs, pace, closed: () => closed("write_timeout") };
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => this.#take(request, response);
    const settings: ServerOptions = {
      requestTimeout: arrivalMs,
      headersTimeout: arrivalMs,
      connectionsCheckingInterval: arrivalMs / LOOKS_UNTIL_LATE,
      keepAliveTimeout: KEPT_MS,
      maxHeaderSize: MAX_HEAD,
      // A missing Host is refused by a layer: Node's own refusal has no words.
      requireHostHeader: false,
    };
    this.#tlsServer =
      options.tls &&
      createTlsServer(
        {
          ...settings,
          ...secureContextOf(options.tls),
          handshakeTimeout: HANDSHAKE_MS,
          requestCert: options.tls.callersCa !== undefined,
          rejectUnauthorized: true,
        },
        onRequest,
      );
    this.#server = this.#tlsServer ?? createServer(settings, onRequest);
    // One more than is taken: how it is seen that there are more.
    this.#server.maxHeadersCount = MAX_HEADERS + 1;
    this.#server.on("checkExpectation", onRequest);
    this.#server.maxConnections = limits.maxConnections;
    this.#server.on("drop", () => closed("connections"));
    this.#server.on("clientError", (error, socket) => {
      // Words of ours would come to stand in the middle of an answer that is not written to its end.
      if (this.#isWriting(socket)) socket.destroy();
      else onClientError(error, socket);
    });
    this.#server.on("connect", refuseConnect);
    // Of TLS once the two know each other; a handshake under way has a time of its own.
    this.#server.on(this.#tlsServer ? "secureConnection" : "connection", (socket: Socket) => {
      this.#carried.set(socket, []);
      socket.once("close", () => this.#carried.delete(socket));
    });
  }

  /** Of answers that are not read to their end. */
  get waitingBytes(): number {
    return this.#waiting.bytes;
  }

  /** Resolves to the base URL. Rejects where the port is taken. */
  listen(host: string, port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off("error", reject);
        resolve(baseUrlOf(this.#server.address(), host, this.#tlsServer ? "https" : "http"));
      });
    });
  }

  /** New connections are shown this; those that are open stay as they are. What asks callers for certificates stays, too. */
  secure(tls: ServerTls): void {
    this.#tlsServer?.setSecureContext(secureContextOf(tls));
  }

  /**
   * Accepts nothing new, and resolves when what is in flight is answered. What comes on a kept connection meanwhile is
   * answered as before, and the connection closed. After `graceMs` all connections are cut.
   */
  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    const cut = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const [socket, { length }] of this.#carried) if (length === 0) socket.destroy();
    await closed;
    clearTimeout(cut);
  }

  /**
   * One answer at a time on a connection. Node hands over all requests that a caller sends ahead, and would hold all their
   * answers until the first is read; and for those whose turn does not come it emits no close when the caller goes away.
   */
  #take(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const carried = this.#carried.get(socket);
    // Node hands over what it has read, also of a connection that is gone.
    if (!carried || socket.destroyed) return;
    carried.push(response);
    if (carried.length === 1) void this.#answer(request, response);
    else if (carried.length > 1 + MOST_AHEAD) {
      this.#options.closed("pipelined");
      resetConnection(socket);
    }
  }

  #isWriting(socket: Duplex): boolean {
    const answered = this.#carried.get(socket)?.[0];
    return answered !== undefined && answered.headersSent && !answered.writableEnded;
  }

  async #answer(request: IncomingMessage, response: ServerResponse, isSentAhead = false): Promise<void> {
    const { handle, log } = this.#options;
    const exchange = new Exchange(request, response, isSentAhead);
    response.once("close", () => {
      exchange.over();
      this.#end(request.socket, response);
    });
    try {
      const answer = await handle(exchange);
      exchange.made();
      this.#write(response, answer);
    } catch (error) {
      // Nothing that a caller sends may lead here: the layers answer whatever is thrown within them.
      log.error({ err: error }, "an answer could not be written");
      response.destroy();
    }
  }

  /** The answer is read, or the connection gone; the next request of the connection has its turn. */
  #end(socket: Socket, response: ServerResponse): void {
    this.#waiting.remove(response);
    const carried = this.#carried.get(socket);
    carried?.shift();
    const next = carried?.[0];
    // Of a connection that is about to be closed, node gives it to no other answer.
    if (next?.socket && !socket.destroyed) void this.#answer(next.req, next, true);
  }

  /** With its length. A text becomes bytes once: node would copy it twice more on the way. */
  #write(response: ServerResponse, { status, headers, body, trailers }: Answer): void {
    if (response.destroyed) return;
    if (!isAtHand(body)) {
      response.writeHead(status, headers);
      writeStream(response, body, trailers, this.#stuck).catch((error: unknown) => {
        this.#options.log.error({ err: error }, "a stream ended early");
        response.destroy();
      });
      return;
    }
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    response.writeHead(status, {
      ...headers,
      // A 304 has no body; its length would be that of the whole file.
      ...(status === 304 ? {} : { "content-length": bytes.length }),
      // Otherwise the caller's kept connection would hold the drain up until it times out.
      ...(this.#draining ? { connection: "close" } : {}),
    });
    this.#waiting.add(response, bytes.length);
    writeBody(response, bytes, () => this.#waiting.moved(response));
  }
}
