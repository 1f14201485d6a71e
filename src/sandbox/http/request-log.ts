import type { Call } from "./call.js";
import { publicHeaders, publicUrl } from "./redact.js";

/** One recorded request; credentials are removed before it is kept. */
export interface RecordedRequest {
  readonly number: number;
  readonly source: string;
  readonly route: string;
  readonly method: string;
  /** As received, with the query; signatures of signed links removed. */
  readonly url: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a JSON request; undefined for token requests, which hold passwords. */
  readonly body: string | undefined;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly time: number;
  readonly connection: number;
  /** Requests of this source in flight when it came, itself included. */
  readonly inFlight: number;
  /** Undefined while it is in flight, and for ever where no answer left. */
  status: number | undefined;
  /** The client went away before the answer was complete. */
  aborted: boolean;
  done: boolean;
}

export interface SourceCounters {
  calls: number;
  inFlight: number;
  maxInFlight: number;
  connections: number;
  aborted: number;
  byRoute: Record<string, number>;
  byStatus: Record<string, number>;
}

const fresh = (): SourceCounters => ({
  calls: 0,
  inFlight: 0,
  maxInFlight: 0,
  connections: 0,
  aborted: 0,
  byRoute: {},
  byStatus: {},
});

const tally = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1;
};

/** Every request of every source since the last reset; the newest `limit` of them in full, all of them in the counters. */
export class RequestLog {
  #requests: RecordedRequest[] = [];
  #counters = new Map<string, SourceCounters>();

  constructor(private readonly limit: number) {}

  begin(call: Call, route: string, connection: number): RecordedRequest {
    const counters = this.#of(call.source);
    counters.calls += 1;
    counters.inFlight += 1;
    counters.maxInFlight = Math.max(counters.maxInFlight, counters.inFlight);
    tally(counters.byRoute, route);
    const url = publicUrl(call.rawUrl);
    const mark = url.indexOf("?");
    const request: RecordedRequest = {
      number: call.number,
      source: call.source,
      route,
      method: call.method,
      url,
      path: mark < 0 ? url : url.slice(0, mark),
      query: mark < 0 ? "" : url.slice(mark + 1),
      headers: publicHeaders(call.headers),
      body: route.startsWith("token") || call.body.length === 0 ? undefined : call.body.toString("utf8"),
      time: call.now,
      connection,
      inFlight: counters.inFlight,
      status: undefined,
      aborted: false,
      done: false,
    };
    this.#requests.push(request);
    if (this.#requests.length > 2 * this.limit) this.#requests = this.#requests.slice(-this.limit);
    return request;
  }

  end(request: RecordedRequest, status: number | undefined, aborted: boolean): void {
    if (request.done) return;
    request.done = true;
    request.status = status;
    request.aborted = aborted;
    const counters = this.#of(request.source);
    counters.inFlight = Math.max(0, counters.inFlight - 1);
    if (aborted) counters.aborted += 1;
    tally(counters.byStatus, status === undefined ? "none" : `${status}`);
  }

  connected(source: string): void {
    this.#of(source).connections += 1;
  }

  requests(source?: string): readonly RecordedRequest[] {
    const newest = this.#requests.slice(-this.limit);
    return source === undefined ? newest : newest.filter((request) => request.source === source);
  }

  counters(source: string): Readonly<SourceCounters> {
    return this.#of(source);
  }

  allCounters(): Readonly<Record<string, SourceCounters>> {
    return Object.fromEntries(this.#counters);
  }

  /** Forgets everything but what is still in flight. */
  reset(): void {
    this.#requests = this.#requests.filter((request) => !request.done);
    for (const [source, { inFlight }] of this.#counters) {
      this.#counters.set(source, { ...fresh(), inFlight, maxInFlight: inFlight });
    }
  }

  #of(source: string): SourceCounters {
    const known = this.#counters.get(source);
    if (known) return known;
    const counters = fresh();
    this.#counters.set(source, counters);
    return counters;
  }
}
