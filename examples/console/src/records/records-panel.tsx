import type { ReactNode } from "react";
import { type AuditSourceKind, RecordVolumeDocument, type RecordVolumeQuery } from "../generated/graphql.js";
import { Bars } from "../parts/bars.js";
import { colored } from "../parts/colors.js";
import { CoverageNote } from "../parts/coverage-note.js";
import { number, timesOf } from "../parts/format.js";
import { KIND_NAMES } from "../parts/kinds.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import { byWords, spanWords, tickWords } from "../parts/spans.js";
import { type Bucket, type Row, rowsOf, seriesOf } from "../parts/volume.js";
import { mergeCoverage } from "../reading/coverage.js";
import { useParts } from "../reading/use-parts.js";
import { recordFilterOf } from "../view/filters.js";
import { bucketSizeOf, piecesOf, type TimeSpan } from "../view/time-span.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";

const bucketsOf = (answer: RecordVolumeQuery | undefined): Bucket[] | undefined =>
  answer?.auditRecordVolume?.buckets.map(({ from, to, kind, recordCount, isWhole }) => ({
    from,
    to,
    series: kind ?? "",
    value: recordCount,
    isWhole,
  }));

const nameOfKind = (kind: string): string => KIND_NAMES[kind as AuditSourceKind];

/** How many records there are of each kind, by all filters. */
export const RecordsPanel = ({ span }: { readonly span: TimeSpan }): ReactNode => {
  const { view } = useView();
  const times = useTimes();
  const by = bucketSizeOf(span);
  const pieces = piecesOf(span, view.zone);
  const asked = { by, timeZone: timesOf(view.zone).zoneName, filter: recordFilterOf(view) };
  const read = useParts(
    RecordVolumeDocument,
    pieces.map((window) => ({ window, ...asked })),
    JSON.stringify([view.range, asked]),
  );
  const rows: Row[] = read.isRead ? rowsOf(pieces, read.answers.map(bucketsOf)) : [];
  const chart = {
    rows,
    series: colored(seriesOf(rows), nameOfKind),
    label: `Records ${byWords(by)} and kind`,
    value: number,
    span: (row: Row) => spanWords(row, by, times),
  };
  return (
    <Panel
      id="records"
      title="Records"
      about={`How many ${byWords(by)} and kind, by all filters, ${times.zoneName}.`}
      busy={read.busy}
      progress={read}
      empty={!read.isRead}
    >
      <RequestNote error={read.error} retry={read.retry} />
      {rows.length > 0 && <Bars {...chart} tick={(row, isFirst) => tickWords(row, isFirst, by, times)} />}
      {read.isRead && rows.length === 0 && <p className="nothing">No source is chosen that has such records.</p>}
      <CoverageNote
        coverage={mergeCoverage(read.answers.map((answer) => answer?.auditRecordVolume?.coverage ?? []))}
        retry={read.retry}
      />
    </Panel>
  );
};
