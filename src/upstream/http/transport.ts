import type { Dispatcher, errors as Errors } from "undici";
import { AuditError, systemCode } from "../../audit/errors.js";
import type { Clock } from "../clock.js";
import { type EndSignal, sessionEnded, whenSessionEnds } from "../../audit/session.js";
import { sourceAnswerCutShort, sourceAnswerTooLarge, sourceTimeout, sourceUnavailable } from "../failures.js";
import type { UpstreamHeaders, WireRequest, WireResponse } from "../messages.js";
import type { Requester } from "./requester.js";
import { decodeBody, requestLine } from "./wire.js";

/** One try. */
interface TryLimits {
  /** Milliseconds from the connection to the body's last byte. */
  readonly ms: number;
  /** The operation's. */
  readonly signal?: EndSignal;
  /**
   * The connection is not kept for another request. A drop is then the source's failure, and not an idle connection's
   * end that is repeated without being counted: a source that is hardly up again must not get requests for nothing.
   */
  readonly alone?: boolean;
  /** Asked where a kept connection was dropped before a byte of the answer: may the request be sent again? Always, when absent. */
  readonly mayRepeat?: () => boolean;
}

interface TransportOptions {
  readonly source: string;
  readonly dispatcher: Requester;
  readonly clock: Clock;
  /** Bytes of one answer at most, on the wire and decoded. */
  readonly maxResponseBytes: number;
}

const REQUEST_ID_HEADERS = ["x-openstack-request-id", "x-compute-request-id", "x-request-id"];
/** Answers that end with their headers. */
const BODILESS = new Set([204, 304]);
const DROPPED = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

/** A connection that had served before and was closed silently by the server (uwsgi does) while it was reused. */
const droppedWhileReused = (error: unknown): boolean => {
  if (!DROPPED.has(systemCode(error))) return false;
  const { socket } = error as Partial<Pick<Errors.SocketError, "socket">>;
  return !socket || (socket.bytesRead ?? 1) > 0;
};

/** Request ids are shown to callers: short and printable, or not at all. */
const requestIdOf = (headers: UpstreamHeaders): string | undefined =>
  REQUEST_ID_HEADERS.map((name) => headers[name]).find((id) => id !== undefined && /^[\w.:-]{1,128}$/.test(id));

/** Sends one request over the pool and reads the whole answer. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /**
   * Resolves with what `take` makes of an answer of any status. It is called as soon as the last byte is there, and the
   * answer is not handed on: the promises that wait for it are old by then, and what they hold outlives its use by far.
   * Rejects with what `take` throws; UPSTREAM_UNAVAILABLE for what breaks on the way; UPSTREAM_CONTRACT_VIOLATION for an
   * answer over the cap or in an unknown coding; UPSTREAM_TIMEOUT, or what ended the session, as soon as that happens,
   * and the socket is freed.
   */
  exchange<T>(request: WireRequest, limits: TryLimits, take: (response: WireResponse) => T): Promise<T> {
    return new Promise((resolve, reject) => this.send(request, limits, take, { resolve, reject }));
  }

  /** The same for who makes no promise of it. */
  send<T>(request: WireRequest, limits: TryLimits, take: Take<T>, outcome: Outcome<T>): void {
    const { signal } = limits;
    if (signal?.aborted === true) outcome.reject(sessionEnded(signal));
    else new Exchange(this.#options, request, limits, take, outcome).send();
  }
}

type Take<T> = (response: WireResponse) => T;

interface Outcome<T> {
  resolve(taken: T): void;
  reject(error: unknown): void;
}

type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/** Repeated headers are joined. */
const flatten = (headers: Headers): UpstreamHeaders => {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(", ");
  }
  return headers as UpstreamHeaders;
};

/**
 * One request on its way, and its answer as undici hands it over: without the stream that its `request` makes of each body,
 * for nobody here reads a body in pieces. Settles once.
 */
class Exchange<T> implements Dispatcher.DispatchHandler {
  #status = 0;
  /** There once the answer has begun. */
  #headers: UpstreamHeaders | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #controller: Controller | undefined;
  #isRepeated = false;
  /** Why it was given up; it may still wait for a connection then. */
  #givenUp: Error | undefined;
  #isOver = false;
  readonly #cancelTimeout: () => void;
  readonly #stopListening: (() => void) | undefined;

  constructor(
    private readonly options: TransportOptions,
    private readonly request: WireRequest,
    private readonly limits: TryLimits,
    private readonly take: Take<T>,
    private readonly outcome: Outcome<T>,
  ) {
    const { ms, signal } = limits;
    this.#cancelTimeout = options.clock.after(ms, () => this.#giveUp(sourceTimeout(options.source)));
    this.#stopListening = signal && whenSessionEnds(signal, () => this.#giveUp(sessionEnded(signal)));
  }

  send(): void {
    const { target, method, headers, body = null } = this.request;
    this.options.dispatcher.dispatch(
      {
        origin: target.origin,
        path: requestLine(target),
        method,
        headers: { "accept-encoding": "identity", ...headers },
        body,
        reset: this.limits.alone ?? false,
      },
      this,
    );
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#givenUp) controller.abort(this.#givenUp);
  }

  onResponseStart(_controller: Controller, status: number, headers: Headers): void {
    // What is below announces the answer, and is none.
    if (status < 200) return;
    this.#status = status;
    this.#headers = flatten(headers);
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#size += chunk.byteLength;
    if (this.#size <= this.options.maxResponseBytes) this.#chunks.push(chunk);
    else this.#giveUp(sourceAnswerTooLarge(this.options.source, { detail: "body over the cap" }));
  }

  onResponseEnd(): void {
    const headers = this.#headers;
    if (this.#isOver || !headers) return;
    const { source, maxResponseBytes } = this.options;
    const [first] = this.#chunks;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
    this.#chunks = [];
    const text = decodeBody(body, { source, headers, maxResponseBytes });
    if (typeof text === "string") this.#take(headers, text);
    else
      void text.then(
        (decoded) => this.#take(headers, decoded),
        (error: unknown) => this.#fail(error),
      );
  }

  onResponseError(_controller: Controller | undefined, error: Error): void {
    if (this.#isOver) return;
    const { alone = false, mayRepeat } = this.limits;
    const begun = this.#headers !== undefined;
    if (begun || alone || this.#isRepeated || !droppedWhileReused(error) || mayRepeat?.() === false) {
      this.#fail(this.#failure(error, begun));
      return;
    }
    this.#isRepeated = true;
    this.#controller = undefined;
    this.send();
  }

  #take(headers: UpstreamHeaders, text: string): void {
    // It may have been given up while it was decoded.
    if (this.#isOver) return;
    this.#end();
    let taken: T;
    try {
      taken = this.take({
        status: this.#status,
        headers,
        mediaType: headers["content-type"]?.split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? "",
        text,
        receivedAt: this.options.clock.now(),
        requestId: requestIdOf(headers),
        framed:
          BODILESS.has(this.#status) ||
          headers["content-length"] !== undefined ||
          headers["transfer-encoding"] !== undefined,
      });
    } catch (error) {
      this.outcome.reject(error);
      return;
    }
    this.outcome.resolve(taken);
  }

  #failure(error: unknown, begun: boolean): AuditError {
    const detail = systemCode(error);
    if (begun) return sourceAnswerCutShort(this.options.source, { detail });
    // It will be as long the next time.
    if (detail === "UND_ERR_HEADERS_OVERFLOW") return sourceAnswerTooLarge(this.options.source, { detail });
    if (detail.startsWith("UND_ERR_INVALID")) {
      return new AuditError("INTERNAL", "The request could not be built.", { detail });
    }
    return sourceUnavailable(this.options.source, { detail });
  }

  /** Frees the connection at once, or keeps a request that still waits for one from being sent. */
  #giveUp(error: AuditError): void {
    if (this.#isOver) return;
    this.#givenUp = error;
    this.#fail(error);
    this.#controller?.abort(error);
  }

  #fail(error: unknown): void {
    this.#end();
    this.outcome.reject(error);
  }

  #end(): void {
    this.#isOver = true;
    this.#cancelTimeout();
    this.#stopListening?.();
  }
}
