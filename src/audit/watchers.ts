/*
 * Who looks on while an operation reads. Here, since a session carries them; what they do is telemetry/.
 */

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

interface RequestSpan {
  /** To be sent along, so that the source's own spans join the trace: traceparent, tracestate. */
  readonly headers: Readonly<Record<string, string>>;
  /** The request is over: its status, or null and the code of what kept the answer away. */
  end(status: number | null, code: string | null): void;
}

/**
 * One operation in a distributed trace: what upstream/ sees of the tracer. It travels in the session (so it stands here),
 * not in an AsyncLocalStorage: a DataLoader runs its batch in the context of whoever asked first, a session is always its
 * own.
 */
export interface OperationTrace {
  request(facts: TracedRequest): RequestSpan;
}

/** Hears what the operation reads: whoever opens a source tells its name, its reader the instances and the links. */
export interface Reads {
  source(name: string): void;
  instance(source: string, instance: string): void;
  /** `file` is the source's own id of the file; never the link, which is a secret. */
  link(source: string, instance: string, file: string): void;
}
