import { LRUCache } from "lru-cache";
import { type Session, sessionEnded, whenSessionEnds } from "../../audit/session.js";
import type { Credentials } from "../credentials/credentials.js";
import { CallerRefused, queueRefusal } from "../failures.js";
import type { Call, Layer } from "./layer.js";

/** Tokens that a source has taken; which one was sent longest ago is forgotten first, and is tried again. */
const REMEMBERED = 10_000;
/** Calls with one token that wait for its first answer; more are refused. */
const MOST_WAITING = 1_536;

type Wake = () => void;

/** Was it answered, and not about who asks? */
const isTaken = ({ answer }: Call<unknown>, error: unknown): boolean =>
  answer !== undefined && answer.status < 500 && !(error instanceof CallerRefused);

/** The calls of one token that wait, in their order. */
class Waiting {
  readonly #wakes = new Set<Wake>();

  constructor(private readonly source: string) {}

  /** Resolves when it is the call's turn. Throws a queue's refusal where too many wait, and what sessionEnded says. */
  join({ signal }: Session): Promise<void> {
    if (this.#wakes.size >= MOST_WAITING) throw queueRefusal(this.source, "caller");
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        stop();
        resolve();
      };
      const stop = whenSessionEnds(signal, () => {
        this.#wakes.delete(wake);
        reject(sessionEnded(signal));
      });
      this.#wakes.add(wake);
    });
  }

  /** Wakes the first; false where none waits. */
  next(): boolean {
    for (const wake of this.#wakes) {
      this.#wakes.delete(wake);
      wake();
      return true;
    }
    return false;
  }

  all(): void {
    while (this.next());
  }
}

/**
 * Where callers' own tokens are sent: a token that the source has not taken yet is sent alone, and what else is asked with it
 * waits for the answer. One that is made up takes one place and one connection at a time, and not as many as a page asks at
 * once; the calls of an operation that is answered meanwhile are not sent.
 */
export const triedAlone = (source: string, { callersOwn }: Credentials): Layer => {
  const taken = new LRUCache<string, true>({ max: REMEMBERED });
  const trying = new Map<string, Waiting>();
  if (!callersOwn) return () => undefined;
  return (call) => {
    const { session } = call;
    const { key } = session.caller;
    const tried = (waiting: Waiting, error: unknown): undefined => {
      if (error === undefined || isTaken(call, error)) {
        taken.set(key, true);
        trying.delete(key);
        waiting.all();
        // What is denied at one place may be allowed at the next, and a failure says nothing of the token.
      } else if (!waiting.next()) trying.delete(key);
      return undefined;
    };
    if (taken.has(key)) {
      return (error) => {
        if (error instanceof CallerRefused) taken.delete(key);
        return undefined;
      };
    }
    const waiting = trying.get(key);
    if (!waiting) {
      const first = new Waiting(source);
      trying.set(key, first);
      return (error) => tried(first, error);
    }
    return waiting
      .join(session)
      .then(() => (trying.get(key) === waiting ? (error) => tried(waiting, error) : undefined));
  };
};
