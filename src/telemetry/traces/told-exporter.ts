import { ExportResultCode } from "@opentelemetry/core";
import type { SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { Log } from "../log.js";

/** An exporter whose failures are told: every one to `exported`, the first of a row and its end to the log. */
export const toldExporter = (
  exporter: SpanExporter,
  log: Log,
  exported: (succeeded: boolean) => void,
): SpanExporter => {
  let isFailing = false;
  const told = (succeeded: boolean, error: Error | undefined): void => {
    exported(succeeded);
    // The name alone: the message may hold the collector's words.
    if (!succeeded && !isFailing)
      log.warn({ reason: error?.name }, "the trace collector takes no spans; they are dropped");
    if (succeeded && isFailing) log.info("the trace collector takes spans again");
    isFailing = !succeeded;
  };
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        told(result.code === ExportResultCode.SUCCESS, result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
};
