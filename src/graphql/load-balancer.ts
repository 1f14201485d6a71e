import { Directive, Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import type { NodeRef } from "../audit/id.js";
import {
  AlertStatus,
  isLoadBalancerId,
  type LoadBalancerAlertRecord,
  type LoadBalancerAuditRecord,
  LoadBalancerAuditStatus,
  LoadBalancerOperatingStatus,
} from "../audit/load-balancers.js";
import { AuditRecord, Node } from "./record.js";
import { DateTime } from "./scalars.js";

@ObjectType({
  implements: [Node],
  description: "A load balancer. Another subgraph may own it; here it gains its audit, and through it its alerts.",
})
@Directive('@key(fields: "sourceName loadBalancerId")')
export class LoadBalancer extends Node {
  @Field(() => String, { description: "The configured name of the source that the balancer belongs to." })
  readonly sourceName: string;

  @Field(() => ID, {
    description: "The source's own id: a whole number of an ATLAS source, a UUID in lower case of an OCTAVIA source.",
  })
  readonly loadBalancerId: string;

  /** What its entry in the report told; undefined where it is only named. */
  readonly knownName: string | null | undefined;

  constructor(sourceName: string, loadBalancerId: string, knownName?: string | null) {
    super();
    this.sourceName = sourceName;
    this.loadBalancerId = loadBalancerId;
    this.knownName = knownName;
  }

  get ref(): NodeRef {
    return { type: "LoadBalancer", source: this.sourceName, loadBalancerId: this.loadBalancerId };
  }
}

/** Refuses an id that could be no balancer's, before it comes near a URL. */
export const requireBalancerId = (value: string, argument: string): string => {
  if (isLoadBalancerId(value)) return value;
  throw invalidArgument(argument, "a load balancer id is a whole number, or a UUID in lower case.");
};

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
    return new LoadBalancer(this.alert.source.name, this.alert.loadBalancerId, null);
  }

  @Field(() => DateTime, { description: "created: when the alert was raised." })
  get createdAt(): number {
    return this.alert.createdAt;
  }
}

registerEnumType(LoadBalancerAuditStatus, {
  name: "LoadBalancerAuditStatus",
  description: "The audited statuses: balancers on their way, or stuck. ACTIVE ones are not listed.",
  valuesConfig: {
    BUILD: { description: "status BUILD (OCTAVIA: PENDING_CREATE): being created." },
    ERROR: { description: "status ERROR: its last change failed." },
    PENDING_DELETE: { description: "status PENDING_DELETE: being deleted." },
    PENDING_UPDATE: { description: "status PENDING_UPDATE: being changed." },
  },
});

@ObjectType({
  implements: [AuditRecord, Node],
  description:
    "One load balancer in an audited status: an entry of Atlas' audit report (loadBalancerAudits[]) or of Octavia's lists (loadbalancers[]). Needs the scope audit:admin.",
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
    return new LoadBalancer(this.record.source.name, this.record.loadBalancerId, this.record.name);
  }

  @Field(() => LoadBalancerAuditStatus, {
    description: "status (OCTAVIA: provisioning_status): the balancer's status.",
  })
  get status(): LoadBalancerAuditStatus {
    return this.record.status;
  }

  @Field(() => DateTime, { description: "created (OCTAVIA: created_at): when the balancer was created." })
  get createdAt(): number {
    return this.record.createdAt;
  }

  @Field(() => DateTime, {
    description:
      "updated (OCTAVIA: updated_at): when the balancer last changed. createdAt where it never did: an OCTAVIA source tells " +
      "no update of a balancer that is being created for the first time.",
  })
  get updatedAt(): number {
    return this.record.updatedAt;
  }

  @Field(() => String, {
    nullable: true,
    description: "name; null where it has none, and of an ATLAS source, whose report tells none.",
  })
  get name(): string | null {
    return this.record.name;
  }

  @Field(() => ID, {
    nullable: true,
    description:
      "project_id: the project that owns the balancer, 32 hexadecimal digits. Null of an ATLAS source: its balancers belong " +
      "to accounts, which stand in alerts[].accountId.",
  })
  get projectId(): string | null {
    return this.record.projectId;
  }

  @Field(() => LoadBalancerOperatingStatus, {
    nullable: true,
    description:
      "operating_status: what traffic finds. Null for a word of the source that is not known here, and of an ATLAS source.",
  })
  get operatingStatus(): LoadBalancerOperatingStatus | null {
    return this.record.operatingStatus;
  }

  @Field(() => String, {
    nullable: true,
    description: "provider: the driver that serves the balancer, such as amphora or ovn. Null of an ATLAS source.",
  })
  get provider(): string | null {
    return this.record.provider;
  }

  @Field(() => String, {
    nullable: true,
    description:
      "vip_address: the address that the balancer answers at, IPv4 or IPv6. Null where it has none yet, and of an ATLAS source.",
  })
  get vipAddress(): string | null {
    return this.record.vipAddress;
  }
}
