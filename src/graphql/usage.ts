import { Directive, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Duration, durationBefore } from "../audit/window.js";
import type { NodeRef } from "../audit/id.js";
import { type UsageAuditPeriodRecord, UsageAuditStatus } from "../audit/sources.js";
import { filteredTimeline, type Timeline } from "../audit/timeline.js";
import type { ListWindow } from "../audit/page-plan.js";
import { asSet, type TimeWindowInput, windowOf } from "./arguments.js";
import { AuditRecord, Formerly, Node } from "./record.js";
import { DateTime } from "./scalars.js";

registerEnumType(UsageAuditStatus, {
  name: "UsageAuditStatus",
  description: "How a period's audit went. The first that applies, in the order UNKNOWN, NOT_RUN, RUNNING, PARTIAL, …",
  valuesConfig: {
    DONE: { description: "The audit ran on every host, without errors." },
    DONE_WITH_ERRORS: { description: "It ran on every host; total_errors is not zero." },
    RUNNING: { description: "At least one host is still running it." },
    PARTIAL: { description: "At least one host did not run it, or is in a state that is not known here." },
    NOT_RUN: { description: "Hosts are known, but log is empty." },
    UNKNOWN: { description: "The source knows no hosts, and log is empty." },
  },
});

@ObjectType({
  description:
    "The hosts of a period, counted by the source. total counts the hosts of today, the others those of the period, " +
    "so done can exceed total where hosts have gone since.",
})
class UsageAuditHostCounts {
  @Field(() => Int, { description: "num_hosts: hosts that the source knows today." })
  readonly total!: number;

  @Field(() => Int, { description: "num_hosts_done." })
  readonly done!: number;

  @Field(() => Int, { description: "num_hosts_running." })
  readonly running!: number;

  @Field(() => Int, { description: "num_hosts_not_run." })
  readonly notRun!: number;
}

@ObjectType({
  implements: [AuditRecord, Node],
  description: "One completed period of a Nova's instance usage audit (instance_usage_audit_log).",
})
@Directive('@key(fields: "id")')
export class UsageAuditPeriod extends AuditRecord {
  constructor(readonly record: UsageAuditPeriodRecord) {
    super();
  }

  get ref(): NodeRef {
    const { source, begin, end } = this.record;
    return { type: "UsageAuditPeriod", source: source.name, begin, end };
  }

  @Field(() => DateTime, { description: "period_beginning, read as UTC. Inside the period." })
  get beganAt(): number {
    return this.record.begin;
  }

  @Formerly(() => DateTime, { begin: "beganAt", end: "endedAt" })
  @Field(() => DateTime, { description: "period_ending, read as UTC. The first instant after the period." })
  get endedAt(): number {
    return this.record.end;
  }

  @Field(() => UsageAuditStatus, {
    description: "Derived from log, hosts_not_run, num_hosts and total_errors; never from the sentence.",
  })
  get status(): UsageAuditStatus {
    return this.record.status;
  }

  @Field(() => String, { description: "overall_status, verbatim: a sentence for people." })
  get statusText(): string {
    return this.record.statusText;
  }

  @Field(() => UsageAuditHostCounts, { description: "The source's own counts of hosts, by how they fared." })
  get hostCounts(): UsageAuditPeriodRecord["hostCounts"] {
    return this.record.hostCounts;
  }

  @Field(() => Int, { description: "total_instances: instances audited over all hosts." })
  get instanceCount(): number {
    return this.record.totalInstances;
  }

  @Formerly(() => Int, { totalInstances: "instanceCount", totalErrors: "errorCount" })
  @Field(() => Int, { description: "total_errors: errors over all hosts." })
  get errorCount(): number {
    return this.record.totalErrors;
  }
}

@InputType({ description: "Which periods to list; every condition given must hold." })
export class UsageAuditPeriodFilter {
  @Field(() => [UsageAuditStatus], {
    nullable: true,
    description: "Periods in these statuses. All when omitted, none when empty.",
  })
  statuses?: UsageAuditStatus[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Periods whose audit met errors (true) or none (false): errorCount is not 0, or is.",
  })
  hasErrors?: boolean | null;
}

type Filter = UsageAuditPeriodFilter | null | undefined;

/** The periods that pass; the source cannot be asked for them, so all are read. */
export const periodsThatPass = (
  periods: Timeline<UsageAuditPeriodRecord>,
  filter: Filter,
): Timeline<UsageAuditPeriodRecord> => {
  const [statuses, hasErrors] = [filter?.statuses, filter?.hasErrors ?? undefined];
  if (!statuses && hasErrors === undefined) return periods;
  const passes = ({ status, totalErrors }: UsageAuditPeriodRecord): boolean =>
    (statuses?.includes(status) ?? true) && (hasErrors === undefined || totalErrors > 0 === hasErrors);
  return filteredTimeline(periods, (records) => records.filter(passes));
};

/** The filter as cursors are bound to it; nothing where there is none, so that older cursors are still good. */
export const boundPeriodFilter = (filter: Filter): readonly unknown[] =>
  filter ? [[asSet(filter.statuses), filter.hasErrors ?? null]] : [];

/** The same calendar date and time of day three years earlier; 29 February becomes 28 February. */
const THREE_YEARS: Duration = { months: 36, milliseconds: 0 };

/** The window of a list of periods: as given, or the last three years up to now (or to where the first page froze it). */
export const periodWindow =
  (input: TimeWindowInput | null | undefined, now: number) =>
  (frozenTo: number | undefined): ListWindow => {
    if (input) return windowOf(input, now)(frozenTo);
    const to = frozenTo ?? now;
    return { from: durationBefore(to, THREE_YEARS), to, isOpenEnded: true };
  };
