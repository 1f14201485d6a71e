import { z } from "zod";
import { option } from "./option.js";
import { httpUrl, share, strict, text } from "./values.js";

export const logSchema = strict({
  level: option(
    z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
    "the least that is written to the log",
    { env: "LOG_LEVEL" },
  ),
});

export const accessLogSchema = strict({
  to: option(
    z
      .union([z.enum(["stderr", "off"]), strict({ file: option(text, "a file that this process may append to") })], {
        error: "must be stderr, off or { file: PATH }; to write to a file, name it below file",
      })
      .optional(),
    "where a line for each operation goes: `stderr`, `{ file: PATH }` or `off`. The file is appended to, created with mode " +
      "0640, and opened anew at SIGHUP",
    { otherwise: "`stderr` in access modes keystone and jwt, `off` in mode open" },
  ),
});

export const tracesSchema = strict({
  endpoint: option(
    httpUrl.optional(),
    "a collector's OTLP over HTTP, such as `http://collector.example:4318`; spans go to `/v1/traces` below it. " +
      "`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, which names the whole URL, wins over both",
    { env: "OTEL_EXPORTER_OTLP_ENDPOINT", otherwise: "nothing is traced" },
  ),
  sampleRatio: option(
    share.optional(),
    "the share of traces that is kept, of those that begin here; where a request brings a `traceparent`, that decides. " +
      "`OTEL_TRACES_SAMPLER` wins over it",
    { otherwise: "`1`" },
  ),
});
