import { Arg, Args, Ctx, Field, Int, ObjectType, Query, registerEnumType, Resolver } from "type-graphql";
import { holdsOf } from "../audit/page-plan.js";
import { isComplete } from "../audit/coverage.js";
import { type LoadBalancerAuditRecord, LoadBalancerAuditStatus } from "../audit/load-balancers.js";
import type { Holds } from "../audit/patience.js";
import type { AuditRecord } from "../audit/record.js";
import { Scope } from "../audit/session.js";
import { type UsageAuditPeriodRecord, UsageAuditStatus } from "../audit/sources.js";
import { tally } from "../audit/tally.js";
import type { Timeline } from "../audit/timeline.js";
import { readWhole } from "../audit/whole-reads.js";
import { DAY, HOUR, type TimeWindow } from "../audit/window.js";
import { PatienceArgs, TimeWindowInput } from "./arguments.js";
import type { OperationContext } from "./context.js";
import { SourceCoverage } from "./coverage.js";
import { callsOfAllPeriods, listPrice, Priced, wantedBy } from "./price.js";
import { DateTime } from "./scalars.js";
import { NeedsScope } from "./scopes.js";
import { periodWindow } from "./usage.js";

@ObjectType("SummaryBase")
abstract class Summary {
  @Field(() => Boolean, { description: "Everything that the sources hold of it is counted." })
  readonly isWhole!: boolean;

  @Field(() => [SourceCoverage], {
    description: "How much of each source is counted. Read it before trusting a low number: failures stand here.",
  })
  readonly coverage!: readonly SourceCoverage[];
}

/** What is read of the timelines: each record of the window goes to `take`. */
interface ReadAll<R extends AuditRecord> {
  readonly timelines: readonly Timeline<R>[];
  readonly window: TimeWindow;
  readonly holds: Holds | undefined;
  readonly take: (record: R) => void;
}

/** Of all timelines side by side. */
const readAll = async <R extends AuditRecord>(
  context: OperationContext,
  { timelines, window, holds, take }: ReadAll<R>,
): Promise<Pick<Summary, keyof Summary>> => {
  const { session } = context;
  const told = await readWhole(
    timelines.map((timeline) => ({
      source: timeline.source.name,
      read: (steps) => tally(timeline, [window], { ...session, steps }, take),
    })),
    holds,
  );
  const coverage = told.map((each) => each.coverage);
  return {
    isWhole: isComplete(coverage) && told.every(({ missing }) => missing.length === 0),
    coverage: coverage.map((part) => SourceCoverage.of(context, part)),
  };
};

@ObjectType({ description: "The usage audit periods of one status." })
class UsageAuditStatusCount {
  @Field(() => UsageAuditStatus, { description: "How their audits went." })
  readonly status: UsageAuditStatus;

  @Field(() => Int, { description: "How many periods." })
  periodCount = 0;

  @Field(() => Int, { description: "The sum of their errorCount." })
  errorCount = 0;

  constructor(status: UsageAuditStatus) {
    this.status = status;
  }
}

@ObjectType({ description: "The usage audit periods of a window, counted." })
class UsageAuditSummary extends Summary {
  @Field(() => [UsageAuditStatusCount], { description: "One entry for each status, also for those without a period." })
  readonly byStatus!: readonly UsageAuditStatusCount[];
}

/** How long nothing of a balancer has changed. */
const LoadBalancerAge = { HOUR: "HOUR", DAY: "DAY", WEEK: "WEEK", OLDER: "OLDER" } as const;
type LoadBalancerAge = (typeof LoadBalancerAge)[keyof typeof LoadBalancerAge];

registerEnumType(LoadBalancerAge, {
  name: "LoadBalancerAge",
  description: "How long ago a balancer last changed.",
  valuesConfig: {
    HOUR: { description: "Less than an hour ago." },
    DAY: { description: "An hour to less than 24 hours ago." },
    WEEK: { description: "24 hours to less than 7 days ago." },
    OLDER: { description: "7 days ago or longer: mostly stuck." },
  },
});

const ageOf = (milliseconds: number): LoadBalancerAge => {
  if (milliseconds < HOUR) return "HOUR";
  if (milliseconds < DAY) return "DAY";
  return milliseconds < 7 * DAY ? "WEEK" : "OLDER";
};

@ObjectType({ description: "The audited load balancers of one status that last changed about as long ago." })
class LoadBalancerAuditCount {
  @Field(() => LoadBalancerAuditStatus, { description: "Their status." })
  readonly status: LoadBalancerAuditStatus;

  @Field(() => LoadBalancerAge, { description: "How long ago they last changed." })
  readonly age: LoadBalancerAge;

  @Field(() => Int, { description: "How many balancers." })
  balancerCount = 0;

  @Field(() => DateTime, {
    nullable: true,
    description: "The earliest updatedAt among them; null where there are none.",
  })
  oldestUpdatedAt: number | null = null;

  constructor(status: LoadBalancerAuditStatus, age: LoadBalancerAge) {
    this.status = status;
    this.age = age;
  }
}

@ObjectType({ description: "The load balancers of the status audit reports, counted." })
class LoadBalancerAuditSummary extends Summary {
  @Field(() => [LoadBalancerAuditCount], {
    description: "One entry for each status and age, also for those without a balancer.",
  })
  readonly byStatusAndAge!: readonly LoadBalancerAuditCount[];
}

@Resolver()
export class SummaryResolver {
  @Query(() => UsageAuditSummary, {
    nullable: true,
    description:
      "How many completed periods there are of each status. Each is a call of its source, or out of the cache. Needs the " +
      "scope audit:read.",
  })
  @NeedsScope(Scope.READ)
  @Priced((args, parent, world) => {
    const novas = world.count("usage", wantedBy(args));
    return listPrice(parent, Object.keys(UsageAuditStatus).length, callsOfAllPeriods(args, novas, world.now));
  })
  async usageAuditSummary(
    @Arg("sources", () => [String], { nullable: true, description: "Names of NOVA sources; all of them when omitted." })
    names: string[] | null | undefined,
    @Arg("window", () => TimeWindowInput, {
      nullable: true,
      description: "A period belongs to it by its end. When omitted: the last 3 years.",
    })
    window: TimeWindowInput | null | undefined,
    @Args() patience: PatienceArgs,
    @Ctx() context: OperationContext,
  ): Promise<Pick<UsageAuditSummary, keyof UsageAuditSummary>> {
    const holds = holdsOf(patience, context.session);
    const sources = context.catalog.select("usage", names, "sources");
    const counts = new Map(
      Object.values(UsageAuditStatus).map((status) => [status, new UsageAuditStatusCount(status)]),
    );
    const timelines = sources.map((source) => context.reader(source).periods);
    const whole = periodWindow(window, context.session.now)(undefined);
    const take = ({ status, totalErrors }: UsageAuditPeriodRecord): void => {
      const count = counts.get(status);
      if (!count) return;
      count.periodCount += 1;
      count.errorCount += totalErrors;
    };
    return {
      ...(await readAll(context, { timelines, window: whole, holds, take })),
      byStatus: [...counts.values()],
    };
  }

  @Query(() => LoadBalancerAuditSummary, {
    nullable: true,
    description:
      "How many audited load balancers there are of each status, and for how long they have not changed. Costs what a " +
      "page of loadBalancerAudits costs. Needs the scope audit:admin.",
  })
  @NeedsScope(Scope.ADMIN)
  @Priced((args, parent, world) =>
    listPrice(parent, Object.keys(LoadBalancerAuditStatus).length * 4, world.count("loadBalancer", wantedBy(args))),
  )
  async loadBalancerAuditSummary(
    @Arg("sources", () => [String], {
      nullable: true,
      description: "Names of load balancer sources; all of them when omitted.",
    })
    names: string[] | null | undefined,
    @Args() patience: PatienceArgs,
    @Ctx() context: OperationContext,
  ): Promise<Pick<LoadBalancerAuditSummary, keyof LoadBalancerAuditSummary>> {
    const holds = holdsOf(patience, context.session);
    const { now } = context.session;
    const sources = context.catalog.select("loadBalancer", names, "sources");
    const counts = Object.values(LoadBalancerAuditStatus).flatMap((status) =>
      Object.values(LoadBalancerAge).map((age) => new LoadBalancerAuditCount(status, age)),
    );
    const byKey = new Map(counts.map((count) => [`${count.status} ${count.age}`, count]));
    const timelines = sources.map((source) => context.reader(source).audits());
    const take = ({ status, updatedAt }: LoadBalancerAuditRecord): void => {
      const count = byKey.get(`${status} ${ageOf(now - updatedAt)}`);
      if (!count) return;
      count.balancerCount += 1;
      count.oldestUpdatedAt = Math.min(count.oldestUpdatedAt ?? Infinity, updatedAt);
    };
    return {
      ...(await readAll(context, { timelines, window: { from: 0, to: now + 1 }, holds, take })),
      byStatusAndAge: counts,
    };
  }
}
