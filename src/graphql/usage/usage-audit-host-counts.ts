import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({
  simpleResolvers: true,
  description:
    "The hosts of a period, counted by the source. total counts the hosts of today, the others those of the period, " +
    "so done can exceed total where hosts have gone since.",
})
export class UsageAuditHostCounts {
  @Field(() => Int, { description: "num_hosts: hosts that the source knows today." })
  readonly total!: number;

  @Field(() => Int, { description: "num_hosts_done." })
  readonly done!: number;

  @Field(() => Int, { description: "num_hosts_running." })
  readonly running!: number;

  @Field(() => Int, { description: "num_hosts_not_run." })
  readonly notRun!: number;
}
