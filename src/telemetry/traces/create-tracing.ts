import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TextMapPropagator,
  type Tracer,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-node";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";
import type { Log } from "../log.js";
import { OperationSpan } from "./operation-span.js";
import { toldExporter } from "./told-exporter.js";

/** Milliseconds that the last spans may take on their way out; a collector that is down must not hold the stop up. */
const FLUSH_MS = 2_000;

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface TracingOptions {
  /** Where spans are posted: OTLP over HTTP, as JSON. */
  readonly url: string;
  /** 0 to 1; undefined: OTEL_TRACES_SAMPLER decides, else all are kept. */
  readonly sampleRatio: number | undefined;
  readonly version: string;
  readonly log: Log;
  readonly exported: (succeeded: boolean) => void;
}

/** What a span needs of the tracer: itself, and how its place is handed on. */
export interface TracerParts {
  readonly tracer: Tracer;
  /** traceparent and tracestate of a context. */
  readonly headersOf: (context: Context) => Record<string, string>;
}

export interface Tracing {
  /** A span for an operation, below the caller's own where the headers bring a traceparent. */
  operation(headers: Headers): OperationSpan;
  /** Sends what is left, as far as that goes in two seconds. */
  close(): Promise<void>;
}

/** Registered nowhere: no global tracer, no context manager. Spans know their parents by the session (audit/operation-trace.ts). */
export const createTracing = ({ url, sampleRatio, version, log, exported }: TracingOptions): Tracing => {
  const own = resourceFromAttributes({ [ATTR_SERVICE_NAME]: "auditgraph", [ATTR_SERVICE_VERSION]: version });
  const exporter = toldExporter(new OTLPTraceExporter({ url }), log, exported);
  const provider = new NodeTracerProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
    ...(sampleRatio === undefined
      ? {}
      : { sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }) }),
  });
  const propagator: TextMapPropagator = new W3CTraceContextPropagator();
  const parts: TracerParts = {
    tracer: provider.getTracer("auditgraph", version),
    headersOf: (context) => {
      const headers: Record<string, string> = {};
      propagator.inject(context, headers, defaultTextMapSetter);
      return headers;
    },
  };
  return {
    operation: (headers) => new OperationSpan(parts, propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)),
    close: async () => {
      const late = new Promise<"late">((resolve) => setTimeout(resolve, FLUSH_MS, "late").unref());
      const ended = await Promise.race([provider.shutdown().catch(() => undefined), late]);
      if (ended === "late") log.warn("the trace collector does not take the last spans in time; they are dropped");
    },
  };
};
