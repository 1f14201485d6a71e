import { type ReactNode, type SubmitEvent, useState } from "react";
import { CoverageNote } from "../parts/coverage-note.js";
import { bytes, counted, words } from "../parts/format.js";
import { Panel } from "../parts/panel.js";
import { RequestNote } from "../parts/request-note.js";
import { useInstances } from "../sources/use-instances.js";
import type { TimeSpan } from "../view/time-span.js";
import { useTimes } from "../view/use-times.js";
import { useLatestFile } from "./use-latest-file.js";
import { type FoundEntry, useSearch } from "./use-search.js";

const HOUR = 3_600_000;
const HOURS = [1, 6, 24, 168];

const listOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== "");

const whatOf = (entry: FoundEntry): string => {
  if (entry.__typename === "SqlAuditEntry") return entry.statement ?? "";
  if (entry.__typename === "DocumentAuditEntry") return `${entry.collection ?? ""} ${entry.parameters ?? ""}`;
  return `not readable (${words(entry.reason)}): ${entry.raw}`;
};

const Found = ({ entry }: { readonly entry: FoundEntry }): ReactNode => {
  const { moment } = useTimes();
  const at = entry.occurredAt;
  return (
    <li>
      <b>{at == null ? "no time" : moment(at)}</b> {entry.user ?? "nobody"} from {entry.clientIp ?? "nowhere"}:{" "}
      {entry.action ?? "?"}, {words(entry.outcome)} {entry.errorCode}
      <br />
      <code>{whatOf(entry).slice(0, 400)}</code>
      <br />
      <small>
        {entry.file.name} at byte {entry.byteOffset}
      </small>
    </li>
  );
};

/** Who dropped what: a search inside the log files of one instance, that shows how far it is and can be stopped. */
export const EntriesPanel = ({ span }: { readonly span: TimeSpan }): ReactNode => {
  const { moment } = useTimes();
  const { all: known } = useInstances();
  const { progress, error, busy, begin, goOn, stop } = useSearch();
  const [chosen, choose] = useState<string>();
  const [hours, setHours] = useState(HOURS[0] ?? 1);
  const [actions, setActions] = useState("drop_table, drop");
  const latest = useLatestFile(span);
  const isOf = (wanted: string | undefined) => known.find(({ id }) => id === wanted);
  const instance = isOf(chosen) ?? isOf(latest.instanceId) ?? (latest.isKnown ? known[0] : undefined);

  const search = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!instance) return;
    const end = Date.parse(span.to);
    const wanted = listOf(actions);
    begin({
      instances: [{ source: instance.sourceName, instanceId: instance.instanceId }],
      window: { from: new Date(end - hours * HOUR).toISOString(), to: span.to },
      filter: wanted.length === 0 ? {} : { actions: wanted },
    });
  };

  return (
    <Panel
      id="entries"
      title="Who dropped what"
      about="Statements inside the log files, in the order in which they ended. That nothing is found proves nothing: see what was read."
      busy={busy}
    >
      <form className="search" onSubmit={search}>
        <label>
          Instance{" "}
          <select value={instance?.id ?? ""} onChange={({ target }) => choose(target.value)}>
            {known.map(({ id, name, instanceId, sourceName }) => (
              <option key={id} value={id}>
                {sourceName} · {name ?? instanceId}
              </option>
            ))}
          </select>
        </label>{" "}
        <label>
          Last hours of the range{" "}
          <select value={hours} onChange={({ target }) => setHours(Number(target.value))}>
            {HOURS.map((each) => (
              <option key={each} value={each}>
                {counted(each, "hour")}
              </option>
            ))}
          </select>
        </label>{" "}
        <label>
          Actions <input value={actions} onChange={({ target }) => setActions(target.value)} />
        </label>{" "}
        <button type="submit" disabled={!instance}>
          Search
        </button>{" "}
        {busy && (
          <button type="button" onClick={stop}>
            Stop
          </button>
        )}
      </form>
      <RequestNote error={error} retry={goOn} />
      {progress && (
        <>
          <p role="status">
            {counted(progress.entries.length, "entry").replace("entrys", "entries")} found in {bytes(progress.bytes)},{" "}
            {counted(progress.records, "record")}. {counted(progress.filesLeft, "file")} left.{" "}
            {progress.writtenUntil !== null && `Read until ${moment(progress.writtenUntil)}.`}{" "}
            {progress.filesPassed > 0 && `${counted(progress.filesPassed, "file")} could not be read.`}
          </p>
          <CoverageNote coverage={progress.coverage} retry={goOn} />
          <ol className="found" aria-label="Entries">
            {progress.entries.map((entry) => (
              <Found key={`${entry.file.id} ${entry.byteOffset}`} entry={entry} />
            ))}
          </ol>
          {progress.next !== null && !busy && (
            <button type="button" onClick={goOn}>
              Go on
            </button>
          )}
        </>
      )}
    </Panel>
  );
};
