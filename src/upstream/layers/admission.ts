import { mustBeAwaited } from "../../audit/operation-time.js";
import { callsLeft, type Session } from "../../audit/session.js";
import { Gate } from "../../fairness/gate.js";
import type { Credentials } from "../credentials/credentials.js";
import { queueRefusal, sourceNotAsked } from "../failures.js";
import type { Shared, UpstreamOptions } from "../options.js";
import type { Layer, Watcher } from "./layer.js";

/** Throws CallsSpent where the operation may send nothing more. */
export const mustBeAffordable = (source: string, { calls }: Session): void => {
  if (calls?.planned !== undefined && callsLeft(calls) === 0) throw sourceNotAsked(source, calls.planned);
};

/** Stops what cannot be paid for, and what nobody waits for any more. */
export const affordable =
  (source: string): Watcher =>
  ({ session }) => {
    mustBeAwaited(session);
    mustBeAffordable(source, session);
    return undefined;
  };

/** Stops a caller who has no token to send, where the source is asked in the caller's name. */
export const withToken =
  ({ callersOwn }: Credentials): Watcher =>
  ({ session }) => {
    callersOwn?.demand(session);
    return undefined;
  };

/** Requests that wait at one source, where nothing else is said. */
const QUEUE = 2_048;

export const gateOf = ({ name, maxConcurrency, maxQueue = QUEUE }: UpstreamOptions, { observer }: Shared): Gate =>
  new Gate({
    maxConcurrency,
    maxQueue,
    refusal: (full) => {
      observer.refused?.({ source: name, reason: full });
      return queueRefusal(name, full);
    },
  });

/** Waits for a place at the host, and gives it back when the call is over. */
export const inTurn = (): Layer => async (call, next) => {
  const { gate } = call.to;
  // A call that need not wait makes no promise of it.
  const leave = gate.enterNow(call.session) ?? (await gate.enter(call.session));
  try {
    // What is refused at once gives its place to the next one: thousands would be refused in one go.
    const turn = call.session.turn?.();
    if (turn) await turn;
    return await next(call);
  } finally {
    leave();
  }
};
