import { z } from "zod";
import { type AuditError, invalidCursor } from "./errors.js";
import { type Gap, MOST_GAPS, type Tie } from "./gaps.js";
import { CHARACTERS_OF_CHECK, fingerprint, openJson, seal, sealJson, shortCheck } from "./seal.js";
import { DAY, isInstant } from "./window.js";
import type { RecordKey } from "./record.js";

const VERSION = 2;
/**
 * Cursors of 0.1.0 told which process began the walk, and when, before the record's key. They are taken until the release
 * after 0.2.0, so that walks go on over an upgrade, and between replicas while one is rolled out; what they said of the
 * walk is not needed any more.
 */
const FORMER_VERSION = 1;
/** Reads reach beyond a record's time, by a month at most. */
const ROOM = 60 * DAY;

/**
 * A place in a list: after or before one record, in the list that one set of arguments makes. It tells nothing of who
 * read the list, and when: clients compare cursors, and take one record with two of them for two.
 */
export interface Cursor {
  /** The window's end as the first page froze it, milliseconds since the epoch. */
  readonly frozenTo: number;
  readonly key: RecordKey;
  /** What the walk has not shown of what lies behind the place. */
  readonly gaps?: readonly Gap[];
}

const isText = (value: unknown): value is string => typeof value === "string";

/** Binds cursors to the arguments that made them. Pass everything that decides which records are listed, and in which order. */
export const bindingOf = (listArguments: unknown): string => fingerprint(listArguments);

/** By name, in an order that stays. `list` is the list's own name. */
export type NamedArguments = Readonly<Record<string, unknown>>;

/** What a cursor is bound to: all arguments together, and each by itself. */
export interface Bound {
  readonly binding: string;
  readonly named: NamedArguments;
}

const partsOf = (named: NamedArguments): string => {
  let parts = "";
  for (const value of Object.values(named)) parts += shortCheck(JSON.stringify(value ?? null));
  return parts;
};

/** As it stands in a cursor: each argument by itself behind the binding, so that the cursor can tell which of them differs. */
export const boundText = ({ binding, named }: Bound): string => `${binding}${partsOf(named)}`;

/** What differs; undefined where a cursor says nothing of its arguments, as those of 0.1.0. */
const differing = (told: string, named: NamedArguments): string | undefined => {
  const parts = partsOf(named);
  if (told === "" || told.length !== parts.length) return told === "" ? undefined : "it is of another list";
  const partAt = (text: string, at: number): string =>
    text.slice(at * CHARACTERS_OF_CHECK, (at + 1) * CHARACTERS_OF_CHECK);
  const names = Object.keys(named).filter((_, at) => partAt(told, at) !== partAt(parts, at));
  if (names.includes("list")) return "it is of another list";
  return names.length === 0 ? undefined : `${names.join(", ")} differ${names.length === 1 ? "s" : ""}`;
};

/** That a cursor, by the text that it carries, was made with other arguments, and with which; undefined where it was not. */
export const madeWithOthers = (boundTo: unknown, { binding, named }: Bound): string | undefined => {
  if (isText(boundTo) && boundTo.startsWith(binding)) return undefined;
  const what = differing(isText(boundTo) ? boundTo.slice(binding.length) : "", named);
  return `was made with other arguments${what === undefined ? "" : ` (${what})`}`;
};

/** What the ends of gaps may add to a cursor, in characters of JSON. Beyond that they are left out, and more is named as missing. */
const MOST_OF_ENDS = 1_000;

const writtenGaps = (gaps: readonly Gap[]): readonly unknown[] => {
  const ends = JSON.stringify(gaps.flatMap(({ low, high }) => [low, high])).length;
  return gaps.map(({ source, instance, from, to, low, high }) => {
    const gap = [source, instance, from, to];
    if (ends > MOST_OF_ENDS || (!low && !high)) return gap;
    return [...gap, low ? [low.instance, low.id] : 0, high ? [high.instance, high.id] : 0];
  });
};

/** A cursor of a walk that misses nothing says nothing of gaps: it is the same text in every answer. */
export const encodeCursor = ({ frozenTo, key, gaps = [] }: Cursor, binding: string): string => {
  const place = [key.time, key.source, key.instance, key.id] as const;
  if (gaps.length > 0) return sealJson([VERSION, binding, frozenTo, ...place, writtenGaps(gaps)]);
  return seal(`[${VERSION},"${binding}",${frozenTo}`, place);
};

const text = z.string();
const tie = z.union([z.literal(0), z.tuple([text, text])]);
const instant = z.number().refine((value) => isInstant(value, 0));
const gap = z.union([
  z.tuple([text, text.nullable(), instant, instant]),
  z.tuple([text, text.nullable(), instant, instant, tie, tie]),
]);
const gapsOf = z.array(gap).max(MOST_GAPS);

const tieOf = (read: z.infer<typeof tie> | undefined): Tie | undefined =>
  read === undefined || read === 0 ? undefined : { instance: read[0], id: read[1] };

/** Undefined for what no cursor holds. */
const readGaps = (value: unknown): readonly Gap[] | undefined => {
  if (value === undefined) return [];
  const read = gapsOf.safeParse(value);
  if (!read.success || read.data.some(([, , from, to]) => from >= to)) return undefined;
  return read.data.map(([source, instance, from, to, ...ends]) => {
    const [low, high] = [tieOf(ends[0]), tieOf(ends[1])];
    return { source, instance, from, to, ...(low ? { low } : {}), ...(high ? { high } : {}) };
  });
};

/** Throws INVALID_CURSOR, naming the argument, for a damaged cursor and for one made with other arguments. */
export const decodeCursor = (text: string, binding: string, argument: string, named: NamedArguments = {}): Cursor => {
  const value = openJson(text);
  const damaged = (): AuditError =>
    invalidCursor(argument, "this cursor is damaged; take it from an edge or pageInfo as it stands.");
  if (!Array.isArray(value)) throw damaged();
  const [version, boundTo, frozenTo, ...rest] = value as unknown[];
  if (version !== VERSION && version !== FORMER_VERSION)
    throw invalidCursor(argument, "this cursor is of another version; start again from the first page.");
  const others = madeWithOthers(boundTo, { binding, named });
  if (others !== undefined)
    throw invalidCursor(argument, `this cursor ${others}; use those, or start again from the first page.`);
  const [time, source, instance, id, written] = version === FORMER_VERSION ? rest.slice(2) : rest;
  if (!isInstant(frozenTo) || !isInstant(time, ROOM)) throw damaged();
  if (!isText(source) || !isText(instance) || !isText(id)) throw damaged();
  const gaps = readGaps(written);
  if (!gaps) throw damaged();
  return { frozenTo, key: { time, source, instance, id }, ...(gaps.length > 0 ? { gaps } : {}) };
};
