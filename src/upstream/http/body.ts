import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import type { Dispatcher } from "undici";
import { sourceAnswerCutShort, sourceAnswerTooLarge, sourceBrokeContract } from "../failures.js";
import type { UpstreamHeaders, WireResponse } from "../messages.js";

/** An answer that arrived whole; its body as it stood on the wire. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly body: Buffer;
}

export interface AnswerEvents {
  arrived(answer: WholeAnswer): void;
  /** The body is longer than may be read. */
  tooLong(): void;
  /** `begun`: the answer's head was there. */
  broke(error: unknown, begun: boolean): void;
}

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
 * Collects one answer as undici hands it over, without the stream that its `request` makes of each body: nobody here
 * reads a body in pieces. Tells one thing at most, and nothing after it was given up.
 */
export class IncomingAnswer implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #head: Pick<WholeAnswer, "status" | "headers"> | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #events: AnswerEvents | undefined;
  #givenUp: Error | undefined;

  constructor(
    private readonly maxBytes: number,
    events: AnswerEvents,
  ) {
    this.#events = events;
  }

  /** Frees the connection at once, or keeps a request that still waits for one from being sent. */
  giveUp(reason: Error): void {
    this.#events = undefined;
    this.#givenUp = reason;
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#givenUp) controller.abort(this.#givenUp);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // What is below announces the answer, and is none.
    if (status >= 200) this.#head = { status, headers: flatten(headers) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.byteLength;
    if (this.#size <= this.maxBytes) {
      this.#chunks.push(chunk);
      return;
    }
    const events = this.#events;
    this.giveUp(new Error("longer than may be read"));
    events?.tooLong();
  }

  onResponseEnd(): void {
    const [events, head, first] = [this.#events, this.#head, this.#chunks[0]];
    if (!events || !head) return;
    this.#events = undefined;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
    events.arrived({ ...head, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    const events = this.#events;
    this.#events = undefined;
    events?.broke(error, this.#head !== undefined);
  }
}

const JSON_MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json$/;

/** Does the text stop in the middle of a JSON value, rather than being something else? */
const endsTooEarly = (text: string, error: unknown): boolean => {
  if (!/^\s*[[{]/.test(text) || !(error instanceof SyntaxError)) return false;
  const position = /at position (\d+)/.exec(error.message)?.[1];
  return position === undefined ? error.message.startsWith("Unexpected end") : Number(position) >= text.length;
};

/**
 * The body as JSON. UPSTREAM_CONTRACT_VIOLATION for another media type or another syntax; UPSTREAM_UNAVAILABLE for
 * JSON that stops in the middle, and for an empty body whose end was only the connection's end.
 */
export const parseJson = (source: string, response: WireResponse): unknown => {
  const facts = response.requestId === undefined ? {} : { upstreamRequestId: response.requestId };
  if (response.text === "" && !response.framed) throw sourceAnswerCutShort(source, facts);
  if (!JSON_MEDIA_TYPE.test(response.mediaType))
    throw sourceBrokeContract(source, { ...facts, detail: "not JSON by its media type" });
  try {
    return JSON.parse(response.text) as unknown;
  } catch (error) {
    if (endsTooEarly(response.text, error)) throw sourceAnswerCutShort(source, facts);
    throw sourceBrokeContract(source, { ...facts, detail: "not JSON by its syntax" });
  }
};

/**
 * The code of a system or library error, such as "ECONNRESET"; "unknown" for one without. The error's class is not
 * looked at: errors of Node's own core may belong to another realm than ours.
 */
export const systemCode = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "unknown";

const decoders = { gzip: promisify(gunzip), "x-gzip": promisify(gunzip), deflate: promisify(inflate) } as const;
type Coding = keyof typeof decoders;
const isCoding = (name: string): name is Coding => Object.hasOwn(decoders, name);

interface BodyOptions {
  readonly source: string;
  /** Identity was asked for; gzip and deflate are borne. */
  readonly headers: UpstreamHeaders;
  /** Decoded. */
  readonly maxResponseBytes: number;
}

const inflated = async (bytes: Buffer, coding: string, { source, maxResponseBytes }: BodyOptions): Promise<Buffer> => {
  if (!isCoding(coding)) throw sourceBrokeContract(source, { detail: "unknown content coding" });
  try {
    return await decoders[coding](bytes, { maxOutputLength: maxResponseBytes });
  } catch (error) {
    const code = systemCode(error);
    if (code === "ERR_BUFFER_TOO_LARGE") throw sourceAnswerTooLarge(source, { detail: "decoded body over the cap" });
    if (code === "Z_BUF_ERROR") throw sourceAnswerCutShort(source);
    throw sourceBrokeContract(source, { detail: "undecodable content coding" });
  }
};

const UTF_8 = new TextDecoder();

const textOf = (bytes: Buffer, contentType: string): string => {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1];
  if (charset === undefined) return UTF_8.decode(bytes);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return UTF_8.decode(bytes);
  }
};

/**
 * A body as text, without a byte order mark: at once where it is not compressed. Throws, or rejects with,
 * UPSTREAM_CONTRACT_VIOLATION for a coding that is unknown or wrong, and for more than the cap.
 */
export const decodeBody = (bytes: Buffer, options: BodyOptions): string | Promise<string> => {
  const contentType = options.headers["content-type"] ?? "";
  const coding = (options.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (coding === "identity" || coding === "" || bytes.length === 0) return textOf(bytes, contentType);
  return inflated(bytes, coding, options).then((decoded) => textOf(decoded, contentType));
};
