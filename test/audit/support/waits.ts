import type { Wait } from "../../../src/audit/patience.js";
import { type FakeClock, tick } from "../../upstream/support/fake-clock.js";

/** A wait that a test lets arrive, and that tells why it was given up. */
export interface Asked extends Wait {
  readonly arrive: () => void;
  readonly given: () => string | undefined;
}

export const wait = (source: string): Asked => {
  let arrive = (): void => undefined;
  let code: string | undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  return { source, arrived, arrive: () => arrive(), giveUp: (why) => void (code = why.code), given: () => code };
};

/** Passes time in steps as small as a timer's, so that no step counts for more than it lasts. */
export const pass = async (clock: FakeClock, ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += 50) {
    clock.advance(Math.min(50, ms - passed));
    await tick();
  }
};
