import type { Session } from "../../audit/session.js";
import type { Fault } from "../failures.js";
import type { UpstreamRequest, WireRequest, WireResponse } from "../messages.js";
import type { Host } from "./host.js";

/** What layers may know of an answer. Never its text: promises outlive the use of it by far. */
export interface Answered extends Pick<WireResponse, "status" | "requestId" | "receivedAt"> {
  /** The Date header, by the service's clock. */
  readonly date: string | undefined;
  /** Outside 2xx: what that means. */
  readonly fault: Fault | undefined;
}

/** One call on its way through the layers: one object from the first layer to the last, for all of its requests. */
export class Call<T> {
  /** Requests sent so far, retries and replays included. */
  sent = 0;
  /** What the request under way was answered; undefined as long as nothing came. */
  answer: Answered | undefined;
  /** Of the host that it goes to; undefined before that is known. */
  host: Host | undefined;
  #wire: WireRequest | undefined;

  constructor(
    readonly request: UpstreamRequest,
    readonly session: Session,
    /** Makes the result of an answer of 2xx, where its last byte arrives. */
    readonly parse: (response: WireResponse) => T,
  ) {}

  /** Its host. Only for layers below the one that finds it. */
  get to(): Host {
    if (!this.host) throw new Error("it is not known where the call goes");
    return this.host;
  }

  /** The request as it goes out. Only for layers below the one that encodes it. */
  get wire(): WireRequest {
    if (!this.#wire) throw new Error("the call is not encoded yet");
    return this.#wire;
  }

  /** The next request of the call; nothing is answered to it yet. */
  set wire(wire: WireRequest) {
    this.#wire = wire;
    this.answer = undefined;
  }
}

/** Asks a source. Resolves with what the call's `parse` made of the answer. */
export type Ask = <T>(call: Call<T>) => Promise<T>;

/** Does its part, and lets the layers behind it do theirs by `next`: once, more than once, or not at all by throwing. */
export type Layer = <T>(call: Call<T>, next: Ask) => Promise<T>;

/** Looks at a call on its way in, or stops it by throwing; what it returns looks at the call's end, with the error of one that failed. */
export type Watcher = (call: Call<unknown>) => ((error?: unknown) => void) | undefined;

/** Those who only look on, as one layer: a call waits for the layers behind them once, and not once for each. */
export const watched =
  (...watchers: readonly Watcher[]): Layer =>
  async (call, next) => {
    const ends: (((error?: unknown) => void) | undefined)[] = [];
    try {
      for (const watcher of watchers) ends.unshift(watcher(call));
      const result = await next(call);
      for (const end of ends) end?.();
      return result;
    } catch (error) {
      for (const end of ends) end?.(error);
      throw error;
    }
  };

/** The first of the list is the outermost. Made once for each source, so that a call makes no functions of it. */
export const compose = (layers: readonly Layer[], last: Ask): Ask =>
  layers.reduceRight<Ask>((next, layer) => (call) => layer(call, next), last);
