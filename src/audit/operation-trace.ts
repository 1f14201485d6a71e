/** One request to a source, about to be sent. */
export interface TracedRequest {
  readonly source: string;
  /** The call's name, such as "listAuditLogFiles". */
  readonly operation: string;
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** The path with its ids as {placeholders}; a path with ids in it would tell them to whoever reads traces. */
  readonly template: string | undefined;
  /** 0 for the first request of a call, 1 for the first that is sent again. */
  readonly resend: number;
}

export interface RequestSpan {
  /** To be sent along, so that the source's own spans join the trace: traceparent, tracestate. */
  readonly headers: Readonly<Record<string, string>>;
  /** The request is over: its status, or null and the code of what kept the answer away. */
  end(status: number | null, code: string | null): void;
}

/**
 * One operation in a distributed trace: what upstream/ sees of the tracer. It travels in the session, not in an
 * AsyncLocalStorage: a DataLoader runs its batch in the context of whoever asked first, a session is always its own.
 */
export interface OperationTrace {
  request(facts: TracedRequest): RequestSpan;
}
