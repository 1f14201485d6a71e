import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { systemCode } from "../../audit/errors.js";
import { sourceAnswerCutShort, sourceAnswerTooLarge, sourceBrokeContract } from "../failures.js";
import type { UpstreamHeaders, WireResponse } from "../messages.js";

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
