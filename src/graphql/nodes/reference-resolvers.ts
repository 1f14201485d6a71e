import { AuditError } from "../../audit/audit-error.js";
import { decodeIdOf, type NodeType, requireInstanceId } from "../../audit/global-id.js";
import { isAtlasId } from "../../audit/load-balancer.js";
import { Scope } from "../../audit/session.js";
import type { OperationContext } from "../context/operation-context.js";
import { requireScope } from "../context/require-scope.js";
import { DatabaseInstance } from "../database/database-instance.js";
import { LoadBalancer } from "../load-balancer/load-balancer.js";
import { AuditSource } from "../source/audit-source.js";
import { ComputeHost } from "../usage/compute-host.js";
import { findNode } from "./find-node.js";
import { ID, keyField, type Representation, STRING, wholeKey } from "./reference.js";

/** Throws, or rejects with, what stands in the entity's place. */
export type ReferenceResolver = (
  representation: Representation,
  context: OperationContext,
) => object | null | Promise<object | null>;

/** An entity whose only key is its global id: found as node(id) finds it, refused for another type's id. */
const byId =
  (type: NodeType): ReferenceResolver =>
  (representation, context) =>
    findNode(decodeIdOf(type, keyField(representation, "id", ID), "representations"), context);

const instanceKeys = { byId: { id: ID }, byNames: { sourceName: STRING, instanceId: STRING } } as const;

/** A stub that other subgraphs may own: nothing is asked of the source until a field needs it. */
const instanceReference: ReferenceResolver = (representation, context) => {
  requireScope(context, Scope.READ);
  const { source: name, instanceId } =
    wholeKey(representation, instanceKeys) === "byId"
      ? decodeIdOf("DatabaseInstance", keyField(representation, "id", ID), "representations")
      : {
          source: keyField(representation, "sourceName", STRING),
          instanceId: keyField(representation, "instanceId", STRING),
        };
  requireInstanceId(instanceId, "representations");
  const source = context.catalog.find("database", name);
  return source ? new DatabaseInstance(source.info, instanceId) : null;
};

const hostReference: ReferenceResolver = (representation, context) => {
  requireScope(context, Scope.READ);
  const name = keyField(representation, "name", STRING);
  const source = context.catalog.find("usage", keyField(representation, "sourceName", STRING));
  return source ? new ComputeHost(source.info.name, name) : null;
};

const balancerReference: ReferenceResolver = (representation, context) => {
  requireScope(context, Scope.ADMIN);
  const id = keyField(representation, "loadBalancerId", ID);
  if (!isAtlasId(id)) throw new AuditError("INVALID_ID", "representations: a load balancer id is a whole number.");
  const source = context.catalog.find("loadBalancer", keyField(representation, "sourceName", STRING));
  return source ? new LoadBalancer(source.info.name, id) : null;
};

const sourceReference: ReferenceResolver = (representation, { catalog }) => {
  const source = catalog.named(keyField(representation, "name", STRING));
  return source ? new AuditSource(source.info) : null;
};

/** How a federation router's references become entities, for every @key of the schema. */
export const referenceResolvers: Readonly<Record<string, ReferenceResolver>> = {
  AuditSource: sourceReference,
  UsageAuditPeriod: byId("UsageAuditPeriod"),
  HostUsageAudit: byId("HostUsageAudit"),
  ComputeHost: hostReference,
  DatabaseInstance: instanceReference,
  AuditLogFile: byId("AuditLogFile"),
  LoadBalancerAudit: byId("LoadBalancerAudit"),
  LoadBalancerAlert: byId("LoadBalancerAlert"),
  LoadBalancer: balancerReference,
};
