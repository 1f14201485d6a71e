import { z } from "zod";

/** How long a value is taken for the source's answer, and for how long after that it may stand in for one that fails. */
export interface Lifetime {
  readonly freshMs: number;
  readonly staleMs: number;
}

/** What is kept: a value as JSON, with the moment before which the source was not asked. */
export interface Entry extends Lifetime {
  /** Milliseconds since the epoch, by the clock of the process that read it. */
  readonly readAt: number;
  /** When it was kept, by the same clock: what is asked later is another read. */
  readonly keptAt: number;
  readonly value: unknown;
}

const duration = z.number().nonnegative();
const wire = z.object({
  readAt: z.number(),
  keptAt: z.number(),
  freshMs: duration,
  staleMs: duration,
  value: z.unknown(),
});

export const toText = ({ readAt, keptAt, freshMs, staleMs, value }: Entry): string =>
  JSON.stringify({ readAt, keptAt, freshMs, staleMs, value });

/** Undefined for a text that is no entry: somebody else's, cut, or of another version. */
export const fromText = (text: string): Entry | undefined => {
  try {
    return wire.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** A clock that was ahead must not make an entry last for ever. */
const ageOf = (entry: Entry, now: number): number => Math.abs(now - entry.readAt);

export const isFresh = (entry: Entry, now: number): boolean => ageOf(entry, now) < entry.freshMs;

export const isUsable = (entry: Entry, now: number): boolean => ageOf(entry, now) < entry.freshMs + entry.staleMs;
