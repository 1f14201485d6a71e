import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { sourceAnswerCutShort, sourceAnswerTooLarge, sourceBrokeContract } from "../faults/source-failure.js";
import { systemCode } from "./system-code.js";

const decoders = { gzip: promisify(gunzip), "x-gzip": promisify(gunzip), deflate: promisify(inflate) } as const;
type Coding = keyof typeof decoders;
const isCoding = (name: string): name is Coding => Object.hasOwn(decoders, name);

export interface BodyOptions {
  readonly source: string;
  readonly contentType: string;
  /** Content-Encoding as answered; identity was asked for, and gzip and deflate are borne. */
  readonly coding: string | undefined;
  /** Content-Length; undefined where the answer tells none. */
  readonly length: number | undefined;
  /** The cap holds for the bytes on the wire and for the decoded bytes. */
  readonly maxResponseBytes: number;
}

/** What arrives in chunks, and at once where somebody asks for that. */
export interface IncomingBody extends AsyncIterable<Uint8Array> {
  arrayBuffer(): Promise<ArrayBuffer>;
}

const collect = async (body: IncomingBody, options: BodyOptions): Promise<Buffer> => {
  const { length, maxResponseBytes } = options;
  // A length that was told is the length that arrives; no promise is needed for each chunk.
  if (length !== undefined && length <= maxResponseBytes) return Buffer.from(await body.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxResponseBytes) throw sourceAnswerTooLarge(options.source, { detail: "body over the cap" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
};

const decode = async (bytes: Buffer, options: BodyOptions): Promise<Buffer> => {
  const coding = (options.coding ?? "identity").trim().toLowerCase();
  if (coding === "identity" || coding === "" || bytes.length === 0) return bytes;
  if (!isCoding(coding)) throw sourceBrokeContract(options.source, { detail: "unknown content coding" });
  try {
    return await decoders[coding](bytes, { maxOutputLength: options.maxResponseBytes });
  } catch (error) {
    const code = systemCode(error);
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw sourceAnswerTooLarge(options.source, { detail: "decoded body over the cap" });
    }
    if (code === "Z_BUF_ERROR") throw sourceAnswerCutShort(options.source);
    throw sourceBrokeContract(options.source, { detail: "undecodable content coding" });
  }
};

const charsetOf = (contentType: string): string => /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? "utf-8";

const decodeText = (bytes: Buffer, charset: string): string => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
};

/** The whole body as text, without a byte order mark. Throws UPSTREAM_CONTRACT_VIOLATION over the cap. */
export const readBody = async (body: IncomingBody, options: BodyOptions): Promise<string> =>
  decodeText(await decode(await collect(body, options), options), charsetOf(options.contentType));
