import type { AuditLogFileRecord } from "../../audit/log-file.js";
import { compareKeys } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import type { SourceInfo } from "../../audit/source.js";
import type { Chunk, ReadRequest, Timeline } from "../../audit/timeline.js";
import { DAY, SECOND, type TimeWindow } from "../../audit/window.js";
import { countFiles } from "./count.js";
import type { Habits } from "./habits.js";
import type { FileLister } from "./list-scan.js";
import { LONGEST_PART, learnDensity, mostPages, partWidth } from "./pace.js";
import { mayServe, type ReadPart } from "./part-memory.js";
import { type Crowd, PartReader } from "./part-reader.js";
import { sourceKeepsChanging } from "./unstable.js";

export interface FileTimelineOptions {
  readonly source: SourceInfo;
  readonly instance: string;
  readonly list: FileLister;
  /** This operation's copy. */
  readonly habits: () => Habits;
  readonly keepHabits: (habits: Habits) => void;
  readonly recall: (edge: number, request: ReadRequest) => ReadPart | undefined;
  readonly remember: (part: ReadPart) => void;
  readonly session: Pick<Session, "now" | "moment">;
}

/** Lists that make up a page together are asked for twice their part of it, so that chance seldom makes it one call more. */
const SHARE = 2;
/** Pages that a walk which turned one page is expected to turn next. */
const WALK_PAGES = 4;

const upToSecond = (time: number): number => Math.ceil(time / SECOND) * SECOND;

/** Files begin on whole seconds, and none begins in the future (a day is left for clocks that differ). */
const onSeconds = ({ from, to }: TimeWindow, now: number): TimeWindow => ({
  from: upToSecond(from),
  to: Math.min(upToSecond(to), upToSecond(now + DAY)),
});

/** The audit log files of one instance, by their begin, out of a list that knows offsets and windows of 30 days. */
export const fileTimeline = (options: FileTimelineOptions): Timeline<AuditLogFileRecord> => ({
  source: options.source,
  instance: options.instance,
  read: (request) => readFiles({ ...request, window: onSeconds(request.window, options.session.now) }, options),
  count: (window) => countFiles(onSeconds(window, options.session.now), options.list),
});

async function* readFiles(
  request: ReadRequest,
  options: FileTimelineOptions,
): AsyncIterable<Chunk<AuditLogFileRecord>> {
  const { order, window } = request;
  const oldestFirst = order === "OLDEST_FIRST";
  const reading = new Reading(request, options);
  let edge = oldestFirst ? window.from : window.to;
  while (oldestFirst ? edge < window.to : edge > window.from) {
    const part = options.recall(edge, request);
    const chunk = part ? reading.show(part, edge) : await reading.next(edge);
    edge = chunk.through;
    yield chunk;
  }
}

/** One read of the list, part by part: how much is still wanted, and how wide the next part may be. */
class Reading {
  readonly #habits: Habits;
  readonly #parts: PartReader;
  /** How many files of the page are likely to be this list's. */
  readonly #share: number;
  /** How many files the next part should hold. */
  #wanted: number;
  #shown = 0;
  /** Is this a walk's later page, whose parts the next page may be served from? */
  readonly #servesNext: boolean;
  /** What made a part too wide, and that part's far end: somewhere before it the files begin to stand close. */
  #crowd: (Crowd & { readonly before: number }) | undefined;

  constructor(
    private readonly request: ReadRequest,
    private readonly options: FileTimelineOptions,
  ) {
    this.#habits = options.habits();
    const { expected, among = 1, freshSince, order, window } = request;
    this.#share = Math.min(expected, Math.ceil((SHARE * expected) / among));
    this.#wanted = this.#share;
    const { list, session } = options;
    const near = order === "OLDEST_FIRST" ? window.from : window.to;
    this.#servesNext = mayServe(freshSince, session.moment, near, session.now);
    const most = mostPages(this.#sought(), list.cap);
    this.#parts = new PartReader(list, this.#habits, session, order, most, freshSince);
  }

  /** The chunk that a part gives from an edge on. A remembered part may reach past the window; its records must not. */
  show(part: ReadPart, edge: number): Chunk<AuditLogFileRecord> {
    const { order, window } = this.request;
    const oldestFirst = order === "OLDEST_FIRST";
    const from = oldestFirst ? edge : Math.max(part.from, window.from);
    const to = oldestFirst ? Math.min(part.to, window.to) : edge;
    const sign = oldestFirst ? 1 : -1;
    const records = part.files
      .filter(({ begin }) => begin >= from && begin < to)
      .sort((a, b) => sign * compareKeys(a.key, b.key));
    this.#shown += records.length;
    // Of a list that holds more than its share of the page more is wanted, and more each time.
    this.#wanted = Math.max(1, Math.min(2 * this.#wanted, this.request.expected - this.#shown));
    return { records, through: oldestFirst ? to : from };
  }

  /** Reads the part that follows the edge: narrower and narrower, until one can be read exactly. */
  async next(edge: number): Promise<Chunk<AuditLogFileRecord>> {
    const { source, session, keepHabits, remember } = this.options;
    let widest = LONGEST_PART;
    for (;;) {
      const empty = this.#emptyBefore(edge);
      const window = this.#partAt(edge, Math.min(widest, this.#width(edge, empty)));
      const width = window.to - window.from;
      const part = await this.#parts.read(window, (this.#habits.density ?? 0) * Math.max(0, width - empty));
      if (part.kind === "tooWide") {
        if (width <= SECOND) throw sourceKeepsChanging(source.name);
        this.#habits.density = Math.max(part.crowd.density, this.#habits.density ?? 0);
        this.#crowd = { ...part.crowd, before: this.request.order === "OLDEST_FIRST" ? window.to : window.from };
        // Halved at least, so that this ends whatever the source says of its density.
        widest = Math.max(SECOND, Math.floor(width / 2 / SECOND) * SECOND);
        continue;
      }
      const { files, reanchored, problem } = part.scan;
      const read = {
        ...window,
        files: files.filter(({ begin }) => begin >= window.from && begin < window.to),
        moment: session.moment,
      };
      if (read.files.length > 0) this.#crowd = undefined;
      learnDensity(this.#habits, read.files.length, width);
      keepHabits(this.#habits);
      if (!problem) remember(read);
      return { ...this.show(read, edge), reanchored, ...(problem ? { problem } : {}) };
    }
  }

  /** A walk that turned one page turns the next: then a part that will serve it may as well fill the source's page. */
  #sought(): number {
    return this.#servesNext ? Math.max(WALK_PAGES * this.#share, this.options.list.cap / 2) : this.#wanted;
  }

  /**
   * As wide as the density lets hope. Before a crowd: a page of it more than the empty stretch, where its first file was
   * met; else never past the middle of what is left before it.
   */
  #width(edge: number, empty: number): number {
    const { cap } = this.options.list;
    const width = partWidth(this.#habits, this.#sought(), cap);
    if (!this.#crowd || this.#crowd.before === edge) return width;
    const { density, before } = this.#crowd;
    if (empty > 0) return Math.min(LONGEST_PART, empty + partWidth({ ...this.#habits, density }, this.#sought(), cap));
    return Math.min(width, Math.max(SECOND, upToSecond(Math.abs(before - edge) / 2)));
  }

  /** How long nothing is likely to stand from the edge on: up to where a crowd was met. */
  #emptyBefore(edge: number): number {
    const nearest = this.#crowd?.nearest ?? edge;
    return Math.max(0, upToSecond(this.request.order === "OLDEST_FIRST" ? nearest - edge : edge - nearest));
  }

  #partAt(edge: number, width: number): TimeWindow {
    const { order, window } = this.request;
    return order === "OLDEST_FIRST"
      ? { from: edge, to: Math.min(edge + width, window.to) }
      : { from: Math.max(edge - width, window.from), to: edge };
  }
}
