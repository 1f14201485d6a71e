import type { Session } from "../../audit/session.js";
import type { Fault } from "../failures.js";
import type { UpstreamRequest, WireRequest, WireResponse } from "../messages.js";
import type { Host } from "./breaker.js";

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

/**
 * How a layer hears of the end of what it let through: with the error of a call that failed. True: the call goes through the
 * layers behind once more. What it throws takes the error's place.
 */
type Leave = (error?: unknown) => boolean | undefined | Promise<boolean | undefined>;
/** A layer that has nothing to hear. */
type Nothing = undefined;

/** Looks at a call on its way in, and stops it by throwing. Makes a promise only where it has to wait. */
export type Layer = (call: Call<unknown>) => Leave | Nothing | Promise<Leave | Nothing>;

/** Sends one request of a call, and calls back once. */
export type Send = <T>(call: Call<T>, landed: Landed<T>) => void;

interface Landed<T> {
  resolve(result: T): void;
  reject(error: unknown): void;
}

/**
 * One call on its way. All of its layers together make one promise: what a call holds while it is under way is what a
 * collection of garbage moves, and a call that need not wait passes all of them in one go.
 */
class Passage<T> implements Landed<T> {
  readonly #leaves: (Leave | Nothing)[] = [];

  constructor(
    private readonly layers: readonly Layer[],
    private readonly send: Send,
    private readonly call: Call<T>,
    private readonly outcome: Landed<T>,
  ) {}

  /** In, from a layer on. */
  enter(from: number): void {
    const { layers, call } = this;
    for (let i = from; i < layers.length; i += 1) {
      try {
        const leave = layers[i]?.(call);
        if (leave instanceof Promise) {
          leave.then(
            (arrived) => {
              this.#leaves[i] = arrived;
              this.enter(i + 1);
            },
            (error: unknown) => this.#leave(i - 1, error),
          );
          return;
        }
        this.#leaves[i] = leave;
      } catch (error) {
        this.#leave(i - 1, error);
        return;
      }
    }
    try {
      this.send(call, this);
    } catch (error) {
      this.reject(error);
    }
  }

  resolve(result: T): void {
    for (let i = this.layers.length - 1; i >= 0; i -= 1) {
      try {
        void this.#leaves[i]?.();
      } catch (error) {
        this.#leave(i - 1, error);
        return;
      }
    }
    // What an answer brings about is the operation's work, and waits for its turn as any other step: nothing is held meanwhile.
    const turn = this.call.session.turn?.(0);
    if (turn)
      turn.then(
        () => this.outcome.resolve(result),
        (error: unknown) => this.outcome.reject(error),
      );
    else this.outcome.resolve(result);
  }

  reject(error: unknown): void {
    this.#leave(this.layers.length - 1, error);
  }

  /** Out, with the error of a call that failed, from a layer on. */
  #leave(from: number, thrown: unknown): void {
    let error = thrown;
    for (let i = from; i >= 0; i -= 1) {
      try {
        const again = this.#leaves[i]?.(error);
        if (again instanceof Promise) {
          const failed = error;
          again.then(
            (isSentAgain) => (isSentAgain === true ? this.enter(i + 1) : this.#leave(i - 1, failed)),
            (replaced: unknown) => this.#leave(i - 1, replaced),
          );
          return;
        }
        if (again === true) {
          this.enter(i + 1);
          return;
        }
      } catch (replaced) {
        error = replaced;
      }
    }
    this.outcome.reject(error);
  }
}

/** The first of the list is the outermost. */
export const compose =
  (layers: readonly Layer[], send: Send): Ask =>
  (call) =>
    new Promise((resolve, reject) => new Passage(layers, send, call, { resolve, reject }).enter(0));
