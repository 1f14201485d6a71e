import { Directive, ID, ObjectType } from "type-graphql";
import type { NodeRef } from "../../audit/global-id.js";
import type { LoadBalancerAlertRecord } from "../../audit/load-balancer.js";
import { Node } from "../record/node.js";
import { DateTime } from "../scalars/date-time.js";
import { AlertStatus } from "./alert-status.js";
import { LoadBalancer } from "./load-balancer.js";
import { GetterField } from "../record/getter-field.js";

@ObjectType({
  implements: [Node],
  simpleResolvers: true,
  description: "One alert of a load balancer (alerts[]). Needs the scope audit:admin.",
})
@Directive('@key(fields: "id")')
@Directive('@tag(name: "service-admin")')
export class LoadBalancerAlert extends Node {
  constructor(private readonly alert: LoadBalancerAlertRecord) {
    super();
  }

  get ref(): NodeRef {
    const { source, loadBalancerId, alertId } = this.alert;
    return { type: "LoadBalancerAlert", source: source.name, loadBalancerId, alertId };
  }

  @GetterField(() => ID, { description: "id: the source's own alert id." })
  get alertId(): string {
    return this.alert.alertId;
  }

  @GetterField(() => AlertStatus, {
    nullable: true,
    description: "status; null for a word of the source that is not known here.",
  })
  get status(): AlertStatus | null {
    return this.alert.status;
  }

  @GetterField(() => String, { nullable: true, description: "messageName; null where the source has none." })
  get message(): string | null {
    return this.alert.message;
  }

  @GetterField(() => ID, {
    nullable: true,
    description: "accountId: the account that owns the balancer; null where unknown.",
  })
  get accountId(): string | null {
    return this.alert.accountId;
  }

  @GetterField(() => LoadBalancer, { description: "loadbalancerId: the balancer that the alert is about." })
  get loadBalancer(): LoadBalancer {
    return new LoadBalancer(this.alert.source.name, this.alert.loadBalancerId);
  }

  @GetterField(() => DateTime, { description: "created: when the alert was raised." })
  get createdAt(): number {
    return this.alert.createdAt;
  }
}
