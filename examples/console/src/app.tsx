import type { ReactNode } from "react";
import { TokenForm } from "./access/token-form.js";
import { StuckPanel } from "./balancers/stuck-panel.js";
import { ControlBar } from "./bar/control-bar.js";
import { EntriesPanel } from "./entries/entries-panel.js";
import { FilesPanel } from "./files/files-panel.js";
import { useFileVolume } from "./files/use-file-volume.js";
import { NumbersPanel } from "./numbers/numbers-panel.js";
import { RecordPane } from "./record/record-pane.js";
import { RecordsPanel } from "./records/records-panel.js";
import { SourceStrip } from "./sources/source-strip.js";
import { TimeLinePanel } from "./timeline/time-line-panel.js";
import { UsagePanel } from "./usage/usage-panel.js";
import { spanOf } from "./view/time-span.js";
import { useView } from "./view/use-view.js";

export const App = (): ReactNode => {
  const { view, readAt, listedAt } = useView();
  const span = spanOf(view, readAt);
  // The numbers and the chart show the same reading.
  const volumes = useFileVolume(view, span);
  return (
    <>
      <a className="skip" href="#main">
        Skip to the audits
      </a>
      <header className="top">
        <div className="top-line">
          <h1>
            auditgraph <span>console</span>
          </h1>
          <nav aria-label="Elsewhere">
            <a href="/graphiql">GraphiQL</a>
            <a href="/schema.graphql">Schema</a>
            <TokenForm />
          </nav>
        </div>
        <ControlBar span={span} />
        <SourceStrip />
      </header>
      <main id="main" tabIndex={-1}>
        <NumbersPanel span={span} volumes={volumes} />
        <FilesPanel span={span} volumes={volumes} />
        <RecordsPanel span={span} />
        <TimeLinePanel span={spanOf(view, listedAt)} />
        <div className="beside">
          <UsagePanel span={span} />
          <StuckPanel />
          <EntriesPanel span={span} />
        </div>
      </main>
      {view.record !== "" && <RecordPane id={view.record} />}
    </>
  );
};
