import type { GraphQLSchema } from "graphql";
import { decodeId, type NodeRef, type NodeType } from "../audit/id.js";
import { PAGE_CAP } from "../audit/page-plan.js";
import { BALANCERS_PER_CALL } from "../audit/load-balancers.js";
import { DAY } from "../audit/window.js";
import { callsOfLookUps, type Level, listPrice, member, type Price, type PriceOf } from "./price.js";

/** What an id names; undefined for a text that no node's id can be, which takes no call. */
const refOfId = (id: unknown): NodeRef | undefined => {
  try {
    return typeof id === "string" ? decodeId(id) : undefined;
  } catch {
    return undefined;
  }
};

type RefOf<T extends NodeType> = Extract<NodeRef, { type: T }>;

/**
 * A file is looked for where it begins (sources/database/named-files.ts): one look, and two totals that prove that there is none.
 * Among files that stand so close that reading them takes fewer: a page of a part and its proof.
 */
const CALLS_OF_FURTHER_FILE = 3;
/**
 * The first of a day may have to find how long the list's files are, in five looks, the last of three pages. The second is
 * where it shows how close they stand: a part that is too wide, one up to the crowd, one of the crowd, each with its proof.
 */
const CALLS_OF_FIRST_FILES = 8;
const FIRST_FILES = 2;

/** Files of one instance by their begins: a list that is read from the first on, day by day. */
const callsOfFiles = (begins: readonly number[]): number => {
  let [calls, end, ofDay] = [0, -Infinity, 0];
  for (const begin of begins.toSorted((a, b) => a - b)) {
    if (begin >= end) [end, ofDay] = [begin + DAY, 0];
    ofDay += 1;
    calls += ofDay > FIRST_FILES ? CALLS_OF_FURTHER_FILE : CALLS_OF_FIRST_FILES;
  }
  return calls;
};

const grouped = <T>(all: readonly T[], keyOf: (each: T) => string): readonly (readonly T[])[] => {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(keyOf(each));
    if (group) group.push(each);
    else groups.set(keyOf(each), [each]);
  }
  return [...groups.values()];
};

const bySource = ({ source }: NodeRef): string => source;
const sum = <T>(groups: readonly T[], callsOf: (group: T) => number): number =>
  groups.reduce((calls, group) => calls + callsOf(group), 0);

/** A period takes a call, whoever of its hosts is asked for. */
const callsOfPeriods = (refs: readonly RefOf<"UsageAuditPeriod" | "HostUsageAudit">[]): number =>
  grouped(refs, ({ source, begin, end }) => `${source} ${begin} ${end}`).length;

/** Calls that finding nodes again takes, at most, where all of one type are asked for together. */
const callsOf: { readonly [T in NodeType]: (refs: readonly RefOf<T>[]) => number } = {
  // Named, and not looked up.
  AuditSource: () => 0,
  ComputeHost: () => 0,
  LoadBalancer: () => 0,
  UsageAuditPeriod: callsOfPeriods,
  HostUsageAudit: callsOfPeriods,
  DatabaseInstance: (refs) =>
    sum(grouped(refs, bySource), ({ length }) => callsOfLookUps({ instances: length, sources: 1 })),
  AuditLogFile: (refs) =>
    sum(
      grouped(refs, ({ source, instanceId }) => `${source} ${instanceId}`),
      (files) => callsOfFiles(files.map(({ begin }) => begin)),
    ),
  // One report tells of all.
  LoadBalancerAudit: (refs) => grouped(refs, bySource).length,
  // And the report, where the source does not offer alerts by balancer.
  LoadBalancerAlert: (refs) =>
    sum(grouped(refs, bySource), (alerts) => {
      const balancers = new Set(alerts.map(({ loadBalancerId }) => loadBalancerId));
      return 1 + Math.ceil(balancers.size / BALANCERS_PER_CALL);
    }),
};

export const callsOfRefs = (refs: readonly NodeRef[]): number =>
  sum(
    grouped(refs, ({ type }) => type),
    (group) => {
      const type = group[0]?.type;
      const calls = type && (callsOf[type] as (refs: readonly NodeRef[]) => number);
      return calls?.(group) ?? 0;
    },
  );

/** More are refused. */
export const NODES_AT_ONCE = PAGE_CAP;
/** A router sends some hundreds. Each is read, completed and written by itself, also where many are equal. */
export const ENTITIES_AT_ONCE = 1_000;

export const nodePrice: PriceOf = ({ id }, parent) => {
  const ref = refOfId(id);
  return { calls: ref ? parent.objects * callsOfRefs([ref]) : 0, below: parent };
};

/** Of a representation its plain members: keys are none but those, and other ones may nest as deep as the caller likes. */
const spellingOf = (name: unknown): string =>
  typeof name === "object" && name !== null
    ? JSON.stringify(Object.entries(name).filter(([, member]) => typeof member !== "object"))
    : String(name);

/** A list of what was named; equal names are read once, and what one call brings is asked for together. */
const namedPrice = (
  names: unknown,
  parent: Level,
  { most, refOf }: { readonly most: number; readonly refOf: (name: unknown) => NodeRef | undefined },
): Price | undefined => {
  const all: readonly unknown[] = Array.isArray(names) ? names : [];
  if (all.length > most) return undefined;
  const distinct = new Map(all.map((name) => [spellingOf(name), name]));
  const copies = parent.copies * (all.length / Math.max(1, distinct.size));
  const calls = callsOfRefs([...distinct.values()].flatMap((name) => refOf(name) ?? []));
  // Each stands for itself: reads that are batched by list find a list for each.
  return listPrice({ ...parent, copies }, distinct.size, calls, { lists: parent.objects * Math.max(1, distinct.size) });
};

export const nodesPrice: PriceOf = ({ ids }, parent) =>
  namedPrice(ids, parent, { most: NODES_AT_ONCE, refOf: refOfId });

/** References that only name an entity by the fields of its own: nothing is asked for them. */
const STUBS = new Set<unknown>(["AuditSource", "ComputeHost", "DatabaseInstance", "LoadBalancer"]);

const entitiesPrice: PriceOf = ({ representations }, parent) =>
  namedPrice(representations, parent, {
    most: ENTITIES_AT_ONCE,
    refOf: (each) => (STUBS.has(member(each, "__typename")) ? undefined : refOfId(member(each, "id"))),
  });

/** Query._entities is federation's own field, and stands in no class. */
export const priceEntities = (schema: GraphQLSchema): void => {
  const field = schema.getQueryType()?.getFields()._entities;
  if (field) field.extensions = { ...field.extensions, price: entitiesPrice };
};
