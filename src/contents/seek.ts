import type { EntryFormat, StoredFile } from "../audit/sources.js";
import { judgeOf } from "./filter.js";
import { firstStart, RecordSplitter } from "./splitter.js";

/** A probe: some dozen records, so that their largest time is near the time of writing. */
const PROBE = 16 * 1024;
/** Where a record is longer than a probe, it is asked for once more, so much wider. */
const WIDER = 16;
/** Reading on costs less than another probe. */
const NEAR = 256 * 1024;
const MOST_PROBES = 5;
/** A smaller file is read whole: of a quiet one a block's largest time proves nothing. */
export const SOUGHT_FROM = 1024 * 1024;

interface Probe {
  /** Where its first whole record begins. */
  readonly start: number;
  readonly latest: number;
}

/** The first records after a place, and the latest time among them; undefined where none begins there. */
const probe = async (
  file: StoredFile,
  { format, etag }: Pick<SoughtFile, "format" | "etag">,
  at: number,
  count: (bytes: number) => void,
): Promise<Probe | undefined> => {
  for (const size of [PROBE, PROBE * WIDER]) {
    const { chunks } = await file.read({ from: at, to: at + size, etag });
    const parts: Buffer[] = [];
    for await (const chunk of chunks) {
      count(chunk.length);
      parts.push(chunk);
    }
    const bytes = Buffer.concat(parts);
    const first = firstStart(format, bytes);
    if (first === undefined) continue;
    const judge = judgeOf(format, { includeUnreadable: false });
    let latest = -Infinity;
    // The last record of the probe is not whole.
    for (const record of new RecordSplitter(format, at + first).push(bytes.subarray(first))) {
      latest = Math.max(latest, judge(record)?.time ?? -Infinity);
    }
    if (latest > -Infinity) return { start: at + first, latest };
  }
  return undefined;
};

export interface SoughtFile {
  readonly format: EntryFormat;
  readonly etag: string;
  readonly total: number;
  /** Where the first record begins. */
  readonly first: number;
  /** Milliseconds since the epoch that the file covers, as its list says. */
  readonly begin: number;
  readonly end: number;
}

/**
 * A record's start before which nothing occurred at or after an instant, and not far before the first that did. A record is
 * written after its time: so where the latest time of a block is before the instant, nothing before the block can be
 * later. Interpolates, for times are spread evenly where much is written; then halves.
 */
export const seek = async (
  file: StoredFile,
  sought: SoughtFile,
  instant: number,
  count: (bytes: number) => void,
): Promise<number> => {
  let [low, lowTime] = [sought.first, sought.begin];
  let [high, highTime] = [sought.total, sought.end];
  for (let made = 0; made < MOST_PROBES && high - low > NEAR; made += 1) {
    const share = highTime > lowTime ? (instant - lowTime) / (highTime - lowTime) : 0.5;
    const even = low + (high - low) * Math.min(1, Math.max(0, share));
    if (made > 0 && made < 3 && low > sought.first && even - low < NEAR) return low;
    // Somewhat before the place that is expected, so that the next step is a short one; the last ones halve.
    const aim = made < 3 ? even - NEAR / 2 : (low + high) / 2;
    const at = Math.floor(Math.min(high - PROBE, Math.max(low, aim)));
    const found = await probe(file, sought, at, count);
    if (!found) return low;
    if (found.latest < instant && found.start > low) [low, lowTime] = [found.start, Math.max(lowTime, found.latest)];
    else if (found.latest < instant) return low;
    else [high, highTime] = [at, Math.min(highTime, found.latest)];
  }
  return low;
};
