import { z } from "zod";
import type { Codec } from "./codec.js";

/** How long a value is taken for the source's answer, and for how long after that it may stand in for one that fails. */
export interface Lifetime {
  readonly freshMs: number;
  readonly staleMs: number;
}

/** What is kept: a value, with the moment before which the source was not asked. */
export interface Entry<T> extends Lifetime {
  /** Milliseconds since the epoch, by the clock of the process that read it. */
  readonly readAt: number;
  /** When it was kept, by the same clock: what is asked later is another read. */
  readonly keptAt: number;
  readonly value: T;
}

const duration = z.number().nonnegative();
const wire = z.object({
  readAt: z.number(),
  keptAt: z.number(),
  freshMs: duration,
  staleMs: duration,
  value: z.unknown(),
});

export const toText = <T>({ readAt, keptAt, freshMs, staleMs, value }: Entry<T>, { encode }: Codec<T>): string =>
  JSON.stringify({ readAt, keptAt, freshMs, staleMs, value: encode(value) });

/** Undefined for a text that is no entry: somebody else's, cut, or of another version. */
export const fromText = <T>(text: string, { decode }: Codec<T>): Entry<T> | undefined => {
  try {
    const { value, ...entry } = wire.parse(JSON.parse(text));
    return { ...entry, value: decode(value) };
  } catch {
    return undefined;
  }
};

/** A clock that was ahead must not make an entry last for ever. */
const ageOf = (entry: Entry<unknown>, now: number): number => Math.abs(now - entry.readAt);

export const isFresh = (entry: Entry<unknown>, now: number): boolean => ageOf(entry, now) < entry.freshMs;

export const isUsable = (entry: Entry<unknown>, now: number): boolean =>
  ageOf(entry, now) < entry.freshMs + entry.staleMs;
