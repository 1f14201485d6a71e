import { useQuery } from "@apollo/client/react";
import { type ReactNode, useEffect, useRef } from "react";
import { RecordDocument } from "../generated/graphql.js";
import { words } from "../parts/format.js";
import { RequestNote } from "../parts/request-note.js";
import { useInstances } from "../sources/use-instances.js";
import { useTimes } from "../view/use-times.js";
import { useView } from "../view/use-view.js";
import { writeView } from "../view/view.js";
import { CopyButton } from "./copy-button.js";
import { DownloadButton } from "./download-button.js";
import { fieldsOf } from "./fields.js";
import { RecordLists } from "./record-lists.js";

/** Goes back to the entry that opened it, so that the keyboard's reader goes on from there. */
const focusEntry = (id: string): void =>
  document.querySelector<HTMLElement>(`[data-record="${CSS.escape(id)}"]`)?.focus();

/** One record beside the list, with each of its fields as the API has it. */
export const RecordPane = ({ id }: { readonly id: string }): ReactNode => {
  const { view, change } = useView();
  const times = useTimes();
  const { named } = useInstances();
  const { data, error, loading, refetch } = useQuery(RecordDocument, { variables: { id } });
  const pane = useRef<HTMLElement>(null);
  useEffect(() => pane.current?.focus(), [id]);
  const close = (): void => {
    focusEntry(id);
    change({ record: "" });
  };
  const record = data?.node != null && "summary" in data.node ? data.node : undefined;
  return (
    <aside
      className="pane"
      ref={pane}
      tabIndex={-1}
      aria-label="Record"
      aria-busy={loading}
      onKeyDown={({ key }) => key === "Escape" && close()}
    >
      <header>
        <h2>Record</h2>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      {loading && record === undefined && <div className="skeleton" aria-hidden="true" />}
      <RequestNote error={error} retry={() => void refetch()} />
      {!loading && record === undefined && error === undefined && (
        <p className="nothing">There is no such record any more: its source may have deleted it.</p>
      )}
      {record !== undefined && (
        <>
          <p className="pane-summary">
            <span className="severity" data-severity={record.severity}>
              {words(record.severity)}
            </span>
            {named(record.summary, record.source.name)}
          </p>
          <p className="quiet">
            <time dateTime={record.occurredAt}>{times.moment(record.occurredAt)}</time> {times.zoneName}
          </p>
          <div className="actions">
            {record.__typename === "AuditLogFile" && <DownloadButton key={id} id={id} name={record.name} />}
            <CopyButton label="Copy link" text={() => location.origin + location.pathname + writeView(view)} />
            <CopyButton label="Copy fields" text={() => JSON.stringify(record, null, 2)} />
          </div>
          {/* The room for what is read of a record besides: the entries of a log file. */}
          <dl className="fields">
            {fieldsOf(record).map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <RecordLists record={record} />
        </>
      )}
    </aside>
  );
};
