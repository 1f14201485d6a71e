import type { GraphQLSchema } from "graphql";
import { Arg, Ctx, Directive, ID, Query, Resolver } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import { decodeId, type NodeRef, type NodeType, nodeTypeOf } from "../audit/id.js";
import { PAGE_CAP } from "../audit/page-plan.js";
import { Scope } from "../audit/session.js";
import { hostIn } from "../audit/sources.js";
import type { OperationContext } from "./context.js";
import { AuditLogFile } from "./database/file.js";
import { DatabaseInstance } from "./database/instance.js";
import { LoadBalancerAlert, LoadBalancerAudit } from "./load-balancer.js";
import { type Level, listPrice, member, type Price, Priced, type PriceOf } from "./price.js";
import { Node } from "./record.js";
import { requireScope } from "./scopes.js";
import { HostUsageAudit, UsageAuditPeriod } from "./usage.js";

type RefOf<T extends NodeType> = Extract<NodeRef, { type: T }>;
type Find<T extends NodeType> = (ref: RefOf<T>, context: OperationContext) => Promise<Node | null>;

/** The scope without which a node is not even looked up. */
const scopeOf: Readonly<Record<NodeType, Scope>> = {
  UsageAuditPeriod: Scope.READ,
  HostUsageAudit: Scope.READ,
  DatabaseInstance: Scope.READ,
  AuditLogFile: Scope.READ,
  LoadBalancerAudit: Scope.ADMIN,
  LoadBalancerAlert: Scope.ADMIN,
};

const readerOf = {
  usage: (name: string, context: OperationContext) => {
    const source = context.catalog.find("usage", name);
    return source && context.reader(source);
  },
  database: (name: string, context: OperationContext) => {
    const source = context.catalog.find("database", name);
    return source && context.reader(source);
  },
  loadBalancer: (name: string, context: OperationContext) => {
    const source = context.catalog.find("loadBalancer", name);
    return source && context.reader(source);
  },
};

/** One lookup per type of node. A source that is not configured (any more) knows nothing: null. */
const finders: { readonly [T in NodeType]: Find<T> } = {
  UsageAuditPeriod: async (ref, context) => {
    const period = await readerOf.usage(ref.source, context)?.period(ref.begin, ref.end);
    return period ? new UsageAuditPeriod(period) : null;
  },
  HostUsageAudit: async (ref, context) => {
    const period = await readerOf.usage(ref.source, context)?.period(ref.begin, ref.end);
    const entry = period && hostIn(period, ref.host);
    return entry ? new HostUsageAudit(entry) : null;
  },
  DatabaseInstance: async (ref, context) => {
    const known = await readerOf.database(ref.source, context)?.instance(ref.instanceId);
    return known ? new DatabaseInstance(known.source, ref.instanceId, known) : null;
  },
  AuditLogFile: async (ref, context) => {
    const file = await readerOf.database(ref.source, context)?.file(ref.instanceId, ref.begin, ref.upstreamId);
    return file ? new AuditLogFile(file) : null;
  },
  LoadBalancerAudit: async (ref, context) => {
    const audit = await readerOf.loadBalancer(ref.source, context)?.audit(ref.loadBalancerId);
    return audit ? new LoadBalancerAudit(audit) : null;
  },
  LoadBalancerAlert: async (ref, context) => {
    const alerts = await readerOf.loadBalancer(ref.source, context)?.alerts(ref.loadBalancerId);
    const alert = alerts?.find(({ alertId }) => alertId === ref.alertId);
    return alert ? new LoadBalancerAlert(alert) : null;
  },
};

/** The node that an id names, or null where it is unknown. Throws FORBIDDEN before anything is asked of a source. */
export const findNode = async (ref: NodeRef, context: OperationContext): Promise<Node | null> => {
  requireScope(context, scopeOf[ref.type]);
  const find = finders[ref.type] as Find<NodeType>;
  return find(ref, context);
};

/** More are refused. */
const NODES_AT_ONCE = PAGE_CAP;
/** A router sends some hundreds. Each is read, completed and written by itself, also where many are equal. */
export const ENTITIES_AT_ONCE = 1_000;

/** A file is looked up in its instance's list, at its begin: the look, its proof, and the pages of a crowded day. */
const CALLS_OF_FILE = 8;

/** Calls that finding the node of this id again takes; a damaged one takes none. */
const callsOfId = (id: unknown): number => {
  const type = typeof id === "string" ? nodeTypeOf(id) : undefined;
  if (type === undefined) return 0;
  return type === "AuditLogFile" ? CALLS_OF_FILE : 1;
};

const nodePrice: PriceOf = ({ id }, parent) => ({ calls: parent.objects * callsOfId(id), below: parent });

/** Of a representation its plain members: keys are none but those, and other ones may nest as deep as the caller likes. */
const spellingOf = (name: unknown): string =>
  typeof name === "object" && name !== null
    ? JSON.stringify(Object.entries(name).filter(([, member]) => typeof member !== "object"))
    : String(name);

/** A list of what was named, each as dear as its name tells; equal names are read once. */
const namedPrice = (
  names: unknown,
  parent: Level,
  { most, callsOf }: { readonly most: number; readonly callsOf: (name: unknown) => number },
): Price | undefined => {
  const all: readonly unknown[] = Array.isArray(names) ? names : [];
  if (all.length > most) return undefined;
  const distinct = new Map(all.map((name) => [spellingOf(name), name]));
  const copies = parent.copies * (all.length / Math.max(1, distinct.size));
  const calls = [...distinct.values()].reduce<number>((sum, name) => sum + callsOf(name), 0);
  // Each stands for itself: reads that are batched by list find a list for each.
  return listPrice({ ...parent, copies }, distinct.size, calls, { lists: parent.objects * Math.max(1, distinct.size) });
};

const nodesPrice: PriceOf = ({ ids }, parent) => namedPrice(ids, parent, { most: NODES_AT_ONCE, callsOf: callsOfId });

/** References that only name an entity by the fields of its own: nothing is asked for them. */
const STUBS = new Set<unknown>(["AuditSource", "ComputeHost", "DatabaseInstance", "LoadBalancer"]);

const entitiesPrice: PriceOf = ({ representations }, parent) =>
  namedPrice(representations, parent, {
    most: ENTITIES_AT_ONCE,
    callsOf: (each) => (STUBS.has(member(each, "__typename")) ? 0 : callsOfId(member(each, "id"))),
  });

/** Query._entities is federation's own field, and stands in no class. */
export const priceEntities = (schema: GraphQLSchema): void => {
  const field = schema.getQueryType()?.getFields()._entities;
  if (field) field.extensions = { ...field.extensions, price: entitiesPrice };
};

/** Ids of one list that are looked up at a time: each takes some kilobytes while it waits for its source. */
const AT_ONCE = 50;

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: "Refetch any node by its global id. Unknown id: null. Malformed id: INVALID_ID.",
  })
  @Directive("@shareable")
  @Directive("@inaccessible")
  @Priced(nodePrice)
  async node(
    @Arg("id", () => ID, { description: "A node's id, as this API gave it out." }) id: string,
    @Ctx() context: OperationContext,
  ): Promise<Node | null> {
    return findNode(decodeId(id), context);
  }

  @Query(() => [Node], {
    nullable: "items",
    description:
      "Refetch many nodes, in the order of their ids: each place holds its node, null for an unknown id, or null " +
      "with an error of its own. At most 200 ids.",
  })
  @Directive("@shareable")
  @Directive("@inaccessible")
  @Priced(nodesPrice)
  nodes(
    @Arg("ids", () => [ID], { description: "Nodes' ids, as this API gave them out." }) ids: string[],
    @Ctx() context: OperationContext,
  ): Promise<Node | null>[] {
    if (ids.length > NODES_AT_ONCE) throw invalidArgument("ids", `ask for at most ${NODES_AT_ONCE} nodes at once.`);
    const found: Promise<Node | null>[] = [];
    for (const [i, id] of ids.entries()) found.push(this.#after(found[i - AT_ONCE], id, i, context));
    return found;
  }

  async #after(
    before: Promise<Node | null> | undefined,
    id: string,
    i: number,
    context: OperationContext,
  ): Promise<Node | null> {
    await before?.catch(() => null);
    await context.session.turn?.();
    return findNode(decodeId(id, `ids[${i}]`), context);
  }
}
