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
});
