import { Directive, Field, ID, ObjectType, registerEnumType } from "type-graphql";
import type { NodeRef } from "../audit/id.js";
import {
  AlertStatus,
  type LoadBalancerAlertRecord,
  type LoadBalancerAuditRecord,
  LoadBalancerAuditStatus,
} from "../audit/sources.js";
import { AuditRecord, Node } from "./record.js";
import { DateTime } from "./scalars.js";

@ObjectType({
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

registerEnumType(AlertStatus, {
  name: "AlertStatus",
  description: "Whether an operator has taken note of an alert.",
  valuesConfig: {
    ACKNOWLEDGED: { description: "status ACKNOWLEDGED. The source deletes these after 90 days." },
    UNACKNOWLEDGED: { description: "status UNACKNOWLEDGED." },
  },
});

@ObjectType({
  implements: [Node],
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

  @Field(() => ID, { description: "id: the source's own alert id." })
  get alertId(): string {
    return this.alert.alertId;
  }

  @Field(() => AlertStatus, {
    nullable: true,
    description: "status; null for a word of the source that is not known here.",
  })
  get status(): AlertStatus | null {
    return this.alert.status;
  }

  @Field(() => String, { nullable: true, description: "messageName; null where the source has none." })
  get message(): string | null {
    return this.alert.message;
  }

  @Field(() => ID, {
    nullable: true,
    description: "accountId: the account that owns the balancer; null where unknown.",
  })
  get accountId(): string | null {
    return this.alert.accountId;
  }

  @Field(() => LoadBalancer, { description: "loadbalancerId: the balancer that the alert is about." })
  get loadBalancer(): LoadBalancer {
    return new LoadBalancer(this.alert.source.name, this.alert.loadBalancerId);
  }

  @Field(() => DateTime, { description: "created: when the alert was raised." })
  get createdAt(): number {
    return this.alert.createdAt;
  }
}

registerEnumType(LoadBalancerAuditStatus, {
  name: "LoadBalancerAuditStatus",
  description: "The statuses that the audit report lists: balancers on their way, or stuck. ACTIVE ones are not in it.",
  valuesConfig: {
    BUILD: { description: "status BUILD: being created." },
    ERROR: { description: "status ERROR: its last change failed." },
    PENDING_DELETE: { description: "status PENDING_DELETE: being deleted." },
    PENDING_UPDATE: { description: "status PENDING_UPDATE: being changed." },
  },
});

@ObjectType({
  implements: [AuditRecord, Node],
  description: "One load balancer of the status audit report (loadBalancerAudits[]). Needs the scope audit:admin.",
})
@Directive('@key(fields: "id")')
@Directive('@tag(name: "service-admin")')
export class LoadBalancerAudit extends AuditRecord {
  constructor(readonly record: LoadBalancerAuditRecord) {
    super();
  }

  get ref(): NodeRef {
    return {
      type: "LoadBalancerAudit",
      source: this.record.source.name,
      loadBalancerId: this.record.loadBalancerId,
    };
  }

  @Field(() => LoadBalancer, { description: "id: the balancer that the entry is about." })
  get loadBalancer(): LoadBalancer {
    return new LoadBalancer(this.record.source.name, this.record.loadBalancerId);
  }

  @Field(() => LoadBalancerAuditStatus, { description: "status: the balancer's status." })
  get status(): LoadBalancerAuditStatus {
    return this.record.status;
  }

  @Field(() => DateTime, { description: "created: when the balancer was created." })
  get createdAt(): number {
    return this.record.createdAt;
  }

  @Field(() => DateTime, { description: "updated: when the balancer last changed." })
  get updatedAt(): number {
    return this.record.updatedAt;
  }
}
