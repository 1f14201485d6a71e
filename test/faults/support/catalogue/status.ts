import { type Answer, answerOf, type Bytes, withHeader } from "../answer.js";
import { type Fault, fault, type Outcome, type Tamper } from "../fault.js";

const REJECTED = "UPSTREAM_REJECTED";
const UNAVAILABLE = "UPSTREAM_UNAVAILABLE";
const LIMITED = "UPSTREAM_RATE_LIMITED";

/** An answer without a word of the source's own: only its status tells. */
const plain = (status: number): Answer => answerOf(status, "application/json", "{}");
const status = (code: number, outcome: Outcome, rest: Partial<Fault> = {}): Fault =>
  fault(`status ${code}`, outcome, () => plain(code), rest);
const retryAfter = (name: string, code: number, value: string, outcome: Outcome): Fault =>
  fault(`status ${code} with Retry-After ${name}`, outcome, () => withHeader(plain(code), "Retry-After", value));
const redirect = (code: number): Fault =>
  fault(`redirect ${code} to another host`, REJECTED, () =>
    withHeader(plain(code), "Location", "http://127.0.0.2:9/elsewhere?token=taken"),
  );

/** Only the head: such answers have no body and no length by right. */
const bare = (code: number): Bytes => ({
  bytes: `HTTP/1.1 ${code} Whatever\r\nConnection: close\r\n\r\n`,
  then: "close",
});
const atFirst =
  (count: number, instead: Answer): (() => Tamper) =>
  () =>
  (answer, { number }) =>
    number <= count ? instead : answer;

/** Says what it was sent, credentials and all, wherever a careless source could. */
const echo =
  (code: number): Tamper =>
  (_answer, { headers }) =>
    withHeader(
      answerOf(code, "text/plain", `refused: ${headers}`),
      "Location",
      `http://127.0.0.2/?${encodeURIComponent(headers)}`,
    );

/** Answers outside 2xx, or without a body. */
export const statusFaults: readonly Fault[] = [
  fault("status 204", "UPSTREAM_CONTRACT_VIOLATION", () => bare(204)),
  fault("status 205 with length 0", "UPSTREAM_CONTRACT_VIOLATION", () => ({ ...plain(205), body: Buffer.alloc(0) })),
  status(206, "UPSTREAM_CONTRACT_VIOLATION"),
  status(299, "UPSTREAM_CONTRACT_VIOLATION"),
  fault("status 304", REJECTED, () => bare(304)),
  ...[301, 302, 303, 307, 308].map(redirect),
  status(400, REJECTED),
  status(401, REJECTED),
  {
    name: "status 401 once",
    make: atFirst(1, plain(401)),
    outcome: "unharmed",
    except: { rds: REJECTED, atlas: REJECTED, "atlas-xml": REJECTED },
  },
  {
    name: "status 401 in mid-walk",
    make:
      () =>
      (answer, { number }) =>
        number === 2 ? plain(401) : answer,
    outcome: "unharmed",
    except: { rds: REJECTED },
    only: ["nova", "taurusdb", "rds", "dds"],
  },
  status(403, REJECTED),
  // What was asked for by name is gone; at the others nothing is, so the call itself is missing.
  status(404, "NOT_FOUND", {
    except: { nova: REJECTED, atlas: REJECTED, "atlas-xml": REJECTED, octavia: REJECTED },
  }),
  ...[405, 406, 409, 418, 421, 422, 451].map((code) => status(code, REJECTED)),
  status(408, UNAVAILABLE),
  status(410, "NOT_FOUND"),
  status(413, LIMITED),
  status(429, LIMITED),
  retryAfter("in seconds", 429, "1", LIMITED),
  retryAfter("as a date", 429, "Fri, 20 Nov 2026 12:00:01 GMT", LIMITED),
  retryAfter("of the past", 429, "Thu, 01 Jan 1970 00:00:00 GMT", LIMITED),
  retryAfter("absurd", 429, "999999999999", LIMITED),
  retryAfter("negative", 429, "-5", LIMITED),
  retryAfter("in words", 429, "soon", LIMITED),
  retryAfter("in seconds", 503, "1", UNAVAILABLE),
  { name: "status 429 once", make: atFirst(1, plain(429)), outcome: "unharmed" },
  { name: "status 503 twice", make: atFirst(2, plain(503)), outcome: "unharmed" },
  ...[500, 502, 503, 504, 507, 599].map((code) => status(code, UNAVAILABLE)),
  status(501, REJECTED),
  fault("an HTML page with status 502", UNAVAILABLE, () => answerOf(502, "text/html", "<html>Bad Gateway</html>")),
  fault("an error over the cap", "UPSTREAM_CONTRACT_VIOLATION", () =>
    answerOf(500, "text/plain", Buffer.alloc(2 * 1024 * 1024, 0x78)),
  ),
  ...[200, 302, 400, 401, 500].map((code) =>
    fault(
      `its credentials said back with status ${code}`,
      code === 200 ? "UPSTREAM_CONTRACT_VIOLATION" : code === 500 ? UNAVAILABLE : REJECTED,
      echo(code),
    ),
  ),
];
