import { type Context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from "@opentelemetry/semantic-conventions";
import { ATTR_URL_TEMPLATE } from "@opentelemetry/semantic-conventions/incubating";
import type { TracerParts } from "./create-tracing.js";

/** TracedRequest of src/audit has this shape. */
export interface RequestFacts {
  readonly source: string;
  readonly operation: string;
  readonly method: string;
  readonly origin: string;
  readonly template: string | undefined;
  readonly resend: number;
}

const portOf = ({ protocol, port }: URL): number => (port === "" ? (protocol === "https:" ? 443 : 80) : Number(port));

/**
 * One request to a source, by the conventions for HTTP clients, but for url.full: a path holds ids, and a signed query
 * is a credential. url.template stands in its place.
 */
export class RequestSpan {
  readonly #span: Span;
  /** traceparent and tracestate, for the source. */
  readonly headers: Readonly<Record<string, string>>;

  constructor({ tracer, headersOf }: TracerParts, parent: Context, facts: RequestFacts) {
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
    this.#span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent);
    this.headers = headersOf(trace.setSpan(parent, this.#span));
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
