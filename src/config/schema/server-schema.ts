import { defaultConnectionLimits as defaults } from "../../audit/connection-limits.js";
import { option } from "./option.js";
import { flag, strict, text, wholeNumber } from "./values.js";

export const serverSchema = strict({
  host: option(text.default("127.0.0.1"), "the address to listen at", { env: "HOST" }),
  port: option(wholeNumber(0, 65_535).default(4_000), "the port to listen at; 0 picks a free one", { env: "PORT" }),
  introspection: option(flag.optional(), "introspection, `/schema.graphql` and the pages that need them", {
    otherwise: "true on a loopback host, else false",
  }),
  deadlineMs: option(
    wholeNumber(100, 600_000).default(10_000),
    "milliseconds for a whole operation. What is not read by then stands in coverage as DEADLINE_EXCEEDED",
  ),
  writeTimeoutMs: option(
    wholeNumber(1_000, 600_000).default(defaults.writeTimeoutMs),
    "milliseconds that an answer waits for its caller to read any more of it; then the connection is closed",
  ),
  maxBufferedBytes: option(
    wholeNumber(1_048_576, 17_179_869_184).default(defaults.maxBufferedBytes),
    "bytes of all answers that callers have not read to their end. Beyond it those that stood still longest are closed",
  ),
  maxConnections: option(
    wholeNumber(1, 1_000_000).default(defaults.maxConnections),
    "connections that may be open at once, idle ones included; one beyond is closed as soon as it is there",
  ),
});
