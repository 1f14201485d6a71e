import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import Negotiator from "negotiator";
import { alsoVaries, type Answer, type Exchange, isAtHand, type Layer } from "./exchange.js";

/** Bytes below which a coding's own head and the work outweigh what it saves. */
const WORTH_IT = 1_024;
/** Text of all kinds; fonts and pictures are compressed already. */
const TEXT = /^(?:text\/|application\/(?:json|javascript|graphql-response\+json|x-ndjson)\b|image\/svg\+xml)/;

const CODINGS = ["br", "gzip"] as const;
type Coding = (typeof CODINGS)[number];

/** Bytes above which bodies are compressed one at a time: a few large ones would take every thread that tokens are verified in. */
const LONG = 65_536;
/** Of a long body: what comes out of its thread at once, which the event loop is told each time. */
const LONG_CHUNK = 262_144;

/** Brotli at 4 is as small as gzip at 6 in less time; at its own default of 11 an answer would take seconds. */
const brotli = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
};
const compressors = { br: promisify(brotliCompress), gzip: promisify(gzip) };
const encode = (coding: Coding, body: string | Buffer): Promise<Buffer> => {
  const chunks = body.length > LONG ? { chunkSize: LONG_CHUNK } : {};
  return coding === "br" ? compressors.br(body, { ...brotli, ...chunks }) : compressors.gzip(body, chunks);
};

/** Runs what it is given one after the other. */
const oneAtATime = (): (<T>(run: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const mine = last.then(run);
    last = mine.catch(() => undefined);
    return mine;
  };
};

/** The first of these codings that the caller takes; undefined where it takes none of them, or would rather have none. */
export const codingFor = ({ headers }: Pick<Exchange, "headers">, here: readonly Coding[]): Coding | undefined => {
  // Without the header anything may be sent, but old clients that send none read no coding.
  if (headers["accept-encoding"] === undefined) return undefined;
  const taken = new Negotiator({ headers }).encodings([...here, "identity"]);
  return taken[0] === "identity" ? undefined : here.find((coding) => taken.includes(coding));
};

type AtHand = Answer & { readonly body: string | Buffer };

/** What comes bit by bit goes out as it comes. */
const isWorthIt = (answer: Answer): answer is AtHand => isAtHand(answer.body) && isLong(answer as AtHand);

const isLong = ({ status, headers, body }: AtHand): boolean =>
  status !== 204 &&
  status !== 304 &&
  headers["content-encoding"] === undefined &&
  body.length >= WORTH_IT &&
  TEXT.test(headers["content-type"] ?? "");

/**
 * Answers in brotli or gzip to callers that take them: a page of records is a ninth of its size then. The work is done
 * outside of the event loop; the answer is held, and its reader waited for, by its size on the wire.
 */
export const compress = (isOn: boolean): Layer => {
  const inLine = oneAtATime();
  return async (exchange, next) => {
    const answer = await next(exchange);
    if (!isOn || !isWorthIt(answer)) return answer;
    const headers = { ...answer.headers, vary: alsoVaries(answer.headers, "accept-encoding") };
    const coding = codingFor(exchange, CODINGS);
    if (!coding) return { ...answer, headers };
    const work = (): Promise<Buffer> => encode(coding, answer.body);
    const body = await (answer.body.length > LONG ? inLine(work) : work());
    return { status: answer.status, headers: { ...headers, "content-encoding": coding }, body };
  };
};
