import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { FaultBook } from "../faults/fault-book.js";
import type { World } from "../world/context.js";
import { makeCall, type Call } from "./call.js";
import type { Reply } from "./reply.js";
import type { RequestLog } from "./request-log.js";
import type { Routed, Service } from "./service.js";
import { writeReply } from "./write-reply.js";

export type CallHook = (call: { source: string; route: string; number: number; url: string }) => void | Promise<void>;

export interface UpstreamOptions {
  readonly name: string;
  readonly port: number;
  /** Where it listens. */
  readonly host: string;
  /** What others call it; its answers hold URLs of its own. */
  readonly publicHost: string;
  readonly service: Service;
  readonly world: World;
  readonly log: RequestLog;
  readonly faults: FaultBook;
  /** Run before each request is looked at; what they change, the answer shows. */
  readonly hooks: ReadonlySet<CallHook>;
}

const readBody = (request: IncomingMessage, done: (body: Buffer) => void): void => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => done(Buffer.concat(chunks)));
};

/** One upstream on a port of its own. */
export class UpstreamServer {
  readonly #server: Server;
  readonly #connections = new WeakMap<Socket, number>();
  #connectionCount = 0;
  #requestCount = 0;

  constructor(private readonly options: UpstreamOptions) {
    // IAM's PKI tokens are kilobytes long.
    this.#server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
      if (request.method === "GET" || request.method === "HEAD") this.#serve(request, response, Buffer.alloc(0));
      else readBody(request, (body) => this.#serve(request, response, body));
    });
    this.#server.on("connection", (socket: Socket) => {
      this.#connections.set(socket, (this.#connectionCount += 1));
      options.log.connected(options.name);
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.options.port, this.options.host, resolve);
    });
  }

  get origin(): string {
    return `http://${this.options.publicHost}:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #serve(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { name, service, world, log, hooks } = this.options;
    const call = makeCall(name, (this.#requestCount += 1), request, body, world.clock());
    const routed = service.route(call);
    const record = log.begin(call, routed.route, this.#connections.get(request.socket) ?? 0);
    let cut = false;
    response.on("close", () => {
      const status = response.headersSent ? response.statusCode : undefined;
      log.end(record, status, !response.writableFinished && !cut);
    });
    const answer = (): void => {
      const reply = this.#reply(call, routed);
      cut = reply.wire.cut !== undefined;
      if (reply.wire.delayMs > 0) setTimeout(writeReply, reply.wire.delayMs, response, reply).unref();
      else writeReply(response, reply);
    };
    if (hooks.size === 0) answer();
    else this.#runHooks(call, routed.route).then(answer, () => response.destroy());
  }

  async #runHooks(call: Call, route: string): Promise<void> {
    for (const hook of this.options.hooks) {
      await hook({ source: call.source, route, number: call.number, url: call.rawUrl });
    }
  }

  #reply(call: Call, routed: Routed): Reply {
    const { service, faults } = this.options;
    let reply: Reply;
    try {
      reply = faults.through(service, call, routed);
    } catch {
      reply = service.failure(call, "broken");
    }
    service.finish?.(call, reply);
    return reply;
  }
}
