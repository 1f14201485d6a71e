/** What is wrong with one record of every fourth block. */
export type Damage = "torn" | "raw-quote" | "backslash" | "raw-forgery" | "nul" | "invalid-utf8";

export interface BlockPlace {
  readonly key: number;
  readonly block: number;
  readonly records: number;
  /** When the i-th record was written, milliseconds since the epoch. */
  readonly writtenAt: (i: number) => number;
  readonly damage: Damage | undefined;
}
