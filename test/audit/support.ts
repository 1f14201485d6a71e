import { AuditError } from "../../src/audit/errors.js";
import type { AuditRecord, SourceInfo } from "../../src/audit/record.js";
import type { Session } from "../../src/audit/session.js";
import type { Timeline } from "../../src/audit/timeline.js";
import { inWindow } from "../../src/audit/window.js";

/** What a page wants to know of its operation. */
export type Asking = Pick<Session, "now" | "moment" | "caller" | "walks" | "turn" | "standings" | "time">;

export const operation = (moment: number, more: Partial<Asking> = {}): Asking => ({
  now: 0,
  moment,
  caller: { key: "test", token: undefined, scopes: new Set() },
  ...more,
});

/** A record as text: its time, and its id. */
export type Entry = readonly [time: number, id: string];

const infoOf = (name: string): SourceInfo => ({ name, kind: "DDS", region: null });

const recordOf = (source: string, instance: string, [time, id]: Entry): AuditRecord => ({
  key: { time, source, instance, id },
  source: infoOf(source),
  fetchedAt: 0,
});

export interface MemoryTimeline extends Timeline<AuditRecord> {
  /** What the source holds now; tests change it between reads. */
  entries: Entry[];
  /** How many records were handed out, and reads left, so far. */
  given: number;
  left: number;
}

export interface MemoryOptions {
  readonly instance?: string;
  /** Records of one chunk. */
  readonly chunk?: number;
  /** Fails once so many chunks are out. */
  readonly failsAfter?: number;
  readonly countable?: boolean;
  readonly reanchored?: boolean;
}

/** A source in memory that keeps to what a timeline promises, in chunks as small as is asked. */
export const memoryTimeline = (name: string, entries: Entry[], options: MemoryOptions = {}): MemoryTimeline => {
  const { instance, chunk = 2, failsAfter = Infinity, countable = true, reanchored = false } = options;
  const held = (): AuditRecord[] => made.entries.map((entry) => recordOf(name, instance ?? "", entry));
  const made: MemoryTimeline = {
    source: infoOf(name),
    ...(instance === undefined ? {} : { instance }),
    entries,
    given: 0,
    left: 0,
    async *read({ window, order }) {
      const oldestFirst = order === "OLDEST_FIRST";
      const sign = oldestFirst ? 1 : -1;
      const records = held()
        .filter(({ key }) => inWindow(key.time, window))
        .sort((a, b) => sign * (a.key.time - b.key.time || (a.key.id < b.key.id ? -1 : 1)));
      try {
        for (let at = 0, chunks = 0; ; chunks += 1) {
          if (chunks >= failsAfter) throw new AuditError("UPSTREAM_UNAVAILABLE", "It is down.", { retryable: true });
          // A chunk ends between two moments: records of one moment are never torn apart.
          let next = at + chunk;
          while (next < records.length && records[next]?.key.time === records[next - 1]?.key.time) next += 1;
          const part = records.slice(at, next);
          const isLast = next >= records.length;
          const last = part.at(-1)?.key.time ?? 0;
          const end = oldestFirst ? window.to : window.from;
          made.given += part.length;
          yield await Promise.resolve({
            records: part,
            through: isLast ? end : oldestFirst ? last + 1 : last,
            ...(reanchored ? { reanchored } : {}),
          });
          if (isLast) return;
          at = next;
        }
      } finally {
        made.left += 1;
      }
    },
    ...(countable
      ? { count: (window) => Promise.resolve(held().filter(({ key }) => inWindow(key.time, window)).length) }
      : {}),
  };
  return made;
};

/** The code of what is thrown or rejected; undefined where nothing is. */
export const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof AuditError) return error.code;
    throw error;
  }
};

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .";

/** Every text that differs from this one in one character: another one in its place, one less, one more. */
export function* mutationsOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1) {
    yield text.slice(0, at) + text.slice(at + 1);
    for (const character of ALPHABET) {
      yield text.slice(0, at) + character + text.slice(at);
      if (character !== text[at]) yield text.slice(0, at) + character + text.slice(at + 1);
    }
  }
  for (const character of ALPHABET) yield text + character;
}
