import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Log } from "../../telemetry/log.js";
import { MAX_HEAD, MAX_HEADERS, onClientError, refuseConnect } from "./broken-requests.js";
import { type Answer, Exchange, type Handler } from "./exchange.js";

type Socket = IncomingMessage["socket"];

/** For the request to arrive whole; the answer has the operation's deadline. */
const ARRIVAL_MS = 30_000;
/** For the next request on a connection: longer than a balancer in front keeps one, which else would send into a closed one. */
const KEPT_MS = 72_000;

/** The part of a listening socket's address that a URL needs. */
interface Listening {
  readonly family: string;
  readonly address: string;
  readonly port: number;
}

/** Where the server can be reached. A host that stands for every interface is shown as loopback, which is one of them. */
export const baseUrlOf = (address: Listening | string | null, host: string): string => {
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const shown = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${shown.includes(":") ? `[${shown}]` : shown}:${address.port}`;
};

/** Node's HTTP server: turns each request into an exchange, has it answered, and writes the answer. */
export class Listener {
  readonly #server: Server;
  /**
   * How many requests each socket carries right now. Also those on which none ever came are here: Node does not count them
   * as idle, and would wait for a caller that only connected in advance.
   */
  readonly #carried = new Map<Socket, number>();
  #draining = false;

  constructor(
    private readonly handle: Handler,
    private readonly log: Log,
  ) {
    const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
      void this.#answer(request, response);
    this.#server = createServer(
      {
        requestTimeout: ARRIVAL_MS,
        headersTimeout: ARRIVAL_MS,
        keepAliveTimeout: KEPT_MS,
        maxHeaderSize: MAX_HEAD,
        // A missing Host is refused by a layer: Node's own refusal has no words.
        requireHostHeader: false,
      },
      onRequest,
    );
    // One more than is taken: how it is seen that there are more.
    this.#server.maxHeadersCount = MAX_HEADERS + 1;
    this.#server.on("checkExpectation", onRequest);
    this.#server.on("clientError", onClientError);
    this.#server.on("connect", refuseConnect);
    this.#server.on("connection", (socket) => {
      this.#carried.set(socket, 0);
      socket.once("close", () => this.#carried.delete(socket));
    });
  }

  /** Resolves to the base URL. Rejects where the port is taken. */
  listen(host: string, port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off("error", reject);
        resolve(baseUrlOf(this.#server.address(), host));
      });
    });
  }

  /**
   * Accepts nothing new, and resolves when what is in flight is answered. What comes on a kept connection meanwhile is
   * answered as before, and the connection closed. After `graceMs` all connections are cut.
   */
  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    const cut = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const [socket, requests] of this.#carried) if (requests === 0) socket.destroy();
    await closed;
    clearTimeout(cut);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    this.#count(socket, 1);
    response.once("close", () => this.#count(socket, -1));
    try {
      this.#write(response, await this.handle(new Exchange(request, response)));
    } catch (error) {
      // Nothing that a caller sends may lead here: the layers answer whatever is thrown within them.
      this.log.error({ err: error }, "an answer could not be written");
      response.destroy();
    }
  }

  #count(socket: Socket, change: 1 | -1): void {
    const carried = this.#carried.get(socket);
    if (carried !== undefined) this.#carried.set(socket, carried + change);
  }

  /** In one piece, with its length. */
  #write(response: ServerResponse, { status, headers, body }: Answer): void {
    if (response.destroyed) return;
    response.writeHead(status, {
      ...headers,
      // A 304 has none, and would tell that of the whole.
      ...(status === 304 ? {} : { "content-length": Buffer.byteLength(body) }),
      // Else the caller's kept connection would hold the drain up until it times out.
      ...(this.#draining ? { connection: "close" } : {}),
    });
    // Text as it is: node writes it and the head at once, without a copy of either.
    response.end(body);
  }
}
