/** What every upstream of one sandbox shares. */
export interface World {
  readonly seed: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}
