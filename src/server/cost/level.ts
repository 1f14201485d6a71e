/** How many objects a selection is made of, at most, and how they came. */
export interface Level {
  /** The objects themselves. */
  readonly objects: number;
  /** Lists that they stand in: reads that are batched by list are counted by it. */
  readonly lists: number;
  /** Slices of the window that each of those lists is read in. */
  readonly slices: number;
  /** Objects that are only named so far: what more is known of them takes a call. */
  readonly isNamedOnly: boolean;
}

export const TOP: Level = { objects: 1, lists: 1, slices: 1, isNamedOnly: false };

/** What one field costs. */
export interface Price {
  /** Upstream calls. */
  readonly calls: number;
  /** Records that it lists. */
  readonly records?: number;
  /** The objects below it; those of its parent when absent. */
  readonly below?: Level;
}

/** What is configured, as far as it decides how many calls a list takes. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The sources of one subject, or of every kind where none is named. */
  count(subject: "usage" | "database" | "loadBalancer", wanted: Wanted): number;
}

export interface Wanted {
  readonly sources?: readonly string[] | null | undefined;
  readonly kinds?: readonly string[] | null | undefined;
}
