import DataLoader from "dataloader";
import { asAuditError } from "../../audit/errors.js";
import type { Session } from "../../audit/session.js";
import type { AuditLogFileRecord } from "../../audit/sources.js";
import type { Chunk, Timeline } from "../../audit/timeline.js";
import { inWindow, MINUTE, SECOND } from "../../audit/window.js";
import { type Habits, learnLength, LONGEST_PART } from "./habits.js";
import { type FileLister, scanList, type Span } from "./scan.js";
import { LONGEST_FILE } from "./parts.js";

/** What names a file within its instance. */
interface FileName {
  /** Milliseconds since the epoch. */
  readonly begin: number;
  readonly upstreamId: string;
}

/** Pages of a margin that one file is looked for in: where more stand in it, the list is read. */
const MOST_PAGES = 3;
/** How long files are taken to be where none was met, and by how much that is too little. */
const FIRST_MARGIN = 4 * MINUTE;
const GROWTH = 8;

/** A list whose filter means containment hides a file from a span that it reaches out of. */
const marginsFor = ({ longest, filtersByContainment }: Habits): readonly number[] => {
  const margins = filtersByContainment ? [] : [0];
  for (let margin = longest || FIRST_MARGIN; margin < LONGEST_FILE; margin *= GROWTH) margins.push(margin);
  return [...margins, LONGEST_FILE];
};

interface Look {
  readonly files: readonly AuditLogFileRecord[];
  /** Everything that the source lists of the span was looked at, or what was looked for is there. */
  readonly isEnough: boolean;
}

/** The first page, then the last, for lists are mostly in the one order or the other; then the others. */
const lookInto = async (list: FileLister, span: Span, id: string, most: number): Promise<Look> => {
  const has = ({ files }: Pick<Look, "files">): boolean => files.some(({ upstreamId }) => upstreamId === id);
  const first = await list.fetch(span, 0);
  if (has(first)) return { files: first.files, isEnough: true };
  if (first.total > 2 * list.cap) {
    const last = await list.fetch(span, first.total - list.cap);
    if (has(last)) return { files: last.files, isEnough: true };
    if (first.total > most) return { files: first.files, isEnough: false };
  }
  const scan = await scanList(list, span, first, { isEnough: has });
  return { files: scan?.files ?? [], isEnough: scan !== undefined && (has(scan) || !scan.problem) };
};

/** Do the source's own totals count no more files that begin there than were seen? Under containment they count exactly. */
const hidesNone = async (list: FileLister, begin: number, seen: Look["files"]): Promise<boolean> => {
  const [from, to] = [begin - SECOND, begin + SECOND];
  const end = to + LONGEST_FILE;
  const [all, later] = await Promise.all([list.total({ start: from, end }), list.total({ start: to, end })]);
  return all - later === seen.filter((file) => inWindow(file.begin, { from, to })).length;
};

/**
 * Looks for one file where it begins, which takes a call or two however crowded the list is: what is found needs no proof.
 * Null where there is none, as spans show that were looked at whole. Undefined where only reading the list can tell.
 */
const sightFile = async (
  list: FileLister,
  habits: Habits,
  { begin, upstreamId }: FileName,
): Promise<AuditLogFileRecord | null | undefined> => {
  let wasHidden = false;
  for (const margin of marginsFor(habits)) {
    const span = { start: begin - SECOND, end: begin + SECOND + margin };
    const { files, isEnough } = await lookInto(list, span, upstreamId, margin === 0 ? Infinity : MOST_PAGES * list.cap);
    learnLength(habits, files);
    const found = files.find((file) => file.upstreamId === upstreamId && file.begin === begin);
    if (found) {
      habits.filtersByContainment ||= wasHidden;
      return found;
    }
    if (!isEnough) return undefined;
    // One that is shown although it runs on past the asked end: so none is hidden.
    if (files.some((file) => file.begin < span.end && file.end > span.end)) return null;
    if (margin > 0 && (await hidesNone(list, begin, files))) return null;
    wasHidden = true;
  }
  return null;
};

const keyOf = ({ begin, upstreamId }: FileName): string => `${begin} ${upstreamId}`;

type Found = AuditLogFileRecord | null | Error;

/** One instance's list, and what this search learns of it. */
interface NamedList {
  readonly timeline: Timeline<AuditLogFileRecord>;
  readonly list: FileLister;
  readonly habits: Habits;
}

/** So few are looked for one by one in a list that nothing is known of. */
const FEW = 3;

/** One search for named files in one instance's list. */
class Search {
  readonly #found = new Map<string, AuditLogFileRecord>();
  readonly #failures = new Map<number, Error>();
  readonly #wanted: ReadonlySet<string>;
  readonly #byBegin = new Map<number, FileName[]>();
  readonly #begins: readonly number[];
  /** The first begin that was not read yet. */
  #at = 0;
  /** Files per millisecond, as they were met last. */
  #density: number | undefined;

  constructor(
    private readonly named: NamedList,
    names: readonly FileName[],
    private readonly session: Pick<Session, "turn">,
  ) {
    this.#wanted = new Set(names.map(keyOf));
    for (const name of names) {
      const together = this.#byBegin.get(name.begin);
      if (together) together.push(name);
      else this.#byBegin.set(name.begin, [name]);
    }
    this.#begins = [...this.#byBegin.keys()].sort((a, b) => a - b);
    this.#density = named.habits.density;
  }

  async run(): Promise<this> {
    let failed = false;
    for (let from = this.#next(); from !== undefined; from = this.#next()) {
      try {
        await this.#readFrom(from);
        failed = false;
      } catch (thrown) {
        const error = asAuditError(thrown);
        // One broken place must not hide what is behind it; two in a row mean that the source fails.
        do this.#fail(error);
        while (failed && this.#next() !== undefined);
        failed = true;
      }
    }
    return this;
  }

  of(name: FileName): Found {
    return this.#found.get(keyOf(name)) ?? this.#failures.get(name.begin) ?? null;
  }

  #next(): number | undefined {
    return this.#begins[this.#at];
  }

  #fail(error: Error): void {
    const begin = this.#next();
    if (begin !== undefined) this.#failures.set(begin, error);
    this.#at += 1;
  }

  /** Would the next one be reached by more calls than looking for it takes? */
  #isApart(from: number, to: number): boolean {
    if (this.#density === undefined) return this.#begins.length - this.#at <= FEW;
    return to - from > LONGEST_PART || (to - from) * this.#density > this.named.list.cap;
  }

  /** Looks for those that begin at one moment, by themselves. False where the list must be read. */
  async #sight(begin: number): Promise<boolean> {
    const { list, habits } = this.named;
    for (const name of this.#byBegin.get(begin) ?? []) {
      const file = await sightFile(list, habits, name);
      if (file === undefined) return false;
      if (file) this.#found.set(keyOf(name), file);
      await this.session.turn?.();
    }
    this.#at += 1;
    return true;
  }

  /** Reads as far as wanted files stand near one another. How close files stand may turn out on the way: then anew from there. */
  async #readFrom(from: number): Promise<void> {
    let last = this.#at;
    while (last + 1 < this.#begins.length && !this.#isApart(this.#begins[last] ?? 0, this.#begins[last + 1] ?? 0)) {
      last += 1;
    }
    if (last === this.#at && (await this.#sight(from))) return;
    const window = { from, to: (this.#begins[last] ?? from) + SECOND };
    const expected = Math.ceil(Math.max(1 + last - this.#at, (this.#density ?? 0) * (window.to - from)));
    let [edge, left] = [from, expected];
    for await (const chunk of this.named.timeline.read({ window, order: "OLDEST_FIRST", expected })) {
      this.#take(chunk);
      const { records, through } = chunk;
      this.#density = records.length / Math.max(SECOND, through - edge);
      [edge, left] = [through, left - records.length];
      const next = this.#next();
      if (next === undefined || this.#isApart(through, next) || left <= 0) return;
      await this.session.turn?.();
    }
  }

  #take({ records, through, problem }: Chunk<AuditLogFileRecord>): void {
    for (const file of records) if (this.#wanted.has(keyOf(file))) this.#found.set(keyOf(file), file);
    for (let begin = this.#next(); begin !== undefined && begin < through; begin = this.#next()) {
      // Where entries could not be read, one that is not there is not known to be none.
      if (problem) this.#fail(problem);
      else this.#at += 1;
    }
  }
}

/**
 * Files by their names within one operation: those of one instance that are asked for together are found in one reading of
 * its list, which passes over stretches without any of them.
 */
export class NamedFiles {
  readonly #byInstance = new Map<string, DataLoader<FileName, AuditLogFileRecord | null, string>>();

  constructor(
    private readonly open: (instanceId: string) => NamedList,
    private readonly session: Pick<Session, "turn">,
  ) {}

  load(instanceId: string, name: FileName): Promise<AuditLogFileRecord | null> {
    let loader = this.#byInstance.get(instanceId);
    if (!loader) {
      loader = new DataLoader((names) => this.#find(instanceId, names), { cacheKeyFn: keyOf });
      this.#byInstance.set(instanceId, loader);
    }
    return loader.load(name);
  }

  async #find(instanceId: string, names: readonly FileName[]): Promise<Found[]> {
    const search = await new Search(this.open(instanceId), names, this.session).run();
    return names.map((name) => search.of(name));
  }
}
