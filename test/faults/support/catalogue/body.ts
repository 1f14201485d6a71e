import { gzipSync } from "node:zlib";
import { answerOf, withHeader, withoutHeader } from "../answer.js";
import { type Fault, fault, IN_JSON } from "../fault.js";

const VIOLATION = "UPSTREAM_CONTRACT_VIOLATION";
const HTML = "<html><body><h1>Welcome</h1></body></html>";
/** Above the sources' maxResponseBytes. */
const TOO_MUCH = Buffer.alloc(2 * 1024 * 1024, 0x20);
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));

const json = (text: string): ReturnType<typeof answerOf> => answerOf(200, "application/json", text);
const typed = (answer: ReturnType<typeof answerOf>, body: Buffer): ReturnType<typeof answerOf> => ({ ...answer, body });
const onlyJson = { only: IN_JSON };

/** Whole answers of status 200 with a body that is not what it should be. */
export const bodyFaults: readonly Fault[] = [
  fault("truncated document", "UPSTREAM_UNAVAILABLE", (answer) =>
    typed(answer, answer.body.subarray(0, Math.floor(answer.body.length * 0.6))),
  ),
  fault("truncated in its first character", "UPSTREAM_UNAVAILABLE", (answer) =>
    typed(answer, answer.body.subarray(0, 1)),
  ),
  fault("the document twice", VIOLATION, (answer) => typed(answer, Buffer.concat([answer.body, answer.body]))),
  fault("two documents", VIOLATION, (answer) => typed(answer, Buffer.concat([answer.body, Buffer.from("\n{}")]))),
  fault("an HTML page with status 200", VIOLATION, () => answerOf(200, "text/html", HTML)),
  fault("an HTML page typed as the document", VIOLATION, (answer) => typed(answer, Buffer.from(HTML))),
  fault("wrong content type", VIOLATION, (answer) => withHeader(answer, "Content-Type", "text/plain")),
  fault("no content type", VIOLATION, (answer) => withoutHeader(answer, "Content-Type")),
  fault("a content type that is none", VIOLATION, (answer) => withHeader(answer, "Content-Type", ";;=json")),
  fault("a byte order mark", "unharmed", (answer) =>
    typed(answer, Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), answer.body])),
  ),
  fault("an unknown charset", "unharmed", (answer) =>
    withHeader(
      answer,
      "Content-Type",
      `${answer.headers.find(([name]) => name === "content-type")?.[1] ?? ""}; charset=klingon`,
    ),
  ),
  fault("empty body", VIOLATION, (answer) => typed(answer, Buffer.alloc(0))),
  fault("white space only", VIOLATION, (answer) => typed(answer, Buffer.from(" \r\n\t "))),
  fault("invalid UTF-8", VIOLATION, (answer) => typed(answer, Buffer.concat([Buffer.from([0xff, 0xfe]), answer.body]))),
  fault("NUL bytes", VIOLATION, (answer) => typed(answer, Buffer.concat([answer.body, Buffer.alloc(16)]))),
  fault("a hundred thousand opening brackets", "UPSTREAM_UNAVAILABLE", () => json("[".repeat(100_000)), onlyJson),
  fault("arrays nested 100,000 deep", VIOLATION, () => json(`${"[".repeat(100_000)}${"]".repeat(100_000)}`), onlyJson),
  fault("null", VIOLATION, () => json("null"), onlyJson),
  fault("an array", VIOLATION, () => json("[]"), onlyJson),
  fault("a string", VIOLATION, () => json('"fine"'), onlyJson),
  fault("a number", VIOLATION, () => json("1e999"), onlyJson),
  fault("an empty object", VIOLATION, () => json("{}"), onlyJson),
  fault("compressed, unasked", "unharmed", (answer) =>
    withHeader(typed(answer, gzipSync(answer.body)), "Content-Encoding", "gzip"),
  ),
  fault("a gzip bomb", VIOLATION, (answer) => withHeader(typed(answer, BOMB), "Content-Encoding", "gzip")),
  fault("gzip that is none", VIOLATION, (answer) => withHeader(answer, "Content-Encoding", "gzip")),
  fault("gzip that is cut", "UPSTREAM_UNAVAILABLE", (answer) =>
    withHeader(typed(answer, gzipSync(answer.body).subarray(0, -12)), "Content-Encoding", "gzip"),
  ),
  fault("an unknown content coding", VIOLATION, (answer) => withHeader(answer, "Content-Encoding", "br, compress")),
  fault("a body over the cap", VIOLATION, (answer) => typed(answer, Buffer.concat([TOO_MUCH, answer.body]))),
];
