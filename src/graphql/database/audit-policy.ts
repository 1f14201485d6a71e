import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({
  simpleResolvers: true,
  description: "Whether an instance writes audit logs, and for how long they are kept.",
})
export class AuditPolicy {
  @Field(() => Boolean, { description: "keep_days is not 0. When false, an empty list of files means nothing." })
  readonly enabled!: boolean;

  @Field(() => Int, { description: "keep_days: days that files are kept; 0 when auditing is off." })
  readonly keepDays!: number;

  @Field(() => [String], {
    description: "audit_types, as the source spells them; empty where the source does not tell.",
  })
  readonly auditTypes!: readonly string[];
}
