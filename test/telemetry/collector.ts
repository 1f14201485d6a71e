import { type Handler, sendJson, startServer, type TestServer } from "../upstream/support/http-server.js";

type Value = string | number | boolean;

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 2: server, 3: client. */
  readonly kind: number;
  /** 0: unset, 2: error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, Value>>;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number; readonly boolValue?: boolean };
}
type Sent = Omit<Span, "attributes" | "status" | "parentSpanId"> & {
  readonly parentSpanId?: string;
  readonly status: { readonly code: number };
  readonly attributes: readonly Attribute[];
};

/** An OTLP request's body (ExportTraceServiceRequest), as JSON. */
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Sent[] }[];
  }[];
}

export const valuesOf = (attributes: readonly Attribute[]): Record<string, Value> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue ?? ""]),
  );

export interface Collector extends Pick<TestServer, "url" | "seen" | "close"> {
  exports(): Export[];
  /** All spans that arrived. */
  spans(): Span[];
}

/** An OTLP receiver over HTTP; it takes everything unless `handler` does otherwise. */
export const startCollector = async (
  handler: Handler = (response) => sendJson(response, 200, {}),
): Promise<Collector> => {
  const server = await startServer(handler);
  const { url, seen } = server;
  const exports = (): Export[] => seen.map(({ body }) => JSON.parse(body) as Export);
  const spanOf = ({ attributes, status, parentSpanId, ...rest }: Sent): Span => ({
    ...rest,
    parentSpanId,
    status: status.code,
    attributes: valuesOf(attributes),
  });
  return {
    url,
    seen,
    close: () => server.close(),
    exports,
    spans: () =>
      exports().flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(spanOf))),
      ),
  };
};
