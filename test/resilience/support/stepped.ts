import type { FakeClock } from "../../upstream/support/fake-clock.js";
import { tick } from "../../upstream/support/fake-clock.js";
import type { SandboxProduct } from "./sandbox-product.js";

/** Turns of the event loop after which nothing more comes without time passing. */
const QUIET = 200;

export interface Asked {
  readonly data: unknown;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  /** Milliseconds of the clock. */
  readonly ms: number;
}

/**
 * Asks, and lets time pass only while all that still comes without it has come: no matter how fast the machine is.
 * `faulty`: the source whose requests may stay under way.
 */
export const steppedAsk =
  (product: SandboxProduct, clock: FakeClock, sources: readonly string[]) =>
  async (faulty: string, query: string, variables: object = {}): Promise<Asked> => {
    const { log } = product.sandbox.control;
    const requests = (): number => sources.reduce((sum, source) => sum + log.counters(source).calls, 0);
    const isAnswered = (source: string): boolean => source === faulty || log.counters(source).inFlight === 0;
    const begun = clock.now();
    let isOver = false;
    // Uncompressed: a thread that compresses takes time that no turn of the loop shows.
    const headers = { "accept-encoding": "identity" };
    const answer = product.ask(query, variables, headers).finally(() => (isOver = true));
    answer.catch(() => undefined);
    const over = (): boolean => isOver;
    while (!over()) {
      for (let quiet = 0, seen = -1; quiet < QUIET && !over();) {
        await tick();
        quiet = requests() === seen && sources.every(isAnswered) ? quiet + 1 : 0;
        seen = requests();
      }
      if (!over()) clock.advance(50);
    }
    const { data, errors = [] } = (await answer).body;
    return { data, errors: errors as Asked["errors"], ms: clock.now() - begun };
  };
