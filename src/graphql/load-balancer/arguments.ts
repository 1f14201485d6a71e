import { ArgsType, Field } from "type-graphql";
import { After, Before, First, Last, OrderBy } from "../connection/page-arguments.js";
import type { RecordOrder } from "../record/record-order.js";
import { LoadBalancerAuditFilter } from "./load-balancer-audit-filter.js";

@ArgsType()
export class LoadBalancerAuditsArgs {
  @Field(() => LoadBalancerAuditFilter, { nullable: true, description: "Which balancers to list; all when omitted." })
  filter?: LoadBalancerAuditFilter | null;

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
