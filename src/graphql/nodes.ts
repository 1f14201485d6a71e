import { Arg, Ctx, Directive, ID, Query, Resolver } from "type-graphql";
import { invalidArgument } from "../audit/errors.js";
import { decodeId, type NodeRef, type NodeType } from "../audit/id.js";
import { Scope } from "../audit/session.js";
import { hostIn } from "../audit/sources.js";
import type { OperationContext } from "./context.js";
import { AuditLogFile } from "./database/file.js";
import { DatabaseInstance } from "./database/instance.js";
import { ComputeHost, HostUsageAudit } from "./hosts.js";
import { LoadBalancer, LoadBalancerAlert, LoadBalancerAudit } from "./load-balancer.js";
import { AuditSource, Node } from "./record.js";
import { NODES_AT_ONCE, nodePrice, nodesPrice } from "./node-price.js";
import { Priced } from "./price.js";
import { requireScope } from "./scopes.js";
import { UsageAuditPeriod } from "./usage.js";

type RefOf<T extends NodeType> = Extract<NodeRef, { type: T }>;
type Find<T extends NodeType> = (ref: RefOf<T>, context: OperationContext) => Promise<Node | null>;

/** The scope without which a node is not even looked up; a source is told to everybody, as auditSources tells it. */
const scopeOf: Readonly<Record<NodeType, Scope | undefined>> = {
  AuditSource: undefined,
  ComputeHost: Scope.READ,
  UsageAuditPeriod: Scope.READ,
  HostUsageAudit: Scope.READ,
  DatabaseInstance: Scope.READ,
  AuditLogFile: Scope.READ,
  LoadBalancer: Scope.ADMIN,
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
  AuditSource: (ref, { catalog }) => {
    const source = catalog.named(ref.source);
    return Promise.resolve(source ? new AuditSource(source.info) : null);
  },
  // Named, as a reference of another subgraph names it: its fields ask.
  ComputeHost: (ref, { catalog }) =>
    Promise.resolve(catalog.find("usage", ref.source) ? new ComputeHost(ref.source, ref.host) : null),
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
  LoadBalancer: (ref, { catalog }) =>
    Promise.resolve(catalog.find("loadBalancer", ref.source) ? new LoadBalancer(ref.source, ref.loadBalancerId) : null),
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
const findNode = async (ref: NodeRef, context: OperationContext): Promise<Node | null> => {
  const scope = scopeOf[ref.type];
  if (scope) requireScope(context, scope);
  const find = finders[ref.type] as Find<NodeType>;
  return find(ref, context);
};

/** Reads of one call each that an operation has under way for one list: each takes some kilobytes while it waits for its source. */
const AT_ONCE = 50;
/** Nodes that each take a call of their own. All others are asked for together, in one go, so that few calls bring them. */
const BY_THEMSELVES: ReadonlySet<NodeType> = new Set(["UsageAuditPeriod", "HostUsageAudit"]);

const findAfter = async (
  before: Promise<unknown> | undefined,
  ref: NodeRef,
  context: OperationContext,
): Promise<Node | null> => {
  await before?.catch(() => null);
  await context.session.turn?.();
  return findNode(ref, context);
};

/** Names that are read in a step, where they say all that there is to know. Each node that is to be found takes a step. */
const NAMES_PER_STEP = 20;
/** Places that are completed in one turn of the event loop: what their fields ask for together goes out together. */
const CHUNK = 100;
/** Of those, what is completed in a step. Their lists have turns of their own. */
const PLACES_PER_STEP = 5;

/** The turns of a list's places. */
class Chunks {
  readonly #turns = new Map<number, Promise<void> | undefined>();

  constructor(private readonly context: OperationContext) {}

  turn(at: number): Promise<void> | undefined {
    const chunk = Math.floor(at / CHUNK);
    if (!this.#turns.has(chunk)) this.#turns.set(chunk, this.context.session.turn?.(CHUNK / PLACES_PER_STEP));
    return this.#turns.get(chunk);
  }

  /** What was found, in its turn; or why it was not: what fails for one fails for all that were asked for together. */
  after<T>(at: number, found: Promise<T>): Promise<T> {
    return found.then(
      async (node) => {
        await this.turn(at);
        return node;
      },
      async (error: unknown) => {
        await this.turn(at)?.catch(() => undefined);
        throw error;
      },
    );
  }
}

/** What stands in one place of a list: a node, which is to be found, or what is known to stand there, errors too. */
export type Place = NodeRef | { readonly is: unknown };

/**
 * What stands in the place of each name. `placeOf` asks no source, and throws in its own place alone; nothing is asked
 * before all places are known, so that few calls bring all nodes.
 */
export const findNodes = async <Name>(
  names: readonly Name[],
  placeOf: (name: Name, at: number) => Place,
  context: OperationContext,
): Promise<unknown[]> => {
  const places: Place[] = [];
  let sinceTurn = NAMES_PER_STEP;
  for (const [at, name] of names.entries()) {
    try {
      if (sinceTurn >= NAMES_PER_STEP) {
        sinceTurn = 0;
        const turn = context.session.turn?.();
        if (turn) await turn;
      }
      sinceTurn += 1;
      const place = placeOf(name, at);
      if (!("is" in place)) sinceTurn = NAMES_PER_STEP;
      places.push(place);
    } catch (error) {
      places.push({ is: error });
    }
  }
  const [atHand, found] = [new Chunks(context), new Chunks(context)];
  const alone: Promise<Node | null>[] = [];
  return places.map((place, at) => {
    if ("is" in place) {
      const turn = atHand.turn(at);
      return turn ? turn.then(() => place.is) : place.is;
    }
    if (!BY_THEMSELVES.has(place.type)) return found.after(at, findNode(place, context));
    const one = findAfter(alone[alone.length - AT_ONCE], place, context);
    alone.push(one);
    return one;
  });
};

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
      "with an error of its own. At most 200 ids. What one call of a source brings is asked for together.",
  })
  @Directive("@shareable")
  @Directive("@inaccessible")
  @Priced(nodesPrice)
  async nodes(
    @Arg("ids", () => [ID], { description: "Nodes' ids, as this API gave them out." }) ids: string[],
    @Ctx() context: OperationContext,
  ): Promise<unknown[]> {
    if (ids.length > NODES_AT_ONCE) throw invalidArgument("ids", `ask for at most ${NODES_AT_ONCE} nodes at once.`);
    return findNodes(ids, (id, at) => decodeId(id, `ids[${at}]`), context);
  }
}
