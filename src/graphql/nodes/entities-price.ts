import type { GraphQLSchema } from "graphql";
import { nodeTypeOf } from "../../audit/global-id.js";
import { PAGE_CAP } from "../../audit/page-plan.js";
import { member } from "../cost/arguments.js";
import { type Level, listPrice, type Price, type PriceOf } from "../cost/price.js";

/** More are refused. */
export const NODES_AT_ONCE = PAGE_CAP;
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

export const nodePrice: PriceOf = ({ id }, parent) => ({ calls: parent.objects * callsOfId(id), below: parent });

/** Of a representation its plain members: keys are none but those, and other ones may nest as deep as the caller likes. */
const textOf = (name: unknown): string =>
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
  const distinct = new Map(all.map((name) => [textOf(name), name]));
  const copies = parent.copies * (all.length / Math.max(1, distinct.size));
  const calls = [...distinct.values()].reduce<number>((sum, name) => sum + callsOf(name), 0);
  // Each stands for itself: reads that are batched by list find a list for each.
  return listPrice({ ...parent, copies }, distinct.size, calls, { lists: parent.objects * Math.max(1, distinct.size) });
};

export const nodesPrice: PriceOf = ({ ids }, parent) =>
  namedPrice(ids, parent, { most: NODES_AT_ONCE, callsOf: callsOfId });

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
