import { LRUCache } from "lru-cache";
import type { AuditError } from "../../audit/errors.js";
import { type Session, sessionEnded, whenSessionEnds } from "../../audit/session.js";
import type { Credentials } from "../credentials/credentials.js";
import { CallerRefused, queueRefusal } from "../failures.js";
import type { Call, Layer } from "./layer.js";

/** Tokens that a source has taken; which one was sent longest ago is forgotten first, and is tried again. */
const REMEMBERED = 10_000;
/** Calls with one token that wait for its first answer; more are refused. */
const MOST_WAITING = 1_536;

/** Lets a call go out, or ends it with this error. */
type Wake = (error?: AuditError) => void;

/** Was it answered, and not about who asks? */
const isTaken = ({ answer }: Call<unknown>, error: unknown): boolean =>
  answer !== undefined && answer.status < 500 && !(error instanceof CallerRefused);

/** It is the token that was refused, and not what was asked with it. */
const isRefused = ({ answer }: Call<unknown>): boolean => answer?.status === 401;

/** The calls of one token that wait, in their order. */
class Waiting {
  readonly #wakes = new Set<Wake>();

  constructor(private readonly source: string) {}

  /** Resolves when it is the call's turn. Throws a queue's refusal where too many wait, and what sessionEnded says. */
  join({ signal }: Session): Promise<void> {
    if (this.#wakes.size >= MOST_WAITING) throw queueRefusal(this.source, "caller");
    return new Promise((resolve, reject) => {
      const wake: Wake = (error) => {
        stop();
        if (error) reject(error);
        else resolve();
      };
      const stop = whenSessionEnds(signal, () => {
        this.#wakes.delete(wake);
        reject(sessionEnded(signal));
      });
      this.#wakes.add(wake);
    });
  }

  /** Wakes the first; false where none waits. */
  next(error?: AuditError): boolean {
    for (const wake of this.#wakes) {
      this.#wakes.delete(wake);
      wake(error);
      return true;
    }
    return false;
  }

  all(error?: AuditError): void {
    while (this.next(error));
  }
}

/**
 * Where callers' own tokens are sent: a token that the source has not taken yet is sent alone, and what else is asked with it
 * waits for the answer. One that is made up costs the source, and the identity service behind it, one call and not as many as
 * a page asks at once.
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
      } else if (isRefused(call) && error instanceof CallerRefused) {
        // Each of the others would hear the same.
        trying.delete(key);
        waiting.all(error);
      } else if (!waiting.next()) {
        // Otherwise that is asked: what is denied at one place may be allowed at the next, and a failure says nothing of the token.
        trying.delete(key);
      }
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
