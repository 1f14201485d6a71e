/** A clock that stands still until it is told to move; for tests. */
export interface ManualClock {
  (): number;
  /** Milliseconds since the epoch. */
  set(now: number): void;
  advance(ms: number): void;
}

export const manualClock = (start: number | string): ManualClock => {
  let now = new Date(start).getTime();
  return Object.assign(() => now, {
    set: (time: number) => void (now = time),
    advance: (ms: number) => void (now += ms),
  });
};
