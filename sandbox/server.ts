import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { FaultBook } from "./fault-book.js";
import {
  type Call,
  makeCall,
  publicHeaders,
  publicUrl,
  type Reply,
  type Routed,
  type Service,
  writeReply,
} from "./http.js";
import type { World } from "./world.js";

export type CallHook = (call: { source: string; route: string; number: number; url: string }) => void | Promise<void>;

interface UpstreamOptions {
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

/** One recorded request; credentials are removed before it is kept. */
export interface RecordedRequest {
  readonly number: number;
  readonly source: string;
  readonly route: string;
  readonly method: string;
  /** As received, with the query; signatures of signed links removed. */
  readonly url: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a JSON request; undefined for token requests, which hold passwords. */
  readonly body: string | undefined;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly time: number;
  readonly connection: number;
  /** Requests of this source in flight when it came, itself included. */
  readonly inFlight: number;
  /** Undefined while it is in flight, and for ever where no answer left. */
  status: number | undefined;
  /** The client went away before the answer was complete. */
  aborted: boolean;
  done: boolean;
}

export interface SourceCounters {
  calls: number;
  inFlight: number;
  maxInFlight: number;
  connections: number;
  aborted: number;
  byRoute: Record<string, number>;
  byStatus: Record<string, number>;
}

const fresh = (): SourceCounters => ({
  calls: 0,
  inFlight: 0,
  maxInFlight: 0,
  connections: 0,
  aborted: 0,
  byRoute: {},
  byStatus: {},
});

const tally = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1;
};

/** Every request of every source since the last reset; the newest `limit` of them in full, all of them in the counters. */
export class RequestLog {
  #requests: RecordedRequest[] = [];
  #counters = new Map<string, SourceCounters>();

  constructor(private readonly limit: number) {}

  begin(call: Call, route: string, connection: number): RecordedRequest {
    const counters = this.#of(call.source);
    counters.calls += 1;
    counters.inFlight += 1;
    counters.maxInFlight = Math.max(counters.maxInFlight, counters.inFlight);
    tally(counters.byRoute, route);
    const url = publicUrl(call.rawUrl);
    const mark = url.indexOf("?");
    const request: RecordedRequest = {
      number: call.number,
      source: call.source,
      route,
      method: call.method,
      url,
      path: mark < 0 ? url : url.slice(0, mark),
      query: mark < 0 ? "" : url.slice(mark + 1),
      headers: publicHeaders(call.headers),
      body: route.startsWith("token") || call.body.length === 0 ? undefined : call.body.toString("utf8"),
      time: call.now,
      connection,
      inFlight: counters.inFlight,
      status: undefined,
      aborted: false,
      done: false,
    };
    this.#requests.push(request);
    if (this.#requests.length > 2 * this.limit) this.#requests = this.#requests.slice(-this.limit);
    return request;
  }

  end(request: RecordedRequest, status: number | undefined, aborted: boolean): void {
    if (request.done) return;
    request.done = true;
    request.status = status;
    request.aborted = aborted;
    const counters = this.#of(request.source);
    counters.inFlight = Math.max(0, counters.inFlight - 1);
    if (aborted) counters.aborted += 1;
    tally(counters.byStatus, status === undefined ? "none" : `${status}`);
  }

  connected(source: string): void {
    this.#of(source).connections += 1;
  }

  requests(source?: string): readonly RecordedRequest[] {
    const newest = this.#requests.slice(-this.limit);
    return source === undefined ? newest : newest.filter((request) => request.source === source);
  }

  counters(source: string): Readonly<SourceCounters> {
    return this.#of(source);
  }

  allCounters(): Readonly<Record<string, SourceCounters>> {
    return Object.fromEntries(this.#counters);
  }

  /** Forgets everything but what is still in flight. */
  reset(): void {
    this.#requests = this.#requests.filter((request) => !request.done);
    for (const [source, { inFlight }] of this.#counters) {
      this.#counters.set(source, { ...fresh(), inFlight, maxInFlight: inFlight });
    }
  }

  #of(source: string): SourceCounters {
    const known = this.#counters.get(source);
    if (known) return known;
    const counters = fresh();
    this.#counters.set(source, counters);
    return counters;
  }
}
