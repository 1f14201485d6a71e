import { type Bound, boundText, madeWithOthers } from "./cursor.js";
import { type AuditError, invalidCursor } from "./errors.js";
import { openBytes, sealBytes, sha256 } from "./seal.js";
import { isInstant } from "./window.js";

/*
 * A token of newSince: what a list had shown, so that any replica can tell later what is new in it. It holds, for each
 * timeline, a floor and the records above it as digests (docs/decisions/0012).
 */

/** What one timeline had shown. */
export interface Shown {
  /** Milliseconds since the epoch. What became visible before it is not looked at any more. */
  readonly floor: number;
  /** The records that became visible at the floor or later, and were shown: digest of the identity, digest of the state. */
  readonly entries: ReadonlyMap<number, number>;
}

export interface NewsState {
  /** When the reading that it comes from had ended, milliseconds since the epoch. */
  readonly at: number;
  /** By the timeline's key; one that is absent showed nothing above the floor that `at` means. */
  readonly shown: ReadonlyMap<string, Shown>;
}

/** Keeps what is too long for a token. A text that cannot be found any more is no failure: see `decodeNews`. */
export interface NewsStore {
  keep(key: string, text: string): void;
  find(key: string): Promise<string | undefined>;
}

const VERSION = 2;
/** The head: version, form, time, the length of the text that binds it to its arguments, and that text. */
const TIME_BYTES = 6;
const [AT_FORM, AT_TIME, AT_LENGTH, AT_BOUND] = [1, 2, 2 + TIME_BYTES, 3 + TIME_BYTES] as const;
/** Where the state stands: behind the head, or in the store under the name that is there. */
const INLINE = 0;
const KEPT = 1;

/** Bytes of a timeline's key, of a count, of one record's digests. */
const KEY_BYTES = 8;
const COUNT_BYTES = 3;
export const IDENTITY_BYTES = 5;
export const STATE_BYTES = 3;
/** Beside the count: the records of the timeline change, and their states follow. */
const WITH_STATES = 0x80_00_00;

/**
 * Bytes of the state that a token itself carries: so that the token, below 8,000 characters, fits into a header of a
 * request, which proxies allow 8 kB for. That is 1,100 files of few instances.
 */
const MOST_INLINE = 5_900;
/** Characters of a token that is looked at. */
const MOST_TOKEN = 8_192;
/** Characters of a kept state: 20,000 records in 10,000 timelines. */
const MOST_KEPT = 600_000;

const changes = ({ entries }: Shown): boolean => [...entries.values()].some((state) => state !== 0);

const sizeOf = (shown: Shown): number =>
  KEY_BYTES +
  TIME_BYTES +
  COUNT_BYTES +
  shown.entries.size * (changes(shown) ? IDENTITY_BYTES + STATE_BYTES : IDENTITY_BYTES);

const stateBytes = ({ shown }: NewsState): Buffer => {
  let size = COUNT_BYTES;
  for (const each of shown.values()) size += sizeOf(each);
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.writeUIntBE(shown.size, 0, COUNT_BYTES);
  // In one order: equal states are one text, and are kept once.
  for (const [key, each] of [...shown].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { floor, entries } = each;
    const withStates = changes(each);
    at += bytes.write(key, at, "hex");
    at = bytes.writeUIntBE(floor, at, TIME_BYTES);
    at = bytes.writeUIntBE(entries.size + (withStates ? WITH_STATES : 0), at, COUNT_BYTES);
    for (const [identity, state] of [...entries].sort(([a], [b]) => a - b)) {
      at = bytes.writeUIntBE(identity, at, IDENTITY_BYTES);
      if (withStates) at = bytes.writeUIntBE(state, at, STATE_BYTES);
    }
  }
  return bytes;
};

/** Undefined for bytes that no state has. */
const shownIn = (bytes: Buffer): Map<string, Shown> | undefined => {
  let at = 0;
  const next = (size: number): number => {
    const value = bytes.readUIntBE(at, size);
    at += size;
    return value;
  };
  try {
    const shown = new Map<string, Shown>();
    for (let timelines = next(COUNT_BYTES); timelines > 0; timelines -= 1) {
      const key = bytes.toString("hex", at, at + KEY_BYTES);
      at += KEY_BYTES;
      const floor = next(TIME_BYTES);
      if (!isInstant(floor)) return undefined;
      const entries = new Map<number, number>();
      const counted = next(COUNT_BYTES);
      const withStates = counted >= WITH_STATES;
      for (let count = counted % WITH_STATES; count > 0; count -= 1) {
        entries.set(next(IDENTITY_BYTES), withStates ? next(STATE_BYTES) : 0);
      }
      shown.set(key, { floor, entries });
    }
    return at === bytes.length ? shown : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** `bound`: what is listed. What does not fit into the token goes to the store. */
export const encodeNews = (state: NewsState, bound: Bound, store: NewsStore): string => {
  const binding = boundText(bound);
  const head = Buffer.alloc(AT_BOUND + binding.length);
  head.writeUInt8(VERSION, 0);
  head.writeUIntBE(state.at, AT_TIME, TIME_BYTES);
  head.writeUInt8(binding.length, AT_LENGTH);
  head.write(binding, AT_BOUND, "latin1");
  const bytes = stateBytes(state);
  if (bytes.length <= MOST_INLINE) {
    head.writeUInt8(INLINE, AT_FORM);
    return sealBytes(Buffer.concat([head, bytes]));
  }
  const text = sealBytes(bytes);
  const name = sha256(text);
  store.keep(name, text);
  head.writeUInt8(KEPT, AT_FORM);
  return sealBytes(Buffer.concat([head, Buffer.from(name, "base64url")]));
};

const ARGUMENT = "newSince";

/**
 * Throws INVALID_CURSOR for a damaged token and for one made with other arguments, which it names. Where the store has lost the state, it is that of
 * nothing shown above the floors: then what is above them is told once more, and nothing is lost.
 */
export const decodeNews = async (text: string, bound: Bound, store: NewsStore): Promise<NewsState> => {
  const damaged = (): AuditError =>
    invalidCursor(ARGUMENT, "this token is damaged; take it from newsCursor as it stands.");
  const bytes = openBytes(text, MOST_TOKEN);
  if (!bytes || bytes.length <= AT_BOUND) throw damaged();
  if (bytes.readUInt8(0) !== VERSION)
    throw invalidCursor(ARGUMENT, "this token is of another version; read the list anew.");
  const head = AT_BOUND + bytes.readUInt8(AT_LENGTH);
  const others = madeWithOthers(bytes.toString("latin1", AT_BOUND, head), bound);
  if (others !== undefined) throw invalidCursor(ARGUMENT, `this token ${others}; use those, or read the list anew.`);
  const at = bytes.readUIntBE(AT_TIME, TIME_BYTES);
  if (!isInstant(at)) throw damaged();
  const rest = bytes.subarray(head);
  const form = bytes.readUInt8(AT_FORM);
  if (form === KEPT) {
    const kept = await store.find(rest.toString("base64url"));
    const body = kept === undefined ? undefined : openBytes(kept, MOST_KEPT);
    return { at, shown: (body && shownIn(body)) ?? new Map() };
  }
  const shown = form === INLINE ? shownIn(rest) : undefined;
  if (!shown) throw damaged();
  return { at, shown };
};
