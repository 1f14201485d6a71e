import { ObjectType } from "type-graphql";
import type { LoadBalancerAuditRecord } from "../../audit/load-balancer.js";
import { free } from "../cost/price.js";
import { connectionOf } from "../connection/connection-of.js";
import { LoadBalancerAudit } from "./load-balancer-audit.js";

@ObjectType({ description: "A page of load balancer audits." })
export class LoadBalancerAuditConnection extends connectionOf({
  name: "LoadBalancerAudit",
  node: () => LoadBalancerAudit,
  toNode: (record: LoadBalancerAuditRecord) => new LoadBalancerAudit(record),
  items: "load balancer audits",
  totalCount: { price: free, description: "Length of the whole list, exact; null where a source failed." },
}) {}
