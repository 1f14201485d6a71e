import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import secureJson from "secure-json-parse";
import { systemCode } from "../../audit/errors.js";
import { HttpRefusal, type RequestBody } from "./exchange.js";
import { type HeldBody, SMALL_BODY } from "./held-bodies.js";

const EXAMPLE = '{"query": "{ auditSources { name } }"}';
const TAKES_JSON = `Send the operation as application/json: ${EXAMPLE}.`;

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;
/** ASCII is UTF-8 as well. */
const isUtf8Name = (charset: string): boolean => /^(utf-?8|us-ascii)$/i.test(charset);

const decoders = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;
type Coding = keyof typeof decoders;
const isTaken = (name: string): name is Coding => Object.hasOwn(decoders, name);

const TAKEN = "gzip, deflate, br";
const MOST_CODINGS = 2;

/** A body over limits.bodyBytes. layers.ts has the words for the caller. The rest of the body is not waited for. */
const tooLarge = (): HttpRefusal => new HttpRefusal(413, "too large", { connection: "close" });

const requireJsonType = (type: string | undefined): void => {
  if (type === undefined || !JSON_TYPE.test(type)) {
    throw new HttpRefusal(415, `The body has no content type that is taken. ${TAKES_JSON}`, {
      accept: "application/json",
    });
  }
  const charset = CHARSET.exec(type)?.[1];
  if (charset === undefined || isUtf8Name(charset)) return;
  throw new HttpRefusal(415, "Content-Type: JSON is UTF-8; send it so, with charset=utf-8 or without a charset.");
};

/** In the order in which they were applied. Throws for one that is not taken, and for too many. */
const codingsOf = (header: string | undefined): readonly Coding[] => {
  if (header === undefined) return [];
  const named = header.split(",").map((name) => name.trim().toLowerCase());
  const applied = named.filter((name) => name !== "" && name !== "identity");
  if (applied.length <= MOST_CODINGS && applied.every(isTaken)) return applied;
  throw new HttpRefusal(
    415,
    `Content-Encoding: a body may be coded with ${TAKEN}, ${MOST_CODINGS} of them at most, or not at all.`,
    { "accept-encoding": TAKEN },
  );
};

/** Leaves the stream whole where it stops: a destroyed one would take the connection, and the answer, with it. */
const collect = (request: IncomingMessage, limit: number, held: HeldBody | undefined): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (): void => {
      request.off("data", onData).off("end", onEnd).off("error", onError);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) {
        held?.grow(chunk.length);
        return;
      }
      stop();
      reject(tooLarge());
    };
    const onEnd = (): void => {
      stop();
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks, size));
    };
    const onError = (): void => {
      stop();
      reject(new HttpRefusal(400, "The body did not arrive whole: send it again."));
    };
    if (held) {
      held.refuse = (error) => {
        stop();
        chunks.length = 0;
        reject(error);
      };
    }
    request.on("data", onData).on("end", onEnd).on("error", onError);
  });

const isOverLimit = (error: unknown): boolean => systemCode(error) === "ERR_BUFFER_TOO_LARGE";

const decode = async (bytes: Buffer, coding: Coding, limit: number): Promise<Buffer> => {
  try {
    // Stops as soon as it has more: a body of a few kilobytes may stand for gigabytes.
    return await decoders[coding](bytes, { maxOutputLength: limit });
  } catch (error) {
    if (isOverLimit(error)) throw tooLarge();
    throw new HttpRefusal(400, `Content-Encoding: the body is damaged, or is not ${coding}.`);
  }
};

/** Values that a body's JSON may hold: a thousand entities have some thousand, and each takes far more room than its text. */
const MOST_VALUES = 50_000;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** Before each value of a list or a member stands one of them. */
const BEFORE_A_VALUE = new Set(Buffer.from("[,:"));

/** No further than to one more than there may be. */
const countValues = (bytes: Buffer): number => {
  let values = 0;
  let isInText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isInText && byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) isInText = !isInText;
    else if (!isInText && BEFORE_A_VALUE.has(byte) && (values += 1) > MOST_VALUES) return values;
  }
  return values;
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Of a body that the parser refused: JSON that it will not have, or none. */
const wordsFor = (text: string): string => {
  if (text.trim() === "") return `The body is empty. ${TAKES_JSON}`;
  // With them a copy of the object could have another prototype than its maker meant.
  if (isJson(text)) return 'The body has a key "__proto__" or "constructor" that is not taken: leave it out.';
  return `The body is not JSON. ${TAKES_JSON}`;
};

const parsed = (text: string): unknown => {
  try {
    return secureJson.parse(text, { protoAction: "error", constructorAction: "error" });
  } catch {
    throw new HttpRefusal(400, wordsFor(text));
  }
};

const kindOf = (value: unknown): string => (value === null ? "null" : `a ${typeof value}`);

/** Throws for a body that cannot be one operation. */
const requireObject = (value: unknown): RequestBody => {
  if (Array.isArray(value)) {
    throw new HttpRefusal(400, "The body is a list, and batching is off: send each operation in a request of its own.");
  }
  if (typeof value === "object" && value !== null) return value as RequestBody;
  throw new HttpRefusal(400, `The body is ${kindOf(value)}, not an object. ${TAKES_JSON}`);
};

const hasNone = (headers: IncomingHttpHeaders): boolean =>
  headers["content-type"] === undefined &&
  headers["transfer-encoding"] === undefined &&
  (headers["content-length"] ?? "0") === "0";

/** How a body is read. */
interface Reading {
  /** Bytes that neither it nor what was sent may be more than. */
  readonly limit: number;
  /** The turn of so many bytes to be looked at; undefined: at once. */
  readonly turn: (bytes: number) => Promise<void> | undefined;
  /** Counts it among those that are held, until its exchange is answered. */
  readonly hold: () => HeldBody;
  /** Whose request it is, as far as that is known before anybody has looked. */
  readonly account: () => string;
}

/**
 * A request's body: a JSON object in UTF-8, without its content codings; undefined where none came. Nothing is read before
 * its headers are judged, and what was read is not looked at before its turn. Throws HttpRefusal: 413 for more than the
 * limit, 415 for another type, charset or coding, 400 for JSON of very many values and for bytes that are not what they are
 * said to be; and RATE_LIMITED where too much is held.
 */
export const readBody = async (
  request: IncomingMessage,
  { limit, turn, hold, account }: Reading,
): Promise<RequestBody | undefined> => {
  const { headers } = request;
  if (hasNone(headers)) return undefined;
  requireJsonType(headers["content-type"]);
  const codings = codingsOf(headers["content-encoding"]);
  const length = headers["content-length"];
  if (Number(length) > limit) throw tooLarge();
  const isSmall = length !== undefined && Number(length) <= SMALL_BODY && codings.length === 0;
  const held = isSmall ? undefined : hold();
  let bytes = await collect(request, limit, held);
  for (const coding of codings.toReversed()) bytes = await decode(bytes, coding, limit);
  held?.grow(bytes.length - held.bytes);
  const waits = turn(bytes.length);
  if (waits) await (held ? held.until(waits) : waits);
  // Otherwise each wrong byte would become a replacement character, and a name that nobody sent would be looked for.
  if (!isUtf8(bytes)) throw new HttpRefusal(400, `The body is not UTF-8. ${TAKES_JSON}`);
  if (held) {
    const values = countValues(bytes);
    if (values > MOST_VALUES) {
      throw new HttpRefusal(400, `The body holds more than ${MOST_VALUES} values: name fewer things at once.`);
    }
    held.read(account(), values);
  }
  return requireObject(parsed(bytes.toString("utf8")));
};
