import { EntryFormat } from "../audit/sources.js";
import { type Bound, madeWithOthers } from "../audit/cursor.js";
import { type AuditError, invalidCursor } from "../audit/errors.js";
import type { RecordKey } from "../audit/record.js";
import { openJson, sealJson } from "../audit/seal.js";
import { isInstant } from "../audit/window.js";
import type { FilePlace } from "./scan.js";

const VERSION = "e1";

/** A place in a list of entries: in one file, or before its beginning. */
export interface EntryCursor {
  /** The window's end as the first page froze it, milliseconds since the epoch; 0 where the list has none. */
  readonly frozenTo: number;
  /** Of the file; undefined: before the first one. */
  readonly file: RecordKey | undefined;
  readonly place: FilePlace | undefined;
  /** Files that the walk has passed because they could not be read. */
  readonly passed: number;
  /** The instances of which the walk has missed something, by their places in its list: a bit for each. */
  readonly missed: number;
}

export const encodeEntryCursor = ({ frozenTo, file, place, passed, missed }: EntryCursor, binding: string): string =>
  sealJson([
    VERSION,
    binding,
    frozenTo,
    passed,
    file ? [file.time, file.source, file.instance, file.id] : null,
    place ? [place.etag, place.total, place.format, place.offset, place.isReached] : null,
    ...(missed === 0 ? [] : [missed]),
  ]);

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= 512;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isFormat = (value: unknown): value is EntryFormat =>
  typeof value === "string" && Object.hasOwn(EntryFormat, value);

const list = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

const keyOf = (value: unknown): RecordKey | undefined => {
  const [time, source, instance, id] = list(value) ?? [];
  return isInstant(time) && isText(source) && isText(instance) && isText(id)
    ? { time, source, instance, id }
    : undefined;
};

/** An ETag goes into a header. */
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{1,128}"$/;
const isEtag = (value: unknown): value is string => typeof value === "string" && ETAG.test(value);

const placeOf = (value: unknown): FilePlace | undefined => {
  const [etag, total, format, offset, isReached] = list(value) ?? [];
  const isSound = isEtag(etag) && isCount(total) && isFormat(format) && isCount(offset) && offset <= total;
  return isSound && typeof isReached === "boolean" ? { etag, total, format, offset, isReached } : undefined;
};

/** Throws INVALID_CURSOR for a damaged cursor and for one made with other arguments, which it names. */
export const decodeEntryCursor = (text: string, bound: Bound, argument = "after"): EntryCursor => {
  const damaged = (): AuditError =>
    invalidCursor(argument, "this cursor is damaged; take it from an edge or pageInfo as it stands.");
  const [version, boundTo, frozenTo, passed, file, place, missed = 0] = list(openJson(text)) ?? [];
  if (version !== VERSION) throw damaged();
  const others = madeWithOthers(boundTo, bound);
  if (others !== undefined)
    throw invalidCursor(argument, `this cursor ${others}; use those, or start again from the first page.`);
  const [key, at] = [keyOf(file), placeOf(place)];
  if (!isInstant(frozenTo) || !isCount(passed) || !isCount(missed)) throw damaged();
  if ((file !== null && !key) || (place !== null && (!at || !key))) throw damaged();
  return { frozenTo, file: key, place: at, passed, missed };
};
