import { Field, ID, InputType } from "type-graphql";
import { invalidArgument } from "../../audit/audit-error.js";
import { isAtlasId, type LoadBalancerFilter } from "../../audit/load-balancer.js";
import { asSet, present } from "../context/present.js";
import { DateTime } from "../scalars/date-time.js";
import { LoadBalancerAuditStatus } from "./load-balancer-audit-status.js";

@InputType({ description: "Which balancers to list; every condition given must hold." })
export class LoadBalancerAuditFilter {
  @Field(() => [String], { nullable: true, description: "Names of ATLAS sources; all of them when omitted." })
  sources?: string[] | null;

  @Field(() => [LoadBalancerAuditStatus], {
    nullable: true,
    description: "Balancers in these statuses. All four when omitted, none when empty.",
  })
  statuses?: LoadBalancerAuditStatus[] | null;

  @Field(() => DateTime, { nullable: true, description: "Balancers whose updated is at or after this instant." })
  changedSince?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "Balancers whose updated is before this instant. Finds the stuck: not changed since.",
  })
  changedBefore?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Balancers that have (true) or have not (false) an alert that nobody acknowledged.",
  })
  hasUnacknowledgedAlerts?: boolean | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Balancers with an alert of one of these accounts: whole numbers, as in alerts[].accountId.",
  })
  accountIds?: string[] | null;
}

type Input = LoadBalancerAuditFilter | null | undefined;

/** Throws INVALID_ARGUMENT, naming the member. */
export const loadBalancerFilter = (input: Input): LoadBalancerFilter => {
  const { sources: _sources, ...filter } = present(input);
  const { changedSince, changedBefore, accountIds } = filter;
  if (changedSince !== undefined && changedBefore !== undefined && changedSince >= changedBefore) {
    throw invalidArgument("filter.changedSince", "it must be earlier than filter.changedBefore.");
  }
  accountIds?.forEach((id, i) => {
    if (!isAtlasId(id)) throw invalidArgument(`filter.accountIds[${i}]`, "an account id is a whole number.");
  });
  return filter;
};

/** The filter as cursors are bound to it. */
export const boundBalancerFilter = (input: Input): unknown => [
  asSet(input?.sources),
  asSet(input?.statuses),
  input?.changedSince ?? null,
  input?.changedBefore ?? null,
  input?.hasUnacknowledgedAlerts ?? null,
  asSet(input?.accountIds),
];
