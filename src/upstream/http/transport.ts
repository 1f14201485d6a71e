import { errors } from "undici";
import { AuditError } from "../../audit/errors.js";
import type { Clock } from "../clock.js";
import { sessionEnded } from "../../audit/session.js";
import { sourceAnswerCutShort, sourceAnswerTooLarge, sourceTimeout, sourceUnavailable } from "../failures.js";
import type { UpstreamHeaders, WireRequest, WireResponse } from "../messages.js";
import type { Requester } from "./dispatcher.js";
import { type AnswerEvents, decodeBody, IncomingAnswer, type WholeAnswer, systemCode } from "./body.js";
import { requestLine } from "./url.js";

/** One try. */
interface TryLimits {
  /** Milliseconds from the connection to the body's last byte. */
  readonly ms: number;
  /** The operation's. */
  readonly signal?: AbortSignal;
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
      new Exchange(this.#options, request, limits, { take, resolve, reject }).begin();
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
    private readonly limits: TryLimits,
    private readonly outcome: Outcome<T>,
  ) {}

  begin(): void {
    const { ms, signal } = this.limits;
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

  arrived(whole: WholeAnswer): void {
    const { source, maxResponseBytes } = this.options;
    const text = decodeBody(whole.body, { source, headers: whole.headers, maxResponseBytes });
    if (typeof text === "string") this.#take(whole, text);
    else
      void text.then(
        (decoded) => this.#take(whole, decoded),
        (error: unknown) => this.#fail(error),
      );
  }

  tooLong(): void {
    this.#fail(sourceAnswerTooLarge(this.options.source, { detail: "body over the cap" }));
  }

  broke(error: unknown, begun: boolean): void {
    const { alone = false, mayRepeat } = this.limits;
    if (begun || alone || this.#isRepeated || !droppedWhileReused(error) || mayRepeat?.() === false) {
      this.#fail(this.#failure(error, begun));
      return;
    }
    this.#isRepeated = true;
    this.#send();
  }

  #send(): void {
    const { dispatcher, maxResponseBytes } = this.options;
    const { target, method, headers, body = null } = this.request;
    this.#answer = new IncomingAnswer(maxResponseBytes, this);
    dispatcher.dispatch(
      {
        origin: target.origin,
        path: requestLine(target),
        method,
        headers: { "accept-encoding": "identity", ...headers },
        body,
        reset: this.limits.alone ?? false,
      },
      this.#answer,
    );
  }

  #take({ status, headers }: WholeAnswer, text: string): void {
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
