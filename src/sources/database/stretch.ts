import { z } from "zod";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import type { SourceInfo } from "../../audit/source.js";
import type { TimeWindow } from "../../audit/window.js";

/** A stretch of one instance's list, whole: every file that begins in it. */
export interface Stretch extends TimeWindow {
  readonly files: readonly AuditLogFileRecord[];
}

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
