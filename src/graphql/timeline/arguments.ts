import { ArgsType, Field } from "type-graphql";
import { After, First, OrderBy } from "../connection/page-arguments.js";
import type { RecordOrder } from "../record/record-order.js";
import { TimeWindowInput } from "../record/time-window-input.js";
import { AuditRecordFilter } from "./audit-record-filter.js";

@ArgsType()
export class AuditRecordsArgs {
  @Field(() => TimeWindowInput, { description: "A record belongs to it by its occurredAt." })
  window!: TimeWindowInput;

  @Field(() => AuditRecordFilter, { nullable: true, description: "Which sources to read; all when omitted." })
  filter?: AuditRecordFilter | null;

  @OrderBy()
  orderBy?: RecordOrder | null;

  @First()
  first?: number | null;

  @After()
  after?: string | null;
}
