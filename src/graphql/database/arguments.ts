import { ArgsType, Field } from "type-graphql";
import { After, Before, First, Last, OrderBy } from "../connection/page-arguments.js";
import type { RecordOrder } from "../record/record-order.js";
import { TimeWindowInput } from "../record/time-window-input.js";
import { AuditLogFileFilter } from "./audit-log-file-filter.js";
import { DatabaseInstanceRef } from "./database-instance-ref.js";

export const INSTANCES_PER_PAGE = 50;
const windowDescription = "A file belongs to it by its begin, whether or not the file reaches beyond it.";

@ArgsType()
export class DatabaseInstancesArgs {
  @Field(() => [String], { nullable: true, description: "Names of TAURUSDB, RDS or DDS sources; all when omitted." })
  sources?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: "Only instances whose name contains this text; upper and lower case differ.",
  })
  nameContains?: string | null;

  @First(INSTANCES_PER_PAGE)
  first?: number | null;

  @After()
  after?: string | null;
}

@ArgsType()
export class InstanceFilesArgs {
  @Field(() => TimeWindowInput, { description: windowDescription })
  window!: TimeWindowInput;

  @Field(() => AuditLogFileFilter, { nullable: true, description: "Which files to list; all when omitted." })
  filter?: AuditLogFileFilter | null;

  @OrderBy()
  orderBy?: RecordOrder | null;

  @First()
  first?: number | null;

  @After()
  after?: string | null;

  @Last()
  last?: number | null;

  @Before()
  before?: string | null;
}

/** The same list over several instances. Written out: inherited arguments would print first. */
@ArgsType()
export class AuditLogFilesArgs {
  @Field(() => [DatabaseInstanceRef], {
    nullable: true,
    description: "The instances whose files to list, each counted once; all known ones when omitted.",
  })
  instances?: DatabaseInstanceRef[] | null;

  @Field(() => TimeWindowInput, { description: windowDescription })
  window!: TimeWindowInput;

  @Field(() => AuditLogFileFilter, { nullable: true, description: "Which files to list; all when omitted." })
  filter?: AuditLogFileFilter | null;

  @OrderBy()
  orderBy?: RecordOrder | null;

  @First()
  first?: number | null;

  @After()
  after?: string | null;

  @Last()
  last?: number | null;

  @Before()
  before?: string | null;
}
