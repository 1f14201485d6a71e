import { z } from "zod";
import { SECOND } from "../../audit/window.js";
import { stampReader, secondText } from "../stamps.js";

/** What arrives, exactly. Document: OpenStack Compute API v2.1, os-instance_usage_audit_log. */

const count = z.int().nonnegative();

/** One host's entry in `log`. */
const hostEntry = z.looseObject({
  state: z.string(),
  instances: count,
  errors: count,
  message: z.string(),
});

const period = z.looseObject({
  period_beginning: z.string(),
  period_ending: z.string(),
  num_hosts: count,
  num_hosts_done: count,
  num_hosts_running: count,
  num_hosts_not_run: count,
  hosts_not_run: z.array(z.string().min(1)),
  total_instances: count,
  total_errors: count,
  overall_status: z.string(),
  log: z.record(z.string().min(1), hostEntry),
});
export type Period = z.infer<typeof period>;

/** The index answers under the plural key, show under the singular one; each holds one object. */
export const answer = z.union([
  z.looseObject({ instance_usage_audit_log: period }).transform((body) => body.instance_usage_audit_log),
  z.looseObject({ instance_usage_audit_logs: period }).transform((body) => body.instance_usage_audit_logs),
]);

/** Nova means it as UTC. */
export const parseStamp = stampReader(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);

/** The only form that Nova takes for `before`: a space, no zone, and a fraction of six digits where there is one. */
export const formatStamp = (time: number): string => {
  const seconds = secondText(time).replace("T", " ");
  return time % SECOND === 0 ? seconds : `${seconds}.${new Date(time).toISOString().slice(20, 23)}000`;
};
