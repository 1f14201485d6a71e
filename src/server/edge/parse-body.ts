import { isUtf8 } from "node:buffer";
import type { FastifyBodyParser, FastifyInstance } from "fastify";
import { HttpRefusal } from "./http-refusal.js";

const EXAMPLE = '{"query": "{ auditSources { name } }"}';

export const TAKES_JSON = `Send the operation as application/json: ${EXAMPLE}.`;

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;
/** ASCII is UTF-8 as well. */
const isUtf8Name = (charset: string): boolean => /^(utf-?8|us-ascii)$/i.test(charset);

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

const kindOf = (value: unknown): string => (value === null ? "null" : `a ${typeof value}`);

/** Throws for a body that cannot be one operation. */
const requireObject = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    throw new HttpRefusal(400, "The body is a list, and batching is off: send each operation in a request of its own.");
  }
  if (typeof value === "object" && value !== null) return value;
  throw new HttpRefusal(400, `The body is ${kindOf(value)}, not an object. ${TAKES_JSON}`);
};

/** Takes JSON objects in UTF-8, and no other body. */
export const takeJsonOnly = (http: FastifyInstance): void => {
  const strict = http.getDefaultJsonParser("error", "error");
  const parser: FastifyBodyParser<Buffer> = (request, body, done) => {
    const charset = CHARSET.exec(request.headers["content-type"] ?? "")?.[1];
    if (charset !== undefined && !isUtf8Name(charset)) {
      done(new HttpRefusal(415, "Content-Type: JSON is UTF-8; send it so, with charset=utf-8 or without a charset."));
      return;
    }
    // Else each wrong byte would become a replacement character, and a name that nobody sent would be looked for.
    if (!isUtf8(body)) {
      done(new HttpRefusal(400, `The body is not UTF-8. ${TAKES_JSON}`));
      return;
    }
    const text = body.toString("utf8");
    void strict(request, text, (error, value: unknown) => {
      try {
        if (error) throw new HttpRefusal(400, wordsFor(text));
        done(null, requireObject(value));
      } catch (refusal) {
        done(refusal as HttpRefusal);
      }
    });
  };
  http.removeAllContentTypeParsers();
  http.addContentTypeParser("application/json", { parseAs: "buffer" }, parser);
};
