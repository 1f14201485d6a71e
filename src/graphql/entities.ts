import { type AuditError, invalidArgument, invalidId } from "../audit/errors.js";
import { decodeIdOf, type NodeType } from "../audit/id.js";
import { Scope } from "../audit/session.js";
import { isLoadBalancerId } from "../audit/load-balancers.js";
import type { OperationContext } from "./context.js";
import { DatabaseInstance, requireInstanceId } from "./database/instance.js";
import { ComputeHost } from "./hosts.js";
import { LoadBalancer } from "./load-balancer.js";
import { ENTITIES_AT_ONCE } from "./node-price.js";
import { findNodes, type Place } from "./nodes.js";
import { requireScope } from "./scopes.js";
import { AuditSource } from "./record.js";

/** What a router sends to name an entity: its type and the fields of one of its keys, of whatever shape the caller likes. */
type Representation = Readonly<Record<string, unknown>>;

/** A key field by its type in the schema: an ID may come as a whole number, which JSON clients and routers send. */
interface KeyType {
  readonly words: string;
  textOf(value: unknown): string | undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const STRING: KeyType = { words: "a text", textOf };
const ID: KeyType = {
  words: "a text or a whole number below 2^53",
  // Beyond, JSON has rounded the number already: it would name another thing.
  textOf: (value) => (Number.isSafeInteger(value) ? String(value) : textOf(value)),
};

const incomplete = (problem: string): AuditError => invalidId("representations", problem);

const typeName = ({ __typename }: Representation): string =>
  typeof __typename === "string" ? __typename : "the entity";

/** A key field's text. Throws INVALID_ID for a representation that lacks it. */
const keyField = (representation: Representation, field: string, type: KeyType): string => {
  const value = representation[field];
  const text = type.textOf(value);
  if (text !== undefined) return text;
  const isAbsent = value === null || value === undefined;
  throw incomplete(`${typeName(representation)} needs its key field ${field}${isAbsent ? "" : ` as ${type.words}`}.`);
};

type Key = Readonly<Record<string, KeyType>>;

const isWhole = (representation: Representation, key: Key): boolean =>
  Object.entries(key).every(([field, type]) => type.textOf(representation[field]) !== undefined);

/**
 * Of an entity with several keys, the first whose fields are all there: a router may send the others empty. Throws
 * INVALID_ID where none is.
 */
const wholeKey = <K extends string>(representation: Representation, keys: Readonly<Record<K, Key>>): K => {
  const names = Object.keys(keys) as K[];
  const found = names.find((name) => isWhole(representation, keys[name]));
  if (found !== undefined) return found;
  const needed = names.map((name) => Object.keys(keys[name]).join(" and ")).join(", or ");
  throw incomplete(`${typeName(representation)} needs one of its keys whole: ${needed}.`);
};

/** What a reference names: a node, which is to be found, or what stands in the entity's place at once. Throws its error. */
type ReferenceResolver = (representation: Representation, context: OperationContext) => Place;

/** An entity whose only key is its global id: found as node(id) finds it, refused for another type's id. */
const byId =
  (type: NodeType): ReferenceResolver =>
  (representation) =>
    decodeIdOf(type, keyField(representation, "id", ID), "representations");

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
  return { is: source ? new DatabaseInstance(source.info, instanceId) : null };
};

const hostReference: ReferenceResolver = (representation, context) => {
  requireScope(context, Scope.READ);
  const name = keyField(representation, "name", STRING);
  const source = context.catalog.find("usage", keyField(representation, "sourceName", STRING));
  return { is: source ? new ComputeHost(source.info.name, name) : null };
};

const balancerReference: ReferenceResolver = (representation, context) => {
  requireScope(context, Scope.ADMIN);
  const id = keyField(representation, "loadBalancerId", ID);
  if (!isLoadBalancerId(id)) {
    throw invalidId("representations", "a load balancer id is a whole number, or a UUID in lower case.");
  }
  const source = context.catalog.find("loadBalancer", keyField(representation, "sourceName", STRING));
  return { is: source ? new LoadBalancer(source.info.name, id) : null };
};

const sourceReference: ReferenceResolver = (representation, { catalog }) => {
  const source = catalog.named(keyField(representation, "name", STRING));
  return { is: source ? new AuditSource(source.info) : null };
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

const resolverOf = new Map(Object.entries(referenceResolvers));

const isRepresentation = (value: unknown): value is Representation => typeof value === "object" && value !== null;

const placeOf = (representation: unknown, context: OperationContext): Place => {
  const { __typename } = isRepresentation(representation) ? representation : {};
  const resolve = typeof __typename === "string" ? resolverOf.get(__typename) : undefined;
  if (resolve) return resolve(representation as Representation, context);
  throw invalidArgument(
    "representations",
    `each needs a __typename; entities are ${[...resolverOf.keys()].join(", ")}.`,
  );
};

/**
 * Query._entities. What fails leaves its error in its own place, and what needs no source is there at once:
 * @apollo/subgraph's own resolver makes two promises for each place, which wait for nothing, and a router asks for
 * hundreds of places. Nothing is asked of a source before all places are known, so that few calls bring them.
 */
export const resolveEntities = async (
  _root: unknown,
  { representations }: { readonly representations: readonly unknown[] },
  context: OperationContext,
): Promise<unknown[]> => {
  if (representations.length > ENTITIES_AT_ONCE) {
    throw invalidArgument("representations", `ask for at most ${ENTITIES_AT_ONCE} entities at once.`);
  }
  return findNodes(representations, (representation) => placeOf(representation, context), context);
};
