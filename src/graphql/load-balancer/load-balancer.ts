import { Directive, Field, ID, ObjectType } from "type-graphql";

@ObjectType({
  simpleResolvers: true,
  description: "A load balancer. Another subgraph may own it; here it gains its audit, and through it its alerts.",
})
@Directive('@key(fields: "sourceName loadBalancerId")')
export class LoadBalancer {
  @Field(() => String, { description: "The configured name of the Atlas that the balancer belongs to." })
  readonly sourceName: string;

  @Field(() => ID, { description: "The source's own id: a whole number." })
  readonly loadBalancerId: string;

  constructor(sourceName: string, loadBalancerId: string) {
    this.sourceName = sourceName;
    this.loadBalancerId = loadBalancerId;
  }
}
