import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Priced } from "../cost/price.js";
import type { OperationContext } from "../context/operation-context.js";
import { LoadBalancer } from "./load-balancer.js";
import { LoadBalancerAudit } from "./load-balancer-audit.js";

@Resolver(() => LoadBalancer)
export class LoadBalancerResolver {
  @FieldResolver(() => LoadBalancerAudit, {
    nullable: true,
    description: "Its entry in the status audit report; null when it is in none of the audited statuses.",
  })
  // All balancers of a source stand in one report, which an operation reads once.
  @Priced((_args, parent, world) => ({ calls: Math.min(parent.objects, world.count("loadBalancer", {})) }))
  audit(
    @Root() { sourceName, loadBalancerId }: LoadBalancer,
    @Ctx() context: OperationContext,
  ): Promise<LoadBalancerAudit | null> {
    const source = context.catalog.require("loadBalancer", sourceName, "sourceName");
    return context
      .reader(source)
      .audit(loadBalancerId)
      .then((record) => record && new LoadBalancerAudit(record));
  }
}
