import { AuditError, invalidArgument } from "../../audit/audit-error.js";
import type { OperationContext } from "../context/operation-context.js";
import { LoadBalancer } from "../load-balancer/load-balancer.js";
import { Node } from "../record/node.js";
import { AuditSource } from "../source/audit-source.js";
import { ComputeHost } from "../usage/compute-host.js";
import { ENTITIES_AT_ONCE } from "./entities-price.js";
import type { Representation } from "./reference.js";
import { referenceResolvers } from "./reference-resolvers.js";

const resolverOf = new Map(Object.entries(referenceResolvers));

const isRepresentation = (value: unknown): value is Representation => typeof value === "object" && value !== null;

const resolveEntity = (representation: unknown, context: OperationContext): object | null | Promise<object | null> => {
  const { __typename } = isRepresentation(representation) ? representation : {};
  const resolve = typeof __typename === "string" ? resolverOf.get(__typename) : undefined;
  if (resolve) return resolve(representation as Representation, context);
  throw new AuditError(
    "INVALID_ARGUMENT",
    `representations: each needs a __typename; entities are ${[...resolverOf.keys()].join(", ")}.`,
  );
};

/**
 * Query._entities. What fails leaves its error in its own place, and what needs no source is there at once:
 * @apollo/subgraph's own resolver makes two promises for each place, which wait for nothing, and a router asks for
 * hundreds of places.
 */
export const resolveEntities = (
  _root: unknown,
  { representations }: { readonly representations: readonly unknown[] },
  context: OperationContext,
): unknown[] => {
  if (representations.length > ENTITIES_AT_ONCE) {
    throw invalidArgument("representations", `ask for at most ${ENTITIES_AT_ONCE} entities at once.`);
  }
  return representations.map((representation) => {
    const turn = context.session.turn?.();
    if (turn) return turn.then(() => resolveEntity(representation, context));
    try {
      return resolveEntity(representation, context);
    } catch (error) {
      return error;
    }
  });
};

/** Entities that have no global id. */
const stubs = new Map<unknown, string>([
  [AuditSource, "AuditSource"],
  [ComputeHost, "ComputeHost"],
  [LoadBalancer, "LoadBalancer"],
]);

/** _Entity's type. */
export const typeOfEntity = (entity: object): string | undefined =>
  entity instanceof Node ? entity.ref.type : stubs.get(entity.constructor);
