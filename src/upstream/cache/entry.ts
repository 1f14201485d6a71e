import { z } from "zod";
import { AuditError, type ErrorCode } from "../../audit/errors.js";

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
const keptText = z.object({
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
    const { value, ...entry } = keptText.parse(JSON.parse(text));
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

/** How a value travels to the store that replicas share, and back. Memory holds the value itself. */
export interface Codec<T> {
  /** JSON. */
  readonly encode: (value: T) => unknown;
  /** Throws for what encode did not make: the store may hold nonsense. */
  readonly decode: (kept: unknown) => T;
  /** About how many characters the JSON has as a text. Told, for writing it costs more than the rest of keeping. */
  readonly size: (value: T) => number;
}

/** A value; with a problem where it was read earlier and stands in for an answer that the source could not give. */
export interface Held<T> {
  readonly value: T;
  readonly problem?: AuditError;
}

/** The source is not well. Not among them: what it refuses, and what it says is not there. */
const FAILURES: ReadonlySet<ErrorCode> = new Set([
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_RATE_LIMITED",
  "UPSTREAM_CONTRACT_VIOLATION",
]);

/** May an older answer be shown in place of this error? A refusal must not be passed over: what was allowed may not be now. */
export const mayStandIn = ({ code }: AuditError): boolean => FAILURES.has(code);

/** The error as coverage tells it beside an older answer. */
export const standIn = (error: AuditError): AuditError => {
  const { code, message, source, retryable, retryAfterMs, upstreamRequestId, detail } = error;
  return new AuditError(code, `${message} What was read before is shown; fetchedAt tells when.`, {
    retryable,
    cause: error,
    ...(source === undefined ? {} : { source }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(upstreamRequestId === undefined ? {} : { upstreamRequestId }),
    ...(detail === undefined ? {} : { detail }),
  });
};
