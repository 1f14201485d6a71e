import { Field, ID, InputType } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import {
  isAtlasId,
  LoadBalancerAuditStatus,
  type LoadBalancerFilter,
  LoadBalancerOperatingStatus,
} from "../audit/load-balancers.js";
import { asSet, present } from "./arguments.js";
import { DateTime } from "./scalars.js";

@InputType({ description: "Which balancers to list; every condition given must hold." })
export class LoadBalancerAuditFilter {
  @Field(() => [String], {
    nullable: true,
    description: "Names of ATLAS and OCTAVIA sources; all of them when omitted.",
  })
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
    description:
      "Balancers that have (true) or have not (false) an alert that nobody acknowledged. An OCTAVIA source has no alerts: " +
      "all of its balancers have not.",
  })
  hasUnacknowledgedAlerts?: boolean | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Balancers with an alert of one of these accounts: whole numbers, as in alerts[].accountId. None of an OCTAVIA source, " +
      "which has projects: ask for projectIds.",
  })
  accountIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Balancers of these projects: 32 hexadecimal digits, as in projectId. Those of an ATLAS source have none, and do not pass.",
  })
  projectIds?: string[] | null;

  @Field(() => [LoadBalancerOperatingStatus], {
    nullable: true,
    description: "Balancers in these operating statuses. Those of an ATLAS source have none, and do not pass.",
  })
  operatingStatuses?: LoadBalancerOperatingStatus[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Balancers whose name contains this text; upper and lower case differ. Those of an ATLAS source have no name, and do " +
      "not pass.",
  })
  nameContains?: string | null;
}

export type Input = LoadBalancerAuditFilter | null | undefined;

/** Throws INVALID_ARGUMENT, naming the member. */
export const loadBalancerFilter = (input: Input): LoadBalancerFilter => {
  const { sources: _sources, ...filter } = present(input);
  const { changedSince, changedBefore, accountIds, projectIds } = filter;
  if (changedSince !== undefined && changedBefore !== undefined && changedSince >= changedBefore) {
    throw invalidArgument("filter.changedSince", "it must be earlier than filter.changedBefore.");
  }
  accountIds?.forEach((id, i) => {
    if (!isAtlasId(id)) throw invalidArgument(`filter.accountIds[${i}]`, "an account id is a whole number.");
  });
  projectIds?.forEach((id, i) => {
    if (!isProjectId(id)) {
      throw invalidArgument(
        `filter.projectIds[${i}]`,
        "a project id has 1 to 64 letters, digits, hyphens or underscores.",
      );
    }
  });
  return filter;
};

const isProjectId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);

/** Members that a filter gained later: left out where all are absent. */
const boundSince = (...members: readonly unknown[]): readonly unknown[] =>
  members.every((member) => member === null) ? [] : members;

/** The filter as cursors are bound to it. */
export const boundBalancerFilter = (input: Input): unknown => [
  asSet(input?.sources),
  asSet(input?.statuses),
  input?.changedSince ?? null,
  input?.changedBefore ?? null,
  input?.hasUnacknowledgedAlerts ?? null,
  asSet(input?.accountIds),
  // Cursors that were made before these were known stay good.
  ...boundSince(asSet(input?.projectIds), asSet(input?.operatingStatuses), input?.nameContains ?? null),
];
