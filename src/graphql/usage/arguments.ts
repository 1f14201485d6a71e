import { ArgsType, Field } from "type-graphql";
import { After, First } from "../connection/page-arguments.js";
import { TimeWindowInput } from "../record/time-window-input.js";
import { DateTime } from "../scalars/date-time.js";
import { HostAuditState } from "./host-audit-state.js";

/** Periods are long and rare: a year of months makes a page. */
export const PERIODS_PER_PAGE = 12;
export const HOSTS_PER_PAGE = 50;

const windowDescription =
  "A period belongs to it by its end. When omitted: from 3 years before now, on the same calendar date, to now.";

@ArgsType()
export class UsageAuditPeriodsArgs {
  @Field(() => [String], { nullable: true, description: "Names of NOVA sources; all of them when omitted." })
  sources?: string[] | null;

  @Field(() => TimeWindowInput, { nullable: true, description: windowDescription })
  window?: TimeWindowInput | null;

  @First(PERIODS_PER_PAGE)
  first?: number | null;

  @After()
  after?: string | null;
}

@ArgsType()
export class UsageAuditPeriodArgs {
  @Field(() => String, { description: "Name of a NOVA source." })
  source!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: "The period's end is strictly earlier than this. Now when omitted; a later time counts as now.",
  })
  before?: number | null;
}

@ArgsType()
export class PeriodHostsArgs {
  @Field(() => [HostAuditState], {
    nullable: true,
    description: "Only hosts in these states; all when omitted, none when empty.",
  })
  states?: HostAuditState[] | null;

  @First(HOSTS_PER_PAGE)
  first?: number | null;

  @After()
  after?: string | null;
}

@ArgsType()
export class HostUsageAuditsArgs {
  @Field(() => TimeWindowInput, { nullable: true, description: windowDescription })
  window?: TimeWindowInput | null;

  @First(PERIODS_PER_PAGE)
  first?: number | null;

  @After()
  after?: string | null;
}
