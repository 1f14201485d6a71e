import { z } from "zod";

/**
 * What arrives, exactly, in the one shape that JSON and XML are read into (see read-body.ts). Document: Rackspace Cloud
 * Load Balancers, "Retrieve a load balancer audit report". Nulls are left out by the source.
 */

/** Whole numbers in JSON, their digits in XML. */
const id = z.union([z.int().nonnegative(), z.string().regex(/^[0-9]{1,18}$/)]).transform(String);

export const alert = z.looseObject({
  id,
  loadbalancerId: id.nullish(),
  accountId: id.nullish(),
  status: z.string().nullish(),
  messageName: z.string().nullish(),
  created: z.string(),
});

export const audit = z.looseObject({
  id,
  status: z.enum(["BUILD", "ERROR", "PENDING_DELETE", "PENDING_UPDATE"]),
  created: z.string(),
  updated: z.string(),
  /** Flattened over all alertAudits; each is judged by itself. */
  alerts: z.array(z.unknown()),
});
