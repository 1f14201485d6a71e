import { errors } from "undici";
import { AuditError } from "../../audit/errors.js";
import type { Clock } from "../clock.js";
import { sessionEnded } from "../../audit/session.js";
import { sourceAnswerCutShort, sourceAnswerTooLarge, sourceTimeout, sourceUnavailable } from "../failures.js";
import type { UpstreamHeaders, WireResponse } from "../messages.js";
import type { Requester } from "./dispatcher.js";
import { type AnswerEvents, decodeBody, IncomingAnswer, type RawAnswer, systemCode } from "./body.js";
import { requestLine, type WireTarget } from "./url.js";

export interface WireRequest {
  readonly method: "GET" | "POST";
  readonly target: WireTarget;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** May be sent twice when the connection was dropped before a byte of the answer. */
  readonly repeatable: boolean;
  /** Asked before it is sent again on another connection: whoever counts requests counts that one too. */
  readonly mayRepeat?: (() => boolean) | undefined;
  /**
   * The connection is not kept for another request. A drop is then the source's failure, and not an idle connection's
   * end that is repeated without being counted: a source that is hardly up again must not get requests for nothing.
   */
  readonly alone?: boolean;
}

/** One try. */
export interface TryLimits {
  /** Milliseconds from the connection to the body's last byte. */
  readonly ms: number;
  /** The operation's. */
  readonly signal?: AbortSignal | undefined;
}

export interface TransportOptions {
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
  return !(error instanceof errors.SocketError) || error.socket === null || (error.socket.bytesRead ?? 1) > 0;
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
    return new Promise((resolve, reject) => {
      new Exchange(this.#options, request, { take, resolve, reject }).begin(limits);
    });
  }
}

interface Outcome<T> {
  readonly take: (response: WireResponse) => T;
  readonly resolve: (taken: T) => void;
  readonly reject: (error: unknown) => void;
}

/** One request on its way. */
class Exchange<T> implements AnswerEvents {
  #answer: IncomingAnswer | undefined;
  #isRepeated = false;
  #isOver = false;
  /** Of the time limit and the session. */
  #release = (): void => undefined;

  constructor(
    private readonly options: TransportOptions,
    private readonly request: WireRequest,
    private readonly outcome: Outcome<T>,
  ) {}

  begin({ ms, signal }: TryLimits): void {
    if (signal?.aborted === true) {
      this.outcome.reject(sessionEnded(signal));
      return;
    }
    const { clock, source } = this.options;
    const cancel = clock.after(ms, () => this.#giveUp(sourceTimeout(source)));
    const onAbort = (): void => {
      if (signal) this.#giveUp(sessionEnded(signal));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#release = () => {
      cancel();
      signal?.removeEventListener("abort", onAbort);
    };
    this.#send();
  }

  arrived(raw: RawAnswer): void {
    const { source, maxResponseBytes } = this.options;
    const text = decodeBody(raw.body, { source, headers: raw.headers, maxResponseBytes });
    if (typeof text === "string") this.#take(raw, text);
    else
      void text.then(
        (decoded) => this.#take(raw, decoded),
        (error: unknown) => this.#fail(error),
      );
  }

  tooLong(): void {
    this.#fail(sourceAnswerTooLarge(this.options.source, { detail: "body over the cap" }));
  }

  broke(error: unknown, begun: boolean): void {
    const { repeatable, alone = false, mayRepeat = () => true } = this.request;
    if (begun || !repeatable || alone || this.#isRepeated || !droppedWhileReused(error) || !mayRepeat()) {
      this.#fail(this.#failure(error, begun));
      return;
    }
    this.#isRepeated = true;
    this.#send();
  }

  #send(): void {
    const { dispatcher, maxResponseBytes } = this.options;
    const { target, method, headers, body = null, alone = false } = this.request;
    this.#answer = new IncomingAnswer(maxResponseBytes, this);
    dispatcher.dispatch(
      {
        origin: target.origin,
        path: requestLine(target),
        method,
        headers: { "accept-encoding": "identity", ...headers },
        body,
        reset: alone,
      },
      this.#answer,
    );
  }

  #take({ status, headers }: RawAnswer, text: string): void {
    const { take, resolve, reject } = this.outcome;
    // It may have been given up while it was decoded.
    if (this.#isOver) return;
    this.#end();
    try {
      resolve(
        take({
          status,
          headers,
          mediaType: headers["content-type"]?.split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? "",
          text,
          receivedAt: this.options.clock.now(),
          requestId: requestIdOf(headers),
          framed:
            BODILESS.has(status) ||
            headers["content-length"] !== undefined ||
            headers["transfer-encoding"] !== undefined,
        }),
      );
    } catch (error) {
      reject(error);
    }
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

  #giveUp(error: AuditError): void {
    this.#answer?.giveUp(error);
    this.#fail(error);
  }

  #fail(error: unknown): void {
    this.#end();
    this.outcome.reject(error);
  }

  #end(): void {
    this.#isOver = true;
    this.#release();
  }
}
