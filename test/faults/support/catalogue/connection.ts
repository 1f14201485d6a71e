import { headOf, withHeader, wireOf } from "../answer.js";
import { type Fault, fault } from "../fault.js";

const IMPATIENT = { timeoutMs: 250 };
const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));

/** Faults of the connection, and of what frames an answer on it. */
export const connectionFaults: readonly Fault[] = [
  fault("none", "unharmed", (answer) => answer),
  fault("hang before the headers", "UPSTREAM_TIMEOUT", () => ({ bytes: "", then: "stay" }), IMPATIENT),
  fault(
    "hang in the headers",
    "UPSTREAM_TIMEOUT",
    () => ({ bytes: "HTTP/1.1 200 OK\r\nConte", then: "stay" }),
    IMPATIENT,
  ),
  fault(
    "hang in the body",
    "UPSTREAM_TIMEOUT",
    (answer) => ({ bytes: wireOf(answer).subarray(0, -10), then: "stay" }),
    IMPATIENT,
  ),
  fault(
    "slow drip of the body",
    "UPSTREAM_TIMEOUT",
    (answer) => ({
      bytes: `${headOf(withHeader(answer, "Content-Length", "100000"))}\r\n[`,
      then: "drip",
    }),
    IMPATIENT,
  ),
  fault("cut before the headers", "UPSTREAM_UNAVAILABLE", () => ({ bytes: "", then: "close" })),
  fault("cut in the status line", "UPSTREAM_UNAVAILABLE", () => ({ bytes: "HTTP/1.1 20", then: "close" })),
  fault("cut in the headers", "UPSTREAM_UNAVAILABLE", (answer) => ({
    bytes: headOf(answer).slice(0, -20),
    then: "close",
  })),
  fault("cut in the body", "UPSTREAM_UNAVAILABLE", (answer) => {
    const bytes = wireOf(answer);
    return { bytes: bytes.subarray(0, bytes.length - Math.ceil(answer.body.length / 2)), then: "close" };
  }),
  fault("cut in a body without length", "UPSTREAM_UNAVAILABLE", (answer) => ({
    bytes: Buffer.concat([Buffer.from(`${headOf(answer)}Connection: close\r\n\r\n`), half(answer.body)]),
    then: "close",
  })),
  fault("no body and no length", "UPSTREAM_UNAVAILABLE", (answer) => ({
    bytes: `${headOf(answer)}Connection: close\r\n\r\n`,
    then: "close",
  })),
  fault("cut in the chunks", "UPSTREAM_UNAVAILABLE", (answer) => ({
    bytes: `${headOf(answer)}Transfer-Encoding: chunked\r\n\r\n${answer.body.length.toString(16)}\r\n${half(answer.body).toString()}`,
    then: "close",
  })),
  fault("chunks without the last one", "UPSTREAM_UNAVAILABLE", (answer) => ({
    bytes: Buffer.concat([
      Buffer.from(`${headOf(answer)}Transfer-Encoding: chunked\r\n\r\n${answer.body.length.toString(16)}\r\n`),
      answer.body,
      Buffer.from("\r\n"),
    ]),
    then: "close",
  })),
  fault("chunk sizes that are none", "UPSTREAM_UNAVAILABLE", (answer) => ({
    bytes: `${headOf(answer)}Transfer-Encoding: chunked\r\n\r\nmany\r\n${answer.body.toString()}\r\n0\r\n\r\n`,
    then: "close",
  })),
  fault("a length and chunks at once", "UPSTREAM_UNAVAILABLE", (answer) => ({
    bytes: `${headOf(answer)}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    then: "close",
  })),
  fault("a length below zero", "UPSTREAM_UNAVAILABLE", (answer) => ({
    bytes: `${headOf(answer)}Content-Length: -1\r\n\r\n${answer.body.toString()}`,
    then: "close",
  })),
  fault("no HTTP at all", "UPSTREAM_UNAVAILABLE", () => ({ bytes: "220 mail.example ESMTP\r\n", then: "close" })),
  fault("headers over all bounds", "UPSTREAM_CONTRACT_VIOLATION", (answer) =>
    withHeader(answer, "X-Large", "x".repeat(200_000)),
  ),
  // undici takes it for a broken answer where the request did not ask for it.
  fault("100 Continue first", "UPSTREAM_UNAVAILABLE", (answer) => ({
    bytes: Buffer.concat([Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"), wireOf(answer)]),
    then: "close",
  })),
  fault("103 Early Hints first", "unharmed", (answer) => ({
    bytes: Buffer.concat([Buffer.from("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), wireOf(answer)]),
    then: "close",
  })),
  fault("bytes behind the answer", "unharmed", (answer) => ({
    bytes: Buffer.concat([wireOf(answer), Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]),
    then: "close",
  })),
  fault("cookies", "unharmed", (answer) => withHeader(answer, "Set-Cookie", "session=1; Path=/")),
  fault("a clock that is wrong by years", "unharmed", (answer) =>
    withHeader(answer, "Date", "Thu, 01 Jan 1970 00:00:00 GMT"),
  ),
];
