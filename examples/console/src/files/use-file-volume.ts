import { FileVolumeDocument, type FileVolumeQuery } from "../generated/graphql.js";
import { type Bucket, type Row, rowsOf, type Total, totalOf } from "../parts/volume.js";
import { type Parts, useParts } from "../reading/use-parts.js";
import { timesOf } from "../parts/format.js";
import { refOf } from "../view/filters.js";
import { bucketSizeOf, piecesOf, type TimeSpan } from "../view/time-span.js";
import type { View } from "../view/view.js";

export interface Volumes {
  readonly read: Parts<FileVolumeQuery>;
  /** Bars of bytes by source. */
  readonly rows: readonly Row[];
  readonly files: Total;
  readonly bytes: Total;
}

const bucketsOf = (answer: FileVolumeQuery | undefined, key: "fileCount" | "byteCount"): Bucket[] | undefined =>
  answer?.auditLogFileVolume?.buckets.map((bucket) => ({
    from: bucket.from,
    to: bucket.to,
    series: bucket.source?.name ?? "",
    value: bucket[key],
    isWhole: bucket.isWhole,
  }));

/** Files and bytes of the range by source: the server counts, in one request for all that is shorter than a month. */
export const useFileVolume = (view: View, span: TimeSpan): Volumes => {
  const { zone, range, sources, kinds, instances } = view;
  const pieces = piecesOf(span, zone);
  const asked = {
    by: bucketSizeOf(span),
    timeZone: timesOf(zone).zoneName,
    ...(instances.length > 0 && { instances: instances.map(refOf) }),
    filter: {
      ...(sources.length > 0 && { sources: [...sources] }),
      ...(kinds.length > 0 && { kinds: [...kinds] }),
    },
  };
  const read = useParts(
    FileVolumeDocument,
    pieces.map((window) => ({ window, ...asked })),
    JSON.stringify([range, asked]),
  );
  const rowsBy = (key: "fileCount" | "byteCount"): Row[] =>
    read.isRead
      ? rowsOf(
          pieces,
          read.answers.map((answer) => bucketsOf(answer, key)),
        )
      : [];
  const rows = rowsBy("byteCount");
  return { read, rows, files: totalOf(rowsBy("fileCount")), bytes: totalOf(rows) };
};
