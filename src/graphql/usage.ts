import { Directive, Field, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Duration, durationBefore } from "../audit/duration.js";
import type { NodeRef } from "../audit/id.js";
import {
  HostAuditState,
  type HostUsageRecord,
  type UsageAuditPeriodRecord,
  UsageAuditStatus,
} from "../audit/sources.js";
import { filteredTimeline, type Timeline } from "../audit/timeline.js";
import type { ListWindow } from "../audit/page-plan.js";
import { asSet } from "./arguments.js";
import { type TimeWindowInput, windowOf } from "./window-input.js";
import { Node } from "./node.js";
import { AuditRecord } from "./record.js";
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
  get begin(): number {
    return this.record.begin;
  }

  @Field(() => DateTime, { description: "period_ending, read as UTC. The first instant after the period." })
  get end(): number {
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
  get totalInstances(): number {
    return this.record.totalInstances;
  }

  @Field(() => Int, { description: "total_errors: errors over all hosts." })
  get totalErrors(): number {
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
    description: "Periods whose audit met errors (true) or none (false): totalErrors is not 0, or is.",
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

@ObjectType({
  implements: [Node],
  description: "A compute host. Another subgraph may own it; here it gains usageAudits.",
})
@Directive('@key(fields: "sourceName name")')
export class ComputeHost extends Node {
  @Field(() => String, { description: "The configured name of the Nova that the host belongs to." })
  readonly sourceName: string;

  @Field(() => String, { description: "The host's name as it stands in log and hosts_not_run." })
  readonly name: string;

  constructor(sourceName: string, name: string) {
    super();
    this.sourceName = sourceName;
    this.name = name;
  }

  get ref(): NodeRef {
    return { type: "ComputeHost", source: this.sourceName, host: this.name };
  }
}

registerEnumType(HostAuditState, {
  name: "HostAuditState",
  description: "How one host's audit of one period stands: log[host].state, or membership in hosts_not_run.",
  valuesConfig: {
    DONE: { description: "log[host].state is DONE." },
    RUNNING: { description: "log[host].state is RUNNING." },
    NOT_RUN: { description: "The host stands in hosts_not_run." },
    OTHER: { description: "log[host].state is a word that is not known here." },
  },
});

@ObjectType({
  implements: [Node],
  description: "How one host fared in one period: its entry in log, or its place in hosts_not_run.",
})
@Directive('@key(fields: "id")')
export class HostUsageAudit extends Node {
  constructor(readonly entry: HostUsageRecord) {
    super();
  }

  get ref(): NodeRef {
    const { period, usage } = this.entry;
    const { source, begin, end } = period;
    return { type: "HostUsageAudit", source: source.name, begin, end, host: usage.host };
  }

  @Field(() => ComputeHost, { description: "The host: log's key, or a name in hosts_not_run." })
  get host(): ComputeHost {
    return new ComputeHost(this.entry.source.name, this.entry.usage.host);
  }

  @Field(() => UsageAuditPeriod, { description: "The period that the entry belongs to." })
  get period(): UsageAuditPeriod {
    return new UsageAuditPeriod(this.entry.period);
  }

  @Field(() => HostAuditState, { description: "log[host].state, or NOT_RUN for a name in hosts_not_run." })
  get state(): HostAuditState {
    return this.entry.usage.state;
  }

  @Field(() => Int, { nullable: true, description: "log[host].instances; null when the host did not run." })
  get instances(): number | null {
    return this.entry.usage.instances;
  }

  @Field(() => Int, { nullable: true, description: "log[host].errors; null when the host did not run." })
  get errors(): number | null {
    return this.entry.usage.errors;
  }

  @Field(() => String, {
    nullable: true,
    description: "log[host].message, verbatim; null when the host did not run.",
  })
  get message(): string | null {
    return this.entry.usage.message;
  }
}

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
