import { LRUCache } from "lru-cache";
import { MINUTE } from "./window.js";

let latest = 0;

/**
 * The next operation's place in this process' order. Not a time, because two clocks, and two readings of one, may
 * disagree. The only state of the process in audit/: server/, upstream/ and doctor/ need one order, and share no other room.
 */
export const nextMoment = (): number => (latest += 1);

/** How long ago the process may have read what serves a walk's later page. */
export const REMEMBERED_FOR = 2 * MINUTE;
const REMEMBERED_WALKS = 10_000;

/** What may serve a page of a walk, of all that this process read before: what an operation of this moment or a later one read. */
export interface FreshSince {
  readonly moment: number;
  /**
   * Only what is settled, and changes nowhere but where a source breaks its habits. A cursor names a place in a list,
   * not the walk that came there. Where the list's end is the now of a walk's first page, the list is that walk's alone
   * (but for one of the same millisecond), and this process knows since when. Where the caller named the end, each walk
   * of the list has the same cursors: one may have begun in another replica after all that is remembered here. What is
   * not settled is then read again. Otherwise a record that came between two walks, and was there when the second began,
   * would be missing from it.
   */
  readonly onlySettled: boolean;
}

/** One list of one caller, with its end frozen. */
export interface WalkedList {
  readonly caller: string;
  readonly binding: string;
  readonly frozenTo: number;
}

/** What a session says of its operation's time. */
interface Operation {
  readonly now: number;
  readonly moment: number;
}

/**
 * Since when this process knows of the walks that callers are at. A later page may be served by what was read since; a
 * moment that is too late costs calls, one that is too early would lose records.
 */
export class Walks {
  readonly #begun = new LRUCache<string, Operation>({ max: REMEMBERED_WALKS });

  /** A first page. The latest of a list counts: it began no earlier than any walk of it that is under way here. */
  begin(list: WalkedList, { now, moment }: Operation): void {
    const key = keyOf(list);
    if ((this.#begun.get(key)?.moment ?? 0) < moment) this.#begun.set(key, { now, moment });
  }

  /**
   * A later page: the moment since which the list is walked here. Undefined where none is known or it is long ago; the
   * page then counts as the first one here. So nothing that is proved for a walk outlives what was read with it, in a
   * list that is walked for ever.
   */
  since(list: WalkedList, { now, moment }: Operation): number | undefined {
    const key = keyOf(list);
    const begun = this.#begun.get(key);
    if (begun && now - begun.now <= REMEMBERED_FOR) return begun.moment;
    this.#begun.set(key, { now, moment });
    return undefined;
  }
}

const keyOf = ({ caller, binding, frozenTo }: WalkedList): string => JSON.stringify([caller, binding, frozenTo]);
