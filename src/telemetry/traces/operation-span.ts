import { type Attributes, type Context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { ATTR_ERROR_TYPE } from "@opentelemetry/semantic-conventions";
import {
  ATTR_GRAPHQL_OPERATION_NAME,
  ATTR_GRAPHQL_OPERATION_TYPE,
} from "@opentelemetry/semantic-conventions/incubating";
import { isFault } from "../fault-codes.js";
import type { OperationReport } from "../operation-report.js";
import type { TracerParts } from "./create-tracing.js";
import { type RequestFacts, RequestSpan } from "./request-span.js";

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
export class OperationSpan {
  readonly #parts: TracerParts;
  readonly #span: Span;
  readonly #context: Context;

  constructor(parts: TracerParts, parent: Context) {
    this.#parts = parts;
    this.#span = parts.tracer.startSpan("GraphQL Operation", { kind: SpanKind.SERVER }, parent);
    this.#context = trace.setSpan(parent, this.#span);
  }

  /** Undefined where this trace is not kept: then nothing is found under the id. */
  get traceId(): string | undefined {
    return this.#span.isRecording() ? this.#span.spanContext().traceId : undefined;
  }

  request(facts: RequestFacts): RequestSpan {
    return new RequestSpan(this.#parts, this.#context, facts);
  }

  end(report: OperationReport): void {
    if (report.type !== null) this.#span.updateName(report.type);
    this.#span.setAttributes(attributesOf(report));
    if (report.outcome === "error") this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }
}
