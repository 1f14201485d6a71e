import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import Negotiator from "negotiator";
import { type Answer, type Exchange, isAtHand, type Layer } from "./exchange.js";

/** What a page of another origin may read of an answer, beside its body. */
const EXPOSED = "content-disposition, x-request-id, retry-after, ratelimit, ratelimit-policy, www-authenticate";
/** Seconds for which a browser need not ask again before it sends; Chromium takes no more. */
const REMEMBERED = "7200";
/** Names of headers, as a preflight lists them. */
const NAMES = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/** The Vary header with more names in it, each once. */
const alsoVaries = (headers: Answer["headers"], ...names: readonly string[]): string => {
  const told = (headers.vary ?? "").split(/\s*,\s*/).filter((name) => name !== "");
  return [...new Set([...told, ...names])].join(", ");
};

/**
 * Lets pages of the named origins ask from a browser (the Fetch standard's CORS protocol); `*` names all. Callers show who
 * they are by headers and never by cookies, so no answer allows credentials. Of another origin's page the browser keeps
 * the answer to itself; programs that are no browsers do not look at any of this.
 */
export const cors = (origins: readonly string[]): Layer => {
  const isForAll = origins.includes("*");
  const named = new Set(origins);
  const originOf = ({ headers: { origin } }: Exchange): Answer["headers"] => {
    if (origin === undefined || !(isForAll || named.has(origin))) return {};
    return { "access-control-allow-origin": isForAll ? "*" : origin };
  };
  const vary = (headers: Answer["headers"], ...names: readonly string[]): Answer["headers"] =>
    isForAll && names.length === 0 ? {} : { vary: alsoVaries(headers, ...(isForAll ? [] : ["origin"]), ...names) };

  const preflight = (exchange: Exchange): Answer => {
    const asked = exchange.headers["access-control-request-headers"];
    const headers = {
      ...originOf(exchange),
      "access-control-allow-methods": "GET, HEAD, POST",
      ...(typeof asked === "string" && NAMES.test(asked) ? { "access-control-allow-headers": asked } : {}),
      "access-control-max-age": REMEMBERED,
    };
    return { status: 204, headers: { ...headers, ...vary({}, "access-control-request-headers") }, body: "" };
  };
  if (origins.length === 0) return (exchange, next) => next(exchange);
  return async (exchange, next) => {
    const isAllowed = Object.keys(originOf(exchange)).length > 0;
    const isPreflight = exchange.method === "OPTIONS" && "access-control-request-method" in exchange.headers;
    if (isPreflight && isAllowed) return preflight(exchange);
    const { headers, ...answer } = await next(exchange);
    const told = isAllowed ? { ...originOf(exchange), "access-control-expose-headers": EXPOSED } : {};
    return { ...answer, headers: { ...headers, ...vary(headers), ...told } };
  };
};

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
