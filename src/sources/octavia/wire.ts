import { z } from "zod";
import { isUuid } from "../../audit/load-balancers.js";
import { stampReader } from "../stamps.js";

/**
 * What arrives, exactly. Document: Load Balancer API v2, "List Load Balancers", "Show Load Balancer details", "Get the
 * Load Balancer status tree"; where that and a real Octavia differ, the real one (upstreams: octavia.md).
 */

const id = z.string().refine(isUuid);
const word = z.string().min(1);

/** Those that the report is about, and those that a list of all may hold. */
const provisioningStatus = z.enum(["ACTIVE", "DELETED", "ERROR", "PENDING_CREATE", "PENDING_UPDATE", "PENDING_DELETE"]);
export type ProvisioningStatus = z.infer<typeof provisioningStatus>;

const reference = z.looseObject({ id });

export const balancer = z.looseObject({
  id,
  /** Empty where nobody gave one. */
  name: z.string().nullish(),
  provisioning_status: provisioningStatus,
  operating_status: z.string().nullish(),
  project_id: z.string().nullish(),
  created_at: z.string(),
  /** Null until the first update: balancers that are stuck in PENDING_CREATE have none. */
  updated_at: z.string().nullish(),
  provider: z.string().nullish(),
  /** Absent where a balancer has no address yet. */
  vip_address: z.string().nullish(),
  listeners: z.array(reference).nullish(),
  pools: z.array(reference).nullish(),
});

/** Links are not followed: they drop every filter. That there is a next one tells that the page was full. */
export const list = z.looseObject({
  loadbalancers: z.array(z.unknown()),
  loadbalancers_links: z.array(z.looseObject({ rel: z.string() })).nullish(),
});

/** Pools with their own statuses; of their members only the ids. */
export const pools = z.looseObject({
  pools: z.array(z.unknown()),
  pools_links: z.array(z.looseObject({ rel: z.string() })).nullish(),
});

export const one = z.looseObject({ loadbalancer: z.unknown() });

export const part = z.looseObject({
  id,
  name: z.string().nullish(),
  provisioning_status: word,
  operating_status: z.string().nullish(),
});
export type Part = z.infer<typeof part>;

const member = part.extend({ address: z.string().nullish(), protocol_port: z.int().nonnegative().nullish() });
export type Member = z.infer<typeof member>;

/** The key is health_monitor, not healthmonitor as the document's example has it. */
const pool = part.extend({ members: z.array(member).nullish(), health_monitor: part.nullish() });
const listener = part.extend({ pools: z.array(pool).nullish() });

export const tree = z.looseObject({
  statuses: z.looseObject({ loadbalancer: z.looseObject({ listeners: z.array(listener).nullish() }) }),
});
export type Tree = z.infer<typeof tree>;

/** No zone and no fraction; it is UTC. */
export const parseStamp = stampReader(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/);
