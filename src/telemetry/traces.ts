import {
  type Attributes,
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { type ExportResult, ExportResultCode, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-node";
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from "@opentelemetry/semantic-conventions";
import {
  ATTR_GRAPHQL_OPERATION_NAME,
  ATTR_GRAPHQL_OPERATION_TYPE,
  ATTR_URL_TEMPLATE,
} from "@opentelemetry/semantic-conventions/incubating";
import type { OperationTrace, TracedRequest } from "../audit/watchers.js";
import type { TracesConfig } from "../config/parse.js";
import type { Log } from "./log.js";
import { isFault, type OperationReport } from "./reports.js";

const portOf = ({ protocol, port }: URL): number => (port === "" ? (protocol === "https:" ? 443 : 80) : Number(port));

/**
 * One request to a source, by the conventions for HTTP clients, but for url.full: a path holds ids, and a signed query
 * is a credential. url.template stands in its place.
 */
class RequestSpan {
  readonly #span: Span;
  /** traceparent and tracestate, for the source. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(tracing: Tracing, parent: Context, facts: TracedRequest) {
    const { source, operation, method, origin, template, resend } = facts;
    const server = new URL(origin);
    const attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_SERVER_ADDRESS]: server.hostname,
      [ATTR_SERVER_PORT]: portOf(server),
      ...(template === undefined ? {} : { [ATTR_URL_TEMPLATE]: template }),
      ...(resend === 0 ? {} : { [ATTR_HTTP_REQUEST_RESEND_COUNT]: resend }),
      "auditgraph.source": source,
      "auditgraph.upstream.operation": operation,
    };
    const name = template === undefined ? method : `${method} ${template}`;
    this.#span = tracing.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent);
    this.headers = tracing.headersOf(trace.setSpan(parent, this.#span));
  }

  end(status: number | null, code: string | null): void {
    if (status !== null) this.#span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    const error = code ?? (status !== null && status >= 400 ? String(status) : undefined);
    if (error !== undefined) {
      this.#span.setAttribute(ATTR_ERROR_TYPE, error);
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}

const attributesOf = (report: OperationReport): Attributes => {
  const { name, type, requestId, outcome, codes, cost, upstreamCalls } = report;
  const error = codes.find(isFault) ?? codes[0];
  return {
    ...(name === null ? {} : { [ATTR_GRAPHQL_OPERATION_NAME]: name }),
    ...(type === null ? {} : { [ATTR_GRAPHQL_OPERATION_TYPE]: type }),
    ...(error === undefined ? {} : { [ATTR_ERROR_TYPE]: error }),
    ...(cost === undefined ? {} : { "auditgraph.operation.cost": cost }),
    "auditgraph.operation.outcome": outcome,
    "auditgraph.request.id": requestId,
    "auditgraph.upstream.calls": upstreamCalls.made,
  };
};

/** One operation's span, by the conventions for GraphQL servers. Never the document: it may hold what a variable should. */
export class OperationSpan implements OperationTrace {
  readonly #span: Span;
  readonly #context: Context;

  constructor(
    private readonly tracing: Tracing,
    parent: Context,
  ) {
    this.#span = tracing.tracer.startSpan("GraphQL Operation", { kind: SpanKind.SERVER }, parent);
    this.#context = trace.setSpan(parent, this.#span);
  }

  /** Undefined where this trace is not kept: then nothing is found under the id. */
  get traceId(): string | undefined {
    return this.#span.isRecording() ? this.#span.spanContext().traceId : undefined;
  }

  request(facts: TracedRequest): RequestSpan {
    return new RequestSpan(this.tracing, this.#context, facts);
  }

  end(report: OperationReport): void {
    if (report.type !== null) this.#span.updateName(report.type);
    this.#span.setAttributes(attributesOf(report));
    if (report.outcome === "error") this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }
}

/** An exporter whose failures are seen: every one by `exported`, the first of a row and its end in the log. */
const watchedExporter = ({ url, log, exported }: TracingOptions): SpanExporter => {
  const exporter = new OTLPTraceExporter({ url });
  let isFailing = false;
  const ended = (succeeded: boolean, error: Error | undefined): void => {
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
        ended(result.code === ExportResultCode.SUCCESS, result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush(),
  };
};

/**
 * Hands the collector an export without spans, with the headers, certificates and patience that real ones have. Null where it
 * takes it, otherwise in a word why not.
 */
export const tryCollector = async (url: string): Promise<string | null> => {
  const exporter = new OTLPTraceExporter({ url });
  const { code, error } = await new Promise<ExportResult>((resolve) => exporter.export([], resolve));
  await exporter.shutdown();
  if (code === ExportResultCode.SUCCESS) return null;
  // A status or the system's code; never the message, which may hold the collector's words.
  const reason = error && "code" in error ? error.code : undefined;
  if (typeof reason === "number") return `HTTP ${reason}`;
  return typeof reason === "string" ? reason : "busy or failing";
};

/** Milliseconds that the last spans may take on their way out; a collector that is down must not hold the stop up. */
const FLUSH_MS = 2_000;

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

interface TracingOptions {
  /** Where spans are posted: OTLP over HTTP, as JSON. */
  readonly url: string;
  readonly sampleRatio: TracesConfig["sampleRatio"];
  readonly version: string;
  readonly log: Log;
  readonly exported: (succeeded: boolean) => void;
}

/** Registered nowhere: no global tracer, no context manager. Spans know their parents by the session (audit/session.ts). */
export class Tracing {
  readonly tracer: Tracer;
  readonly #log: Log;
  readonly #provider: NodeTracerProvider;
  readonly #propagator = new W3CTraceContextPropagator();

  constructor(options: TracingOptions) {
    const { sampleRatio, version, log } = options;
    const own = resourceFromAttributes({ [ATTR_SERVICE_NAME]: "auditgraph", [ATTR_SERVICE_VERSION]: version });
    this.#log = log;
    this.#provider = new NodeTracerProvider({
      // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
      resource: defaultResource()
        .merge(own)
        .merge(detectResources({ detectors: [envDetector] })),
      spanProcessors: [new BatchSpanProcessor(watchedExporter(options))],
      ...(sampleRatio === undefined
        ? {}
        : { sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }) }),
    });
    this.tracer = this.#provider.getTracer("auditgraph", version);
  }

  /** A span for an operation, below the caller's own where the headers bring a traceparent. */
  operation(headers: Headers): OperationSpan {
    return new OperationSpan(this, this.#propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter));
  }

  /** traceparent and tracestate of a context. */
  headersOf(context: Context): Record<string, string> {
    const headers: Record<string, string> = {};
    this.#propagator.inject(context, headers, defaultTextMapSetter);
    return headers;
  }

  /** Sends what is left, as far as that goes in two seconds. */
  async close(): Promise<void> {
    const late = new Promise<"late">((resolve) => setTimeout(resolve, FLUSH_MS, "late").unref());
    const ended = await Promise.race([this.#provider.shutdown().catch(() => undefined), late]);
    if (ended === "late") this.#log.warn("the trace collector does not take the last spans in time; they are dropped");
  }
}
