import type { ReactNode } from "react";
import { Bars } from "../parts/bars.js";
import { colored } from "../parts/colors.js";
import { CoverageNote } from "../parts/coverage-note.js";
import { bytes } from "../parts/format.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import { byWords, spanWords, tickWords } from "../parts/spans.js";
import { seriesOf } from "../parts/volume.js";
import { mergeCoverage } from "../reading/coverage.js";
import { bucketSizeOf, type TimeSpan } from "../view/time-span.js";
import { useTimes } from "../view/use-times.js";
import type { Volumes } from "./use-file-volume.js";

/** How much each source's instances wrote, and of what that is not known. */
export const FilesPanel = ({ span, volumes }: { readonly span: TimeSpan; readonly volumes: Volumes }): ReactNode => {
  const times = useTimes();
  const { read, rows } = volumes;
  const by = bucketSizeOf(span);
  const chart = {
    rows,
    series: colored(seriesOf(rows)),
    label: `Bytes of audit log files ${byWords(by)} and source`,
    value: bytes,
    isBinary: true,
    span: (row: (typeof rows)[number]) => spanWords(row, by, times),
  };
  return (
    <Panel
      id="files"
      title="Audit log files"
      about={`Bytes ${byWords(by)} and source, ${times.date(span.from)} – ${times.date(span.to)}, ${times.zoneName}.`}
      busy={read.busy}
      progress={read}
      empty={!read.isRead}
    >
      <RequestNote error={read.error} retry={read.retry} />
      {rows.length > 0 && <Bars {...chart} tick={(row, isFirst) => tickWords(row, isFirst, by, times)} />}
      {read.isRead && rows.length === 0 && <p className="nothing">No source with log files is chosen.</p>}
      <CoverageNote
        coverage={mergeCoverage(read.answers.map((answer) => answer?.auditLogFileVolume?.coverage ?? []))}
        retry={read.retry}
      />
    </Panel>
  );
};
