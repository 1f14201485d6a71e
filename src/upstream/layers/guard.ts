import type { Credentials } from "../credentials/credentials.js";
import { isOutage, outcomeOfError, type TryOutcome } from "./breaker.js";
import type { Call, Watcher } from "./layer.js";

/** Often a gateway's in front of the source: it refuses a made-up token as well while the source itself is down. */
const isRefusal = (status: number): boolean => status === 401 || status === 403;

const outcomeOf = <T>({ answer, session }: Call<T>, error: unknown, forwards: boolean): TryOutcome => {
  if (answer) {
    if (forwards && isRefusal(answer.status)) return "refused";
    return isOutage(answer.status) ? "failing" : "alive";
  }
  return session.signal.aborted ? "nothing" : outcomeOfError(error);
};

/** Lets no request out to a host that its breaker leaves alone, and tells the breaker what became of the others. */
export const guarded = ({ callersOwn }: Credentials): Watcher => {
  const forwards = callersOwn !== undefined;
  return (call) => {
    const settle = call.to.breaker.enter();
    return (error) => settle(outcomeOf(call, error, forwards));
  };
};
