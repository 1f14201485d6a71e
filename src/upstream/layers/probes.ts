import { Cancellation, type Session } from "../../audit/session.js";
import { nextMoment } from "../../audit/walk.js";
import type { Probe } from "../client.js";
import type { Clock } from "../clock.js";
import type { UpstreamOptions } from "../options.js";
import { type CircuitBreaker, type Host, isOutage, outcomeOfError } from "./breaker.js";

interface Probed {
  readonly clock: Clock;
  readonly probe: (session: Session) => Promise<Probe>;
  /** Absent where the source has no host of its own: each caller's catalog names one. */
  readonly host: Host | undefined;
}

/** Nobody: what is asked in no caller's name has no scope and no token. */
const nobody = { key: "probe", token: undefined, scopes: new Set<never>() };

/**
 * Asks a source from time to time whether it is there, where its settings say so, and tells its breaker and its health. Without
 * it a source that nobody asks is UNKNOWN, and one whose breaker opened stays UNAVAILABLE until somebody does.
 */
export const probed = (
  { probeSeconds, timeoutMs }: Pick<UpstreamOptions, "probeSeconds" | "timeoutMs">,
  { clock, probe, host }: Probed,
): { stop(): void } => {
  if (probeSeconds === undefined || !host) return { stop: () => undefined };
  const { breaker, health } = host;
  let isOver = false;
  let asking: Cancellation | undefined;
  let forget = (): void => undefined;

  const ask = async (): Promise<void> => {
    let settle: ReturnType<CircuitBreaker["enter"]>;
    try {
      settle = breaker.enter();
    } catch {
      // It is left alone for now, or an operation is trying it.
      return;
    }
    const signal = new Cancellation();
    asking = signal;
    const inTime = clock.after(2 * timeoutMs, () => signal.abort(new Error("the probe takes too long")));
    try {
      const { status } = await probe({ now: clock.now(), moment: nextMoment(), signal, caller: nobody });
      settle(isOutage(status) ? "failing" : "alive");
      health.saw(!isOutage(status));
    } catch (error) {
      if (isOver) {
        settle("nothing");
        return;
      }
      settle(signal.aborted ? "silent" : outcomeOfError(error));
      // Credentials that are refused, or a catalog without the service: nothing of it can be served either.
      health.saw(false);
    } finally {
      inTime();
      asking = undefined;
    }
  };
  const next = (): void => {
    forget = clock.after(probeSeconds * 1_000, () => void ask().finally(() => !isOver && next()));
  };
  next();
  return {
    stop: () => {
      isOver = true;
      forget();
      asking?.abort(new Error("nobody probes any more"));
    },
  };
};
