import { z } from "zod";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import type { SourceInfo } from "../../audit/source.js";
import type { TimeWindow } from "../../audit/window.js";

/** A stretch of one instance's list, whole: every file that begins in it. */
export interface Stretch extends TimeWindow {
  readonly files: readonly AuditLogFileRecord[];
}

/** What a stretch holds of a window; undefined where it holds nothing of it. */
export const within = (stretch: Stretch, window: TimeWindow): Stretch | undefined => {
  const from = Math.max(stretch.from, window.from);
  const to = Math.min(stretch.to, window.to);
  if (from >= to) return undefined;
  if (from === stretch.from && to === stretch.to) return stretch;
  return { from, to, files: stretch.files.filter(({ begin }) => begin >= from && begin < to) };
};

/** Do two reads of one stretch, in one order, show the same files? */
export const showTheSame = (one: Stretch, other: Stretch): boolean =>
  one.files.length === other.files.length &&
  one.files.every((file, i) => {
    const same = other.files[i];
    return same?.upstreamId === file.upstreamId && same.begin === file.begin && same.end === file.end;
  });

const wire = z.object({
  from: z.int(),
  to: z.int(),
  files: z.array(
    z.object({
      nodeId: z.string().nullable(),
      upstreamId: z.string().min(1),
      name: z.string(),
      sizeBytes: z.int().nonnegative(),
      sizeIsExact: z.boolean(),
      begin: z.int(),
      end: z.int(),
      fetchedAt: z.number(),
    }),
  ),
});

/** The stretch as JSON; what all its files share is left out. */
export const storedStretch = ({ from, to, files }: Stretch): z.infer<typeof wire> => ({
  from,
  to,
  files: files.map(({ nodeId, upstreamId, name, sizeBytes, sizeIsExact, begin, end, fetchedAt }) => ({
    nodeId,
    upstreamId,
    name,
    sizeBytes,
    sizeIsExact,
    begin,
    end,
    fetchedAt,
  })),
});

/** Keys, stamps and numbers of one file as JSON. */
const FILE_SIZE = 170;

/** About how many characters the JSON has. */
export const storedSize = ({ files }: Stretch): number =>
  files.reduce((size, { upstreamId, name }) => size + FILE_SIZE + upstreamId.length + name.length, 32);

/** Throws for what is no stretch. */
export const readStretch = (kept: unknown, source: SourceInfo, instanceId: string): Stretch => {
  const { from, to, files } = wire.parse(kept);
  if (from >= to || files.some(({ begin, end }) => begin < from || begin >= to || end < begin))
    throw new Error("kept files do not stand in their stretch");
  return {
    from,
    to,
    files: files.map((file) => ({
      ...file,
      key: { time: file.begin, source: source.name, instance: instanceId, id: file.upstreamId },
      source,
      instanceId,
    })),
  };
};
