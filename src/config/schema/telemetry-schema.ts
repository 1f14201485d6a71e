import { z } from "zod";
import { option } from "./option.js";
import { httpUrl, share, strict } from "./values.js";

export const logSchema = strict({
  level: option(
    z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
    "the least that is written to the log",
    { env: "LOG_LEVEL" },
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
