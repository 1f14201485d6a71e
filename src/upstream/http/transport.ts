import { errors, type Dispatcher } from "undici";
import { AuditError } from "../../audit/audit-error.js";
import type { Clock } from "../clock.js";
import { sourceAnswerCutShort, sourceUnavailable } from "../faults/source-failure.js";
import type { UpstreamHeaders, WireResponse } from "../upstream-client.js";
import { requestLine, type WireTarget } from "./encode-url.js";
import { readBody } from "./read-body.js";
import { systemCode } from "./system-code.js";

export type { WireResponse } from "../upstream-client.js";

export interface WireRequest {
  readonly method: "GET" | "POST";
  readonly target: WireTarget;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** May be sent twice when the connection was dropped before a byte of the answer. */
  readonly repeatable: boolean;
  /**
   * The connection is not kept for another request. A drop is then the source's failure, and not an idle connection's
   * end that is repeated without being counted: a source that is hardly up again must not get requests for nothing.
   */
  readonly alone?: boolean;
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

const flatten = (headers: Dispatcher.ResponseData["headers"]): UpstreamHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );

const lengthOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** Request ids are shown to callers: short and printable, or not at all. */
const requestIdOf = (headers: UpstreamHeaders): string | undefined =>
  REQUEST_ID_HEADERS.map((name) => headers[name]).find((id) => id !== undefined && /^[\w.:-]{1,128}$/.test(id));

export interface TransportOptions {
  readonly source: string;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** Decoded bytes of one answer at most. */
  readonly maxResponseBytes: number;
}

/** Sends one request over the pool and reads the whole answer. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /**
   * Any status resolves. Throws UPSTREAM_UNAVAILABLE for what breaks on the way, UPSTREAM_CONTRACT_VIOLATION for an
   * answer over the cap or in an unknown coding, and the signal's reason when it fires: the socket is freed at once.
   */
  async exchange(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    try {
      const response = await this.#head(request, signal);
      return await this.#read(response, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof AuditError) throw error;
      const detail = systemCode(error);
      if (detail.startsWith("UND_ERR_INVALID"))
        throw new AuditError("INTERNAL", "The request could not be built.", { detail });
      throw sourceUnavailable(this.#options.source, { detail });
    }
  }

  async #head(request: WireRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const send = (): Promise<Dispatcher.ResponseData> =>
      this.#options.dispatcher.request({
        origin: request.target.origin,
        path: requestLine(request.target),
        method: request.method,
        headers: { "accept-encoding": "identity", ...request.headers },
        body: request.body ?? null,
        reset: request.alone ?? false,
        signal,
      });
    try {
      return await send();
    } catch (error) {
      if (!request.repeatable || request.alone === true || signal.aborted || !droppedWhileReused(error)) throw error;
      return await send();
    }
  }

  async #read(response: Dispatcher.ResponseData, signal: AbortSignal): Promise<WireResponse> {
    const { source, maxResponseBytes, clock } = this.#options;
    const headers = flatten(response.headers);
    const contentType = headers["content-type"] ?? "";
    let text: string;
    try {
      text = await readBody(response.body, {
        source,
        contentType,
        coding: headers["content-encoding"],
        length: lengthOf(headers["content-length"]),
        maxResponseBytes,
      });
    } catch (error) {
      response.body.on("error", () => undefined).destroy();
      if (error instanceof AuditError || signal.aborted) throw error;
      throw sourceAnswerCutShort(source, { detail: systemCode(error) });
    }
    return {
      status: response.statusCode,
      headers,
      mediaType: contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "",
      text,
      receivedAt: clock.now(),
      requestId: requestIdOf(headers),
      framed:
        BODILESS.has(response.statusCode) ||
        headers["content-length"] !== undefined ||
        headers["transfer-encoding"] !== undefined,
    };
  }
}
