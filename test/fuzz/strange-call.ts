import type { RecordedRequest } from "../../sandbox/index.js";

const INSTANCE = "[A-Za-z0-9_-]{1,64}";
const PROJECT = "[0-9a-f]{32}";
const STAMP = String.raw`\d{4}-\d\d-\d\d%20\d\d%3A\d\d%3A\d\d(?:\.\d{6})?`;

/** Every path that may go out, written as it must stand on the wire. */
const paths: readonly RegExp[] = [
  new RegExp(`^/v2\\.1/os-instance_usage_audit_log/${STAMP}$`),
  new RegExp(`^/v3/${PROJECT}/instances$`),
  new RegExp(`^/v3/${PROJECT}/instances/${INSTANCE}/(?:audit-logs?|audit-log-link|audit-log-policy)$`),
  new RegExp(`^/v3/${PROJECT}/instances/${INSTANCE}/auditlog(?:-links|-policy)?$`),
  /^\/v2\/lbaas\/(?:loadbalancers(?:\/[0-9a-f-]{36}\/status)?|loadbalancers\/[0-9a-f-]{36})$/,
  /^\/management\/(?:audit\/status|alerts\/byloadbalancerids)$/,
  /^\/v3\/(?:auth\/(?:tokens|projects|catalog)|projects)$/,
];

/** Percent-encoded values of the names that are known, and nothing else. */
const VALUE = "(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*";
const PAIR = `(?:start_time|end_time|offset|limit|node_id|id|status|changes-since|name|sort|marker|provisioning_status|project_id|fields)=${VALUE}`;
const query = new RegExp(`^(?:${PAIR}(?:&${PAIR})*)?$`);

/** Where it went, if that is nowhere that a call of this API may go; undefined where all is well. */
export const strangeCall = ({
  method,
  path,
  query: asked,
  source,
}: Pick<RecordedRequest, "method" | "path" | "query" | "source">): string | undefined =>
  paths.some((shape) => shape.test(path)) && query.test(asked) ? undefined : `${source}: ${method} ${path}?${asked}`;
