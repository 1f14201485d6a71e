import type { ReactNode } from "react";
import type { TimeLineQuery } from "../generated/graphql.js";
import { bytes, date, time, words } from "../parts/format.js";

type Entry = NonNullable<TimeLineQuery["auditRecords"]>["edges"][number]["node"];

interface TimeLineEntryProps {
  readonly entry: Entry;
  /** The one above it; a day is named where it begins. */
  readonly before: Entry | undefined;
}

const whatOf = (entry: Entry): ReactNode => {
  switch (entry.__typename) {
    case "UsageAuditPeriod":
      return (
        <>
          Usage audit <span className="tag">{words(entry.periodStatus)}</span> <small>{entry.statusText}</small>
        </>
      );
    case "AuditLogFile":
      return (
        <>
          Log file of <b>{entry.instance.name ?? "an unknown instance"}</b>{" "}
          <small title={entry.name}>
            {entry.sizeIsExact ? "" : "about "}
            {bytes(entry.sizeBytes)}
          </small>
        </>
      );
    case "LoadBalancerAudit":
      return (
        <>
          Load balancer{" "}
          <b title={entry.loadBalancer.loadBalancerId}>{entry.balancerName ?? entry.loadBalancer.loadBalancerId}</b>{" "}
          <span className="tag" data-status={entry.balancerStatus}>
            {words(entry.balancerStatus)}
          </span>
        </>
      );
  }
};

export const TimeLineEntry = ({ entry, before }: TimeLineEntryProps): ReactNode => {
  const day = date(entry.occurredAt);
  return (
    <li data-kind={entry.__typename}>
      {(before === undefined || date(before.occurredAt) !== day) && <h3>{day}</h3>}
      <p>
        <time dateTime={entry.occurredAt}>{time(entry.occurredAt)}</time>
        <span className="what">{whatOf(entry)}</span>
        <span className="where">{entry.source.name}</span>
      </p>
    </li>
  );
};
