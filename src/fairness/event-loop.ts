import { performance } from "node:perf_hooks";

/** The process' event loop; a parameter, so that tests count steps and not milliseconds. */
export interface EventLoop {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Calls back in the loop's next turn. */
  nextTurn(run: () => void): void;
  /** Calls back in this turn, when everything is done that waits for nothing but promises. */
  atRest(run: () => void): void;
  /** Calls back after so many milliseconds. */
  later(ms: number, run: () => void): void;
}

export const eventLoop: EventLoop = {
  now: () => performance.now(),
  nextTurn: setImmediate,
  atRest: (run) => queueMicrotask(() => process.nextTick(run)),
  later: (ms, run) => void setTimeout(run, ms),
};
