import { compareKeys } from "../../audit/record.js";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import type { SourceInfo } from "../../audit/source.js";
import type { Chunk, ReadRequest, Timeline } from "../../audit/timeline.js";
import { DAY, SECOND, type TimeWindow } from "../../audit/window.js";
import { countFiles } from "./count.js";
import type { Habits } from "./habits.js";
import type { FileLister } from "./list-scan.js";
import { LONGEST_PART, learnDensity, partWidth } from "./pace.js";
import { PartReader } from "./part-reader.js";
import { sourceKeepsChanging } from "./unstable.js";

export interface FileTimelineOptions {
  readonly source: SourceInfo;
  readonly instance: string;
  readonly list: FileLister;
  /** This operation's copy. */
  readonly habits: () => Habits;
  readonly keep: (habits: Habits) => void;
  readonly now: number;
}

/** Tries for one part whose list moves while it is read; each is narrower than the one before. */
const MOST_TRIES = 8;

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
  read: (request) => readFiles(request, options),
  count: (window) => countFiles(onSeconds(window, options.now), options.list),
});

async function* readFiles(
  request: ReadRequest,
  options: FileTimelineOptions,
): AsyncIterable<Chunk<AuditLogFileRecord>> {
  const { order, expected } = request;
  const { list, now } = options;
  const window = onSeconds(request.window, now);
  const oldestFirst = order === "OLDEST_FIRST";
  const habits = options.habits();
  const parts = new PartReader(list, habits, now);
  let edge = oldestFirst ? window.from : window.to;
  let wanted = Math.max(1, expected);
  let widest = LONGEST_PART;
  let tries = 0;

  while (oldestFirst ? edge < window.to : edge > window.from) {
    const width = Math.min(widest, partWidth(habits, wanted, list.cap));
    const part = oldestFirst
      ? { from: edge, to: Math.min(edge + width, window.to) }
      : { from: Math.max(edge - width, window.from), to: edge };
    const read = await parts.read(part);
    if (read.kind === "tooMany") {
      habits.density = Math.max(read.density, (habits.density ?? 0) * 1.5);
      options.keep(habits);
      continue;
    }
    if (read.kind === "moved") {
      tries += 1;
      if (tries >= MOST_TRIES) throw sourceKeepsChanging(options.source.name);
      widest = Math.max(SECOND, Math.floor((part.to - part.from) / 2 / SECOND) * SECOND);
      continue;
    }
    const sign = oldestFirst ? 1 : -1;
    const records = read.files
      .filter(({ begin }) => begin >= part.from && begin < part.to)
      .sort((a, b) => sign * compareKeys(a.key, b.key));
    learnDensity(habits, records.length, part.to - part.from);
    options.keep(habits);
    edge = oldestFirst ? part.to : part.from;
    wanted = Math.max(1, wanted - records.length);
    yield { records, through: edge, reanchored: tries > 0, ...(read.problem ? { problem: read.problem } : {}) };
    tries = 0;
    widest = LONGEST_PART;
  }
}
