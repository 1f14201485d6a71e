import { Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import type { FastifyRequest, RequestPayload } from "fastify";
import { HttpRefusal } from "./http-refusal.js";

const decoders = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;
type Coding = keyof typeof decoders;
const isCoding = (name: string): name is Coding => Object.hasOwn(decoders, name);

const TAKEN = "gzip, deflate, br";
const MOST_CODINGS = 2;

/** A body over limits.bodyBytes; its words are the error handler's. The rest of it is not waited for. */
const tooLarge = (): HttpRefusal => new HttpRefusal(413, "too large", { connection: "close" });

/** In the order in which they were applied. */
const codingsOf = (header: string): readonly Coding[] => {
  const named = header.split(",").map((name) => name.trim().toLowerCase());
  const applied = named.filter((name) => name !== "" && name !== "identity");
  if (applied.length <= MOST_CODINGS && applied.every(isCoding)) return applied;
  throw new HttpRefusal(
    415,
    `Content-Encoding: a body may be coded with ${TAKEN}, ${MOST_CODINGS} of them at most, or not at all.`,
    { "accept-encoding": TAKEN },
  );
};

/** Leaves the stream whole where it stops: a destroyed one would take the connection, and the answer, with it. */
const collect = async (payload: RequestPayload, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) break;
      chunks.push(chunk);
    }
  } catch {
    throw new HttpRefusal(400, "The body did not arrive whole: send it again.");
  }
  if (size > limit) throw tooLarge();
  return Buffer.concat(chunks, size);
};

const isOverLimit = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";

const inflated = async (bytes: Buffer, coding: Coding, limit: number): Promise<Buffer> => {
  try {
    // Stops as soon as it has more: a body of a few kilobytes may stand for gigabytes.
    return await decoders[coding](bytes, { maxOutputLength: limit });
  } catch (error) {
    if (isOverLimit(error)) throw tooLarge();
    throw new HttpRefusal(400, `Content-Encoding: the body is damaged, or is not ${coding}.`);
  }
};

/**
 * A request's body without its content codings. Neither it nor what was sent may be larger than the limit. Throws
 * HttpRefusal: 413 for more, 415 for a coding that is not taken, 400 for bytes that the coding did not make.
 */
export const decodeBody = async (
  { headers }: FastifyRequest,
  payload: RequestPayload,
  limit: number,
): Promise<RequestPayload> => {
  const codings = codingsOf(headers["content-encoding"] ?? "");
  if (codings.length === 0) return payload;
  if (Number(headers["content-length"]) > limit) throw tooLarge();
  const sent = await collect(payload, limit);
  let bytes = sent;
  for (const coding of codings.toReversed()) bytes = await inflated(bytes, coding, limit);
  // By it fastify compares with Content-Length, which counts what was sent.
  return Object.assign(Readable.from([bytes]), { receivedEncodedLength: sent.length });
};
