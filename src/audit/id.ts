import { type AuditError, invalidId } from "./errors.js";
import { openJson, seal } from "./seal.js";
import { DAY, isInstant } from "./window.js";
import { isAtlasId, isLoadBalancerId } from "./load-balancers.js";
import { isInstanceId } from "./sources.js";

const VERSION = 1;
/** Reads reach beyond a record's time, by a month at most. */
const ROOM = 60 * DAY;

/** What a global id names: enough to find the node again in any replica, without a store. Times are milliseconds since the epoch. */
export type NodeRef =
  | { readonly type: "AuditSource"; readonly source: string }
  | { readonly type: "ComputeHost"; readonly source: string; readonly host: string }
  | { readonly type: "UsageAuditPeriod"; readonly source: string; readonly begin: number; readonly end: number }
  | {
      readonly type: "HostUsageAudit";
      readonly source: string;
      readonly begin: number;
      readonly end: number;
      readonly host: string;
    }
  | { readonly type: "DatabaseInstance"; readonly source: string; readonly instanceId: string }
  | {
      readonly type: "AuditLogFile";
      readonly source: string;
      readonly instanceId: string;
      readonly begin: number;
      readonly upstreamId: string;
    }
  | { readonly type: "LoadBalancer"; readonly source: string; readonly loadBalancerId: string }
  | { readonly type: "LoadBalancerAudit"; readonly source: string; readonly loadBalancerId: string }
  | {
      readonly type: "LoadBalancerAlert";
      readonly source: string;
      readonly loadBalancerId: string;
      readonly alertId: string;
    };
export type NodeType = NodeRef["type"];

type Check = (value: unknown) => boolean;
const time: Check = (value) => isInstant(value, ROOM);
const text: Check = (value) => typeof value === "string" && value.length > 0 && value.length <= 512;
const instanceId: Check = (value) => typeof value === "string" && isInstanceId(value);
const loadBalancerId: Check = (value) => typeof value === "string" && isLoadBalancerId(value);
const alertId: Check = (value) => typeof value === "string" && isAtlasId(value);

/** Fields of each type in the order in which an id holds them, each with what it must look like before it comes near a URL. */
const fields: {
  readonly [T in NodeType]: Readonly<Record<Exclude<keyof Extract<NodeRef, { type: T }>, "type" | "source">, Check>>;
} = {
  AuditSource: {},
  ComputeHost: { host: text },
  UsageAuditPeriod: { begin: time, end: time },
  HostUsageAudit: { begin: time, end: time, host: text },
  DatabaseInstance: { instanceId },
  AuditLogFile: { instanceId, begin: time, upstreamId: text },
  LoadBalancer: { loadBalancerId },
  LoadBalancerAudit: { loadBalancerId },
  LoadBalancerAlert: { loadBalancerId, alertId },
};
const isNodeType = (value: unknown): value is NodeType => typeof value === "string" && Object.hasOwn(fields, value);
const isSourceName = (value: unknown): value is string =>
  typeof value === "string" && /^[a-z0-9][a-z0-9-]{0,62}$/.test(value);

/** How the ids of one source's nodes of a type, or of one instance's, begin. A page's come one after the other. */
let begun = { type: "", source: "", instanceId: "", head: "" };

const headOf = (type: NodeType, source: string, instanceId: string): string => {
  if (begun.type !== type || begun.source !== source || begun.instanceId !== instanceId) {
    const members = [VERSION, type, source, ...(instanceId === "" ? [] : [instanceId])];
    begun = { type, source, instanceId, head: JSON.stringify(members).slice(0, -1) };
  }
  return begun.head;
};

export const encodeId = (ref: NodeRef): string => {
  const { type, source } = ref;
  switch (type) {
    case "AuditSource":
      return seal(headOf(type, source, ""), []);
    case "ComputeHost":
      return seal(headOf(type, source, ""), [ref.host]);
    case "UsageAuditPeriod":
      return seal(headOf(type, source, ""), [ref.begin, ref.end]);
    case "HostUsageAudit":
      return seal(headOf(type, source, ""), [ref.begin, ref.end, ref.host]);
    case "DatabaseInstance":
      return seal(headOf(type, source, ""), [ref.instanceId]);
    case "AuditLogFile":
      return seal(headOf(type, source, ref.instanceId), [ref.begin, ref.upstreamId]);
    case "LoadBalancer":
    case "LoadBalancerAudit":
      return seal(headOf(type, source, ""), [ref.loadBalancerId]);
    case "LoadBalancerAlert":
      return seal(headOf(type, source, ""), [ref.loadBalancerId, ref.alertId]);
  }
};

/** Throws INVALID_ID, naming the argument, for a text that no node's id can be. */
export const decodeId = (id: string, argument = "id"): NodeRef => {
  const damaged = (): AuditError => invalidId(argument, "this is not an id that this API gave out.");
  const value = openJson(id);
  if (!Array.isArray(value)) throw damaged();
  const [version, type, source, ...rest] = value as unknown[];
  if (version !== VERSION || !isNodeType(type) || !isSourceName(source)) throw damaged();
  const checks = Object.entries<Check>(fields[type]);
  if (rest.length !== checks.length || !checks.every(([, check], i) => check(rest[i]))) throw damaged();
  return { type, source, ...Object.fromEntries(checks.map(([field], i) => [field, rest[i]])) } as NodeRef;
};

/** As decodeId, for a place where only one type of node can stand. */
export const decodeIdOf = <T extends NodeType>(type: T, id: string, argument = "id"): Extract<NodeRef, { type: T }> => {
  const ref = decodeId(id, argument);
  if (ref.type !== type) throw invalidId(argument, `this is the id of a ${ref.type}, not of a ${type}.`);
  return ref as Extract<NodeRef, { type: T }>;
};
