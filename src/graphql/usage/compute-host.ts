import { Directive, Field, ObjectType } from "type-graphql";

@ObjectType({
  simpleResolvers: true,
  description: "A compute host. Another subgraph may own it; here it gains usageAudits.",
})
@Directive('@key(fields: "sourceName name")')
export class ComputeHost {
  @Field(() => String, { description: "The configured name of the Nova that the host belongs to." })
  readonly sourceName: string;

  @Field(() => String, { description: "The host's name as it stands in log and hosts_not_run." })
  readonly name: string;

  constructor(sourceName: string, name: string) {
    this.sourceName = sourceName;
    this.name = name;
  }
}
