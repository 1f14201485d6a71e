import type { Call } from "./call.js";
import type { Reply } from "./reply.js";

/** A request matched to a route; faults are told the route's name before it runs. */
export interface Routed {
  readonly route: string;
  readonly run: () => Reply;
}

/** Ways to fail that each family words in its own manner. */
export type Failure = "throttled" | "broken" | "unavailable" | "busy";

/** One upstream: what it answers, apart from how it is served. */
export interface Service {
  route(call: Call): Routed;
  failure(call: Call, failure: Failure): Reply;
  /** Headers and transport habits that each of its answers has, faults included. */
  finish?(call: Call, reply: Reply): void;
}

export const routed = (route: string, run: () => Reply): Routed => ({ route, run });
