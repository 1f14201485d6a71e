import { Directive, ObjectType } from "type-graphql";
import type { NodeRef } from "../../audit/global-id.js";
import type { LoadBalancerAuditRecord } from "../../audit/load-balancer.js";
import { AuditRecord } from "../record/audit-record.js";
import { Node } from "../record/node.js";
import { DateTime } from "../scalars/date-time.js";
import { LoadBalancer } from "./load-balancer.js";
import { LoadBalancerAuditStatus } from "./load-balancer-audit-status.js";
import { GetterField } from "../record/getter-field.js";

@ObjectType({
  implements: [AuditRecord, Node],
  simpleResolvers: true,
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

  @GetterField(() => LoadBalancer, { description: "id: the balancer that the entry is about." })
  get loadBalancer(): LoadBalancer {
    return new LoadBalancer(this.record.source.name, this.record.loadBalancerId);
  }

  @GetterField(() => LoadBalancerAuditStatus, { description: "status: the balancer's status." })
  get status(): LoadBalancerAuditStatus {
    return this.record.status;
  }

  @GetterField(() => DateTime, { description: "created: when the balancer was created." })
  get createdAt(): number {
    return this.record.createdAt;
  }

  @GetterField(() => DateTime, { description: "updated: when the balancer last changed." })
  get updatedAt(): number {
    return this.record.updatedAt;
  }
}
