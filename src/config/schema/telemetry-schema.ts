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
    "the OTLP receiver's base URL (HTTP); `/v1/traces` is added. `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` is taken whole",
    { env: "OTEL_EXPORTER_OTLP_ENDPOINT", otherwise: "nothing is traced" },
  ),
  sampleRatio: option(
    share.optional(),
    "the share of the traces begun here that is kept; one that a caller began is kept or not as the caller says. " +
      "`OTEL_TRACES_SAMPLER` wins over it",
    { otherwise: "all" },
  ),
});
