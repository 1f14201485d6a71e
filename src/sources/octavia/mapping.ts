import {
  type LoadBalancerAuditRecord,
  type LoadBalancerAuditStatus,
  type LoadBalancerComponentKind,
  type LoadBalancerComponentRecord,
  LoadBalancerOperatingStatus,
} from "../../audit/load-balancers.js";
import type { SourceInfo } from "../../audit/record.js";
import * as wire from "./wire.js";

export interface BalancerParts {
  readonly hasListeners: boolean;
  /** Ids of its pools, also of those that no listener uses. */
  readonly pools: readonly string[];
}

/** One balancer as a list or a single answer tells of it. */
export interface Balancer {
  readonly id: string;
  readonly status: wire.ProvisioningStatus;
  readonly name: string | null;
  /** What it is made of; null where that is not told. */
  readonly parts: BalancerParts | null;
  /** Null for one in no audited status. */
  readonly record: LoadBalancerAuditRecord | null;
}

/** PENDING_CREATE is what Atlas calls BUILD: being created. */
const AUDITED: Partial<Record<wire.ProvisioningStatus, LoadBalancerAuditStatus>> = {
  ERROR: "ERROR",
  PENDING_CREATE: "BUILD",
  PENDING_UPDATE: "PENDING_UPDATE",
  PENDING_DELETE: "PENDING_DELETE",
};

const isOperatingStatus = (word: string): word is LoadBalancerOperatingStatus =>
  Object.hasOwn(LoadBalancerOperatingStatus, word);

const operatingStatusOf = (word: string | null | undefined): LoadBalancerOperatingStatus | null =>
  typeof word === "string" && isOperatingStatus(word) ? word : null;

/** Nameless ones are told with an empty name. */
const textOf = (text: string | null | undefined): string | null => (text === "" ? null : (text ?? null));

/** Undefined for what is not a balancer of the documented shape. */
export const toBalancer = (raw: unknown, info: SourceInfo, fetchedAt: number): Balancer | undefined => {
  const parsed = wire.balancer.safeParse(raw);
  if (!parsed.success) return undefined;
  const { id, provisioning_status: word, created_at: created, updated_at: updated, ...rest } = parsed.data;
  const createdAt = wire.parseStamp(created);
  const updatedAt = typeof updated === "string" ? wire.parseStamp(updated) : createdAt;
  if (createdAt === undefined || updatedAt === undefined) return undefined;
  const status = AUDITED[word];
  const name = textOf(rest.name);
  const record = status && {
    key: { time: updatedAt, source: info.name, instance: "", id },
    source: info,
    fetchedAt,
    loadBalancerId: id,
    status,
    createdAt,
    updatedAt,
    name,
    projectId: textOf(rest.project_id),
    operatingStatus: operatingStatusOf(rest.operating_status),
    provider: textOf(rest.provider),
    vipAddress: textOf(rest.vip_address),
  };
  const { listeners, pools } = rest;
  const parts = listeners && pools ? { hasListeners: listeners.length > 0, pools: pools.map((pool) => pool.id) } : null;
  return { id, status: word, name, parts, record: record ?? null };
};

const toComponent = (kind: LoadBalancerComponentKind, part: wire.Part | wire.Member): LoadBalancerComponentRecord => ({
  kind,
  componentId: part.id,
  name: textOf(part.name),
  provisioningStatus: part.provisioning_status,
  operatingStatus: operatingStatusOf(part.operating_status),
  address: "address" in part ? textOf(part.address as string | null) : null,
  port: "protocol_port" in part ? ((part.protocol_port as number | null) ?? null) : null,
});

/** Listeners, each with its pools, their health monitors and members behind it. A pool of several listeners comes once. */
export const toComponents = ({ statuses }: wire.Tree): LoadBalancerComponentRecord[] => {
  const found = new Map<string, LoadBalancerComponentRecord>();
  const add = (kind: LoadBalancerComponentKind, part: wire.Part | wire.Member): void => {
    if (!found.has(part.id)) found.set(part.id, toComponent(kind, part));
  };
  for (const listener of statuses.loadbalancer.listeners ?? []) {
    add("LISTENER", listener);
    for (const pool of listener.pools ?? []) {
      add("POOL", pool);
      if (pool.health_monitor) add("HEALTH_MONITOR", pool.health_monitor);
      for (const member of pool.members ?? []) add("MEMBER", member);
    }
  }
  return [...found.values()];
};

/** A row of the list of pools, which has only the ids of its members. Undefined for what is not of the documented shape. */
export const toPool = (raw: unknown): LoadBalancerComponentRecord | undefined => {
  const parsed = wire.part.safeParse(raw);
  return parsed.success ? toComponent("POOL", parsed.data) : undefined;
};
