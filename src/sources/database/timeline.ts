import { AuditError } from "../../audit/errors.js";
import type { SourceInfo } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import type { AuditLogFileRecord } from "../../audit/sources.js";
import type { Chunk, ReadRequest, Timeline } from "../../audit/timeline.js";
import { REMEMBERED_FOR } from "../../audit/walk.js";
import { DAY, inWindow, SECOND, type TimeWindow } from "../../audit/window.js";
import type { Held } from "../../upstream/cache/stores.js";
import type { ClosedStretches } from "./closed-stretches.js";
import { FileCounter } from "./count.js";
import { Crowd, type NextPart } from "./crowd.js";
import { type Habits, learnDensity, LONGEST_PART, MOMENT, mostPages, partWidth } from "./habits.js";
import { compareFiles } from "./mapping.js";
import { PartReader } from "./parts.js";
import type { FileLister } from "./scan.js";
import { farEdge, mayServe, nearEdge, restOf, type Stretch, within } from "./stretches.js";

/** A list that shows another order at every call, or changes faster than it can be read: no exact answer is to be had. */
const sourceKeepsChanging = (source: string): AuditError =>
  new AuditError("UPSTREAM_CONTRACT_VIOLATION", `Source "${source}" changes its list faster than it can be read.`, {
    source,
    retryable: true,
    detail: "list moved under every try",
  });

interface FileTimelineOptions {
  readonly source: SourceInfo;
  readonly instance: string;
  readonly list: FileLister;
  /** This operation's copy. */
  readonly habits: () => Habits;
  readonly keepHabits: (habits: Habits) => void;
  /** What the walk that is read has already. */
  readonly recall: (edge: number, request: ReadRequest) => Stretch | undefined;
  readonly remember: (stretch: Stretch) => void;
  /** What anybody may have; absent where only the source itself will do. */
  readonly closed?: ClosedStretches;
  readonly session: Pick<Session, "now" | "moment">;
}

/** Lists that make up a page together are asked for twice their part of it, so that chance seldom makes it one call more. */
const SHARE = 2;
/** How often one part is sought by what was seen of a crowd, instead of being halved: of files in no order that is a guess. */
const MOST_LEAPS = 2;
/** Pages that a walk which turned one page is expected to turn next. */
const WALK_PAGES = 4;

const upToSecond = (time: number): number => Math.ceil(time / SECOND) * SECOND;

/** Files begin on whole seconds, and none begins in the future (a day is left for clocks that differ). */
const onSeconds = ({ from, to }: TimeWindow, now: number): TimeWindow => ({
  from: upToSecond(from),
  to: Math.min(upToSecond(to), upToSecond(now + DAY)),
});

/** The audit log files of one instance, by their begin, out of a list that knows offsets and windows of 30 days. */
export const fileTimeline = (options: FileTimelineOptions): Timeline<AuditLogFileRecord> => {
  const { session, closed } = options;
  const counter = new FileCounter(options.list, session.now);
  return {
    source: options.source,
    instance: options.instance,
    read: (request) => readFiles({ ...request, window: onSeconds(request.window, session.now) }, options),
    count: (asked) => {
      const window = onSeconds(asked, session.now);
      const ask = (): Promise<number | null> => counter.count(window);
      return closed ? closed.count(window, ask) : ask();
    },
  };
};

/** What is read of a list at once. */
interface Read extends Pick<Chunk<AuditLogFileRecord>, "reanchored" | "problem"> {
  readonly stretch: Stretch;
}

/** Stretch by stretch: a closed one where one is believed, otherwise a live read, which that one may stand in for. */
async function* readFiles(
  request: ReadRequest,
  options: FileTimelineOptions,
): AsyncIterable<Chunk<AuditLogFileRecord>> {
  const { order, window, freshSince } = request;
  const { closed } = options;
  // A later page of a walk may be served by what the process remembers of an earlier one.
  const agoMs = freshSince === undefined ? 0 : REMEMBERED_FOR;
  let reading: Reading | undefined;
  let edge = nearEdge(window, order);
  for (;;) {
    const rest = restOf(window, edge, order);
    if (rest.from >= rest.to) return;
    // A promise is waited for only where there is one: most of what is asked here is at hand.
    const found = closed?.find(edge, order);
    const kept = found instanceof Promise ? await found : found;
    const atHand = kept && within(kept.value, rest);
    let read: Held<Read>;
    if (kept?.isFresh && atHand) {
      read = { value: { stretch: atHand } };
    } else {
      reading ??= new Reading({ ...request, window: rest }, options);
      const next = reading.next(edge);
      read =
        closed && atHand
          ? await closed.insteadOf(Promise.resolve(next), { stretch: atHand })
          : { value: next instanceof Promise ? await next : next };
      // It failed, or is still at work; either way nobody waits for it.
      if (read.problem) reading = undefined;
      else if (!read.value.problem) {
        const compared = closed?.keep(read.value, order, kept, agoMs);
        if (compared) await compared;
      }
    }
    const { stretch, ...told } = read.value;
    edge = farEdge(stretch, order);
    const records = order === "OLDEST_FIRST" ? stretch.files : stretch.files.toReversed();
    yield { records, through: edge, ...told, ...(read.problem ? { problem: read.problem } : {}) };
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
  /** Of the part that was full last, until its files are read, or as few are left as fit a part. */
  #crowd: Crowd | undefined;

  constructor(
    private readonly request: ReadRequest,
    private readonly options: FileTimelineOptions,
  ) {
    this.#habits = options.habits();
    const { expected, among = 1, freshSince, order, window } = request;
    this.#share = Math.min(expected, Math.ceil((SHARE * expected) / among));
    this.#wanted = this.#share;
    const { list, session } = options;
    this.#servesNext = mayServe(freshSince, session.moment, nearEdge(window, order), session.now);
    const most = mostPages(this.#sought(), list.cap);
    this.#parts = new PartReader(list, this.#habits, session, order, most, freshSince);
  }

  /** What follows the edge, out of the walk's own memory or the list. */
  next(edge: number): Read | Promise<Read> {
    const remembered = this.options.recall(edge, this.request);
    return remembered ? { stretch: this.#show(remembered, edge) } : this.#readPart(edge);
  }

  /** What a stretch gives from an edge on. A remembered one may reach past the window; its records must not. */
  #show(stretch: Stretch, edge: number): Stretch {
    const { order, window, expected } = this.request;
    const shown = within(stretch, restOf(window, edge, order));
    if (!shown) throw new Error("a stretch that does not go on from the edge");
    this.#shown += shown.files.length;
    // Of a list that holds more than its share of the page more is wanted, and more each time.
    this.#wanted = Math.max(1, Math.min(2 * this.#wanted, expected - this.#shown));
    return shown;
  }

  /** Reads the part that follows the edge: narrower and narrower, until one can be read exactly. */
  async #readPart(edge: number): Promise<Read> {
    const { source, keepHabits, remember } = this.options;
    let widest = LONGEST_PART;
    let leaps = 0;
    for (;;) {
      const next = this.#nextPart(edge);
      const window = this.#partAt(edge, Math.min(widest, next.width));
      const width = window.to - window.from;
      const isWhole = width <= MOMENT || (next.isWhole && next.width <= widest);
      const part = await this.#parts.read(window, (next.files * width) / next.width, isWhole);
      if (part.kind === "tooWide") {
        if (width <= SECOND) throw sourceKeepsChanging(source.name);
        this.#crowd = new Crowd(part.full, window, this.request.order);
        this.#habits.density = Math.max(this.#crowd.density, this.#habits.density ?? 0);
        // What is seen is read at once, however far it reaches. Otherwise halved at least, so that this ends whatever the
        // source shows.
        const half = Math.max(SECOND, Math.floor(width / 2 / SECOND) * SECOND);
        const { sure, isWhole: isBurst } = this.#nextPart(edge);
        const isLeap = sure > half && (isBurst || sure < width) && leaps < MOST_LEAPS;
        leaps += isLeap ? 1 : 0;
        widest = isLeap ? sure : half;
        continue;
      }
      const { files, reanchored, problem } = part.scan;
      const inPart = files.filter(({ begin }) => inWindow(begin, window)).sort(compareFiles);
      const stretch = { from: window.from, to: window.to, files: inPart };
      learnDensity(this.#habits, inPart.length, width);
      this.#passCrowd(farEdge(window, this.request.order), inPart.length, isWhole);
      keepHabits(this.#habits);
      if (!problem) remember(stretch);
      return { stretch: this.#show(stretch, edge), reanchored, ...(problem ? { problem } : {}) };
    }
  }

  /** A walk that turned one page turns the next: then a part that will serve it may as well fill the source's page. */
  #sought(): number {
    return this.#servesNext ? Math.max(WALK_PAGES * this.#share, this.options.list.cap / 2) : this.#wanted;
  }

  /** What is left of a crowd behind the part that was read last. */
  #passCrowd(edge: number, files: number, isWhole: boolean): void {
    if (!this.#crowd) return;
    this.#crowd.took(files);
    const rest = this.#crowd.restAt(edge);
    // How close the files of a burst stand tells nothing of those behind it.
    if (rest === undefined && isWhole) this.#habits.density = this.#crowd.density;
    if (rest === undefined) return;
    this.#habits.density = rest;
    this.#crowd = undefined;
  }

  /** As wide as the density lets hope; before a crowd, as the files that were seen of it tell. */
  #nextPart(edge: number): NextPart {
    const { cap } = this.options.list;
    const sought = this.#sought();
    const widthOf = (files: number, density?: number): number => partWidth({ ...this.#habits, density }, files, cap);
    const seen = this.#crowd?.partFrom(edge, sought, widthOf);
    if (seen) return { ...seen, width: Math.min(LONGEST_PART, seen.width), sure: Math.min(LONGEST_PART, seen.sure) };
    const width = widthOf(sought, this.#habits.density);
    // Of a crowd that stands somewhere nobody knows whether it stands there.
    const files = this.#crowd?.isSeen === false ? 0 : (this.#habits.density ?? 0) * width;
    return { width, sure: 0, files, isWhole: false };
  }

  #partAt(edge: number, width: number): TimeWindow {
    const { order, window } = this.request;
    return order === "OLDEST_FIRST"
      ? { from: edge, to: Math.min(edge + width, window.to) }
      : { from: Math.max(edge - width, window.from), to: edge };
  }
}
