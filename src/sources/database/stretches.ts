import { LRUCache } from "lru-cache";
import type { ReadRequest } from "../../audit/timeline.js";
import { type FreshSince, REMEMBERED_FOR } from "../../audit/walk.js";
import { DAY, type RecordOrder, type TimeWindow } from "../../audit/window.js";
import { type FilesShared, keptSize, LogFile } from "./mapping.js";

/*
 * A stretch of one instance's list, read whole, is what is remembered of a list, by two rules of who may have it. A walk's
 * later page may have what was read for its caller since the walk began (WalkedStretches). Anybody may have what closed long
 * ago and was seen twice (closed-stretches.ts).
 */

/** A stretch of one instance's list, whole. */
export interface Stretch extends TimeWindow {
  /** Every file that begins in it, oldest first. */
  readonly files: readonly LogFile[];
}

/** A stretch as it was read. */
export class ReadStretch implements Stretch {
  readonly from: number;
  readonly to: number;
  #packed: PackedStretch | undefined;

  constructor(
    { from, to }: TimeWindow,
    readonly files: readonly LogFile[],
  ) {
    this.from = from;
    this.to = to;
  }

  get packed(): PackedStretch {
    return (this.#packed ??= new PackedStretch(this));
  }
}

export const packed = (stretch: Stretch): PackedStretch =>
  stretch instanceof ReadStretch ? stretch.packed : new PackedStretch(stretch);

/** What a stretch holds of a window; undefined where it holds nothing of it. */
export const within = (stretch: Stretch, window: TimeWindow): Stretch | undefined => {
  const from = Math.max(stretch.from, window.from);
  const to = Math.min(stretch.to, window.to);
  if (from >= to) return undefined;
  if (stretch instanceof PackedStretch) return { from, to, files: stretch.filesIn(from, to) };
  if (from === stretch.from && to === stretch.to) return stretch;
  const { files } = stretch;
  const begin = (i: number): number => files[i]?.begin ?? Infinity;
  return { from, to, files: files.slice(firstFrom(files.length, begin, from), firstFrom(files.length, begin, to)) };
};

/** Where the first of `count` files stands that begins at a time or later. */
const firstFrom = (count: number, begin: (i: number) => number, time: number): number => {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (begin(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Of each file: begin, end, size; where its id, its name and its node begin in the texts; which of the shared it has. */
const NUMBERS = 7;
const [BEGIN, END, SIZE, ID, NAME, NODE, SHARED] = [0, 1, 2, 3, 4, 5, 6] as const;
/** In SHARED, added for a file of a node. */
const OF_A_NODE = 0.5;

const IS_LATIN1 = /^[\0-\u00ff]*$/;

/**
 * A stretch that is kept for a read which may never come: as bytes outside of the heap, out of which its files are made
 * again. As records, each with its texts, they were what young collections moved and full ones visited most: a page from
 * the upstream left hundreds of objects behind, and nearly all of them were dropped unseen.
 */
export class PackedStretch implements Stretch {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** As the sum of keptSize of its files. */
  readonly size: number;
  readonly #numbers: Float64Array;
  readonly #texts: Buffer;
  readonly #coding: "latin1" | "utf16le";
  readonly #shared: readonly FilesShared[];

  constructor({ from, to, files }: Stretch) {
    this.from = from;
    this.to = to;
    this.count = files.length;
    // The last of its places is where the texts end.
    const numbers = new Float64Array(files.length * NUMBERS + ID + 1);
    const shared: FilesShared[] = [];
    let texts = "";
    let at = 0;
    let size = 0;
    for (const file of files) {
      size += keptSize(file);
      if (file.shared !== shared.at(-1)) shared.push(file.shared);
      numbers[at + BEGIN] = file.begin;
      numbers[at + END] = file.end;
      numbers[at + SIZE] = file.sizeBytes;
      numbers[at + ID] = texts.length;
      texts += file.upstreamId;
      numbers[at + NAME] = texts.length;
      texts += file.name;
      numbers[at + NODE] = texts.length;
      if (file.nodeId !== null) texts += file.nodeId;
      numbers[at + SHARED] = shared.length - 1 + (file.nodeId === null ? 0 : OF_A_NODE);
      at += NUMBERS;
    }
    numbers[at + ID] = texts.length;
    this.#numbers = numbers;
    this.#shared = shared;
    this.size = size;
    this.#coding = IS_LATIN1.test(texts) ? "latin1" : "utf16le";
    this.#texts = Buffer.from(texts, this.#coding);
  }

  /** Made anew each time. */
  get files(): readonly LogFile[] {
    return this.#between(0, this.count);
  }

  /** Those that begin in a part of it. */
  filesIn(from: number, to: number): readonly LogFile[] {
    const begin = (i: number): number => this.#number(i, BEGIN);
    return this.#between(firstFrom(this.count, begin, from), firstFrom(this.count, begin, to));
  }

  #between(first: number, end: number): readonly LogFile[] {
    const offset = this.#number(first, ID);
    const width = this.#coding === "latin1" ? 1 : 2;
    const text = this.#texts.toString(this.#coding, offset * width, this.#number(end, ID) * width);
    const files: LogFile[] = [];
    for (let i = first; i < end; i += 1) {
      const [id, name, node] = [this.#number(i, ID), this.#number(i, NAME), this.#number(i, NODE)];
      const which = this.#number(i, SHARED);
      const shared = this.#shared[Math.floor(which)];
      if (!shared) throw new Error("a packed file of no answer");
      files.push(
        new LogFile(
          shared,
          text.slice(id - offset, name - offset),
          text.slice(name - offset, node - offset),
          this.#number(i, SIZE),
          which % 1 === 0 ? null : text.slice(node - offset, this.#number(i + 1, ID) - offset),
          this.#number(i, BEGIN),
          this.#number(i, END),
        ),
      );
    }
    return files;
  }

  #number(i: number, which: number): number {
    return this.#numbers[i * NUMBERS + which] ?? 0;
  }
}

/** Where a read of a span begins, in its order. */
export const nearEdge = ({ from, to }: TimeWindow, order: RecordOrder): number =>
  order === "OLDEST_FIRST" ? from : to;

/** Where it ends. */
export const farEdge = ({ from, to }: TimeWindow, order: RecordOrder): number => (order === "OLDEST_FIRST" ? to : from);

/** What of a window a read has still before it at an edge; nothing of it has a length of 0. */
export const restOf = ({ from, to }: TimeWindow, edge: number, order: RecordOrder): TimeWindow =>
  order === "OLDEST_FIRST" ? { from: edge, to } : { from, to: edge };

/**
 * A file begins, is written for a day at most, and is listed when it ends; the second day is for clocks that differ and
 * for uploads that are late. What ended earlier gains files only where the service breaks its own habits.
 */
const SETTLED_AFTER = 2 * DAY;

/** Does a service list nothing new that begins before `end`? */
export const isSettled = (end: number, now: number): boolean => end <= now - SETTLED_AFTER;

/** May what an operation of a moment learned of the list up to `end` serve a page at `now`? The rule of a walk's own memory. */
export const mayServe = (since: FreshSince | undefined, learnedAt: number, end: number, now: number): boolean =>
  since !== undefined && learnedAt >= since.moment && (!since.onlySettled || isSettled(end, now));

const KEPT_FILES = 20_000;
const STRETCHES_OF_ONE = 4;

/** A stretch, and the moment (walk.ts) of the operation that read it. */
interface WalkedStretch {
  readonly stretch: PackedStretch;
  readonly moment: number;
}

/**
 * The stretches that a process read last, so that a walk's next page need not read again what the page before read and
 * did not show. One serves walks of the same caller that began before it was read: it is as good as a read of their own.
 */
export class WalkedStretches {
  readonly #lists = new LRUCache<string, readonly WalkedStretch[]>({
    maxSize: KEPT_FILES,
    sizeCalculation: (walked) => 1 + walked.reduce((sum, { stretch }) => sum + stretch.count, 0),
    ttl: REMEMBERED_FOR,
  });

  /** `list`: whose, and which. */
  keep(list: string, stretch: Stretch, moment: number): void {
    const before = this.#lists.get(list) ?? [];
    this.#lists.set(list, [{ stretch: packed(stretch), moment }, ...before].slice(0, STRETCHES_OF_ONE));
  }

  /** One that goes on from the edge in the order, and may serve the page that is read. */
  find(list: string, edge: number, { order, window, freshSince }: ReadRequest, now: number): Stretch | undefined {
    if (freshSince === undefined) return undefined;
    const oldestFirst = order === "OLDEST_FIRST";
    const found = this.#lists.get(list)?.find(({ stretch: { from, to }, moment }) => {
      const goesOn = oldestFirst ? from <= edge && edge < to : from < edge && edge <= to;
      return goesOn && mayServe(freshSince, moment, oldestFirst ? Math.min(to, window.to) : edge, now);
    });
    return found?.stretch;
  }
}
