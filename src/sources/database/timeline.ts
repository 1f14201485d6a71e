import { AuditError } from "../../audit/errors.js";
import { compareKeys, type SourceInfo } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import type { AuditLogFileRecord } from "../../audit/sources.js";
import type { Chunk, ReadRequest, Timeline } from "../../audit/timeline.js";
import { DAY, SECOND, type TimeWindow } from "../../audit/window.js";
import type { ListPage } from "./mapping.js";
import { type Habits, learnDensity, LONGEST_PART, mayServe, mostPages, partWidth, type ReadPart } from "./memory.js";
import { type Crowd, LONGEST_FILE, PartReader } from "./parts.js";
import { type FileLister, scanList, type Span } from "./scan.js";

/** Newest part first, as a read newest first cuts them, so that both share their calls. */
const slicesOf = ({ from, to }: TimeWindow): TimeWindow[] => {
  const slices: TimeWindow[] = [];
  for (let end = to; end > from; end -= LONGEST_PART)
    slices.push({ from: Math.max(from, end - LONGEST_PART), to: end });
  return slices;
};

/**
 * How many files begin in a window, exactly, at two to seven small calls for each 29 days; null where the source's
 * answers do not settle it. Each file counts where it begins, so one that straddles an edge counts once.
 */
const countFiles = async (window: TimeWindow, list: FileLister): Promise<number | null> => {
  const counts = await Promise.all(slicesOf(window).map((slice) => countSlice(slice, list)));
  return counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);
};

const countSlice = async (slice: TimeWindow, list: FileLister): Promise<number | null> => {
  const page = await list.fetch({ start: slice.from - SECOND, end: slice.to + LONGEST_FILE }, 0);
  if (page.problem) return null;
  const isWhole = page.ids.length < list.cap && page.ids.length === page.total;
  return isWhole
    ? page.files.filter(({ begin }) => begin >= slice.from && begin < slice.to).length
    : countByTotals(slice, list, page);
};

/**
 * The source's totals of two spans that end alike differ by what begins between their starts, plus, where the filter
 * means overlap, the files that run across each start; those few are read, and taken out.
 */
const countByTotals = async ({ from, to }: TimeWindow, list: FileLister, sample: ListPage): Promise<number | null> => {
  const end = to + LONGEST_FILE;
  const step = await startStep(list, sample, { start: from, end });
  if (step === null) return null;
  const [all, later, acrossFrom, acrossTo] = await Promise.all([
    list.total({ start: from - step, end }),
    list.total({ start: to - step, end }),
    countAcross(from, list),
    countAcross(to, list),
  ]);
  if (acrossFrom === null || acrossTo === null) return null;
  const count = all - acrossFrom - (later - acrossTo);
  return count >= 0 ? count : null;
};

/** Files that the source lists for the second after a moment although they begin before it. */
const countAcross = async (moment: number, list: FileLister): Promise<number | null> => {
  const span = { start: moment, end: moment + SECOND };
  const scan = await scanList(list, span, await list.fetch(span, 0));
  return !scan || scan.problem ? null : scan.files.filter(({ begin }) => begin < moment).length;
};

/**
 * 0 where start_time includes a file that begins at that very second, 1 second where it does not; null where it cannot
 * be told. Undocumented, so it is tried on a file of the sample. Overlap does not look at begins: 0 there.
 */
const startStep = async (list: FileLister, sample: ListPage, { start: from, end }: Span): Promise<number | null> => {
  const begin = sample.files.find((file) => file.begin >= from && file.begin + 2 * SECOND < end)?.begin;
  if (begin === undefined) return null;
  const [at, after, across] = await Promise.all([
    list.total({ start: begin, end }),
    list.total({ start: begin + SECOND, end }),
    countAcross(begin + SECOND, list),
  ]);
  if (across === null) return null;
  return at > after || across > 0 ? 0 : SECOND;
};

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
