import { invalidArgument } from "./errors.js";
import { Holds } from "./patience.js";
import type { Session } from "./session.js";

/** The patience that a caller may name with whatever is put together from several sources. */
export interface PatienceArgument {
  /** Milliseconds that a slow source may hold the answer. */
  readonly patienceMs?: number | null | undefined;
}

/**
 * How long the sources of one answer may hold it: as the caller says, otherwise as the configuration does. Undefined where
 * each of them is waited for until the deadline. Throws INVALID_ARGUMENT; asks nothing.
 */
export const holdsOf = (
  { patienceMs }: PatienceArgument,
  { standings, now, time }: Pick<Session, "standings" | "now" | "time">,
): Holds | undefined => {
  const named = patienceMs ?? undefined;
  if (!standings) return undefined;
  const { rules } = standings;
  if (named !== undefined && !(Number.isInteger(named) && named >= 1 && named <= rules.maxPatienceMs)) {
    throw invalidArgument("patienceMs", `a source may hold a page for 1 to ${rules.maxPatienceMs} ms.`);
  }
  return new Holds(standings, named ?? rules.patienceMs, now, time);
};
