import { type Call, headerOf, jsonReply, type Reply, textReply } from "../http.js";
import { writeParts } from "../world.js";
import type { OctaviaBalancer, OctaviaState, OperatingStatus, ProvisioningStatus } from "./world.js";

/** No zone and no fraction. */
const stamp = (time: number | null): string | null => (time === null ? null : writeParts(time, "-", "T", ":"));

/** A pool's row in a list of pools: the balancer's own, and one that no listener uses. */
const poolBody = (state: OctaviaState, balancer: OctaviaBalancer, isSpare: boolean): Record<string, unknown> => {
  const { name, operatingStatus: operating } = balancer;
  const what = isSpare ? "spare" : "pool";
  const isBad = operating === "ERROR" || operating === "DEGRADED";
  return {
    id: state.idOf(balancer, what),
    name: `${name}-${what}`,
    description: "",
    provisioning_status: "ACTIVE",
    operating_status: isSpare ? (isBad ? "ERROR" : "NO_MONITOR") : isBad ? "DEGRADED" : "ONLINE",
    admin_state_up: true,
    protocol: "HTTP",
    lb_algorithm: "ROUND_ROBIN",
    session_persistence: null,
    project_id: balancer.projectId,
    loadbalancers: [{ id: balancer.id }],
    listeners: isSpare ? [] : [{ id: state.idOf(balancer, "listener") }],
    created_at: stamp(balancer.created),
    updated_at: stamp(balancer.updated),
    // Absent, not null, where there is none.
    ...(!isSpare && { healthmonitor_id: state.idOf(balancer, "monitor") }),
    members: isSpare ? [] : [1, 2, 3].map((number) => ({ id: state.idOf(balancer, `member-${number}`) })),
    tags: [],
    tls_container_ref: null,
    ca_tls_container_ref: null,
    crl_container_ref: null,
    tls_enabled: false,
    tls_ciphers: null,
    tls_versions: null,
    alpn_protocols: null,
    tenant_id: balancer.projectId,
  };
};

export const poolBodies = (state: OctaviaState, balancer: OctaviaBalancer): Record<string, unknown>[] => [
  ...(balancer.hasTree ? [poolBody(state, balancer, false)] : []),
  ...(balancer.hasSparePool ? [poolBody(state, balancer, true)] : []),
];

/** In the order of the wire. Without an address its four keys are absent, not null. */
export const balancerBody = (state: OctaviaState, balancer: OctaviaBalancer): Record<string, unknown> => ({
  id: balancer.id,
  name: balancer.name,
  description: "",
  provisioning_status: balancer.provisioningStatus,
  operating_status: balancer.operatingStatus,
  admin_state_up: balancer.operatingStatus !== "OFFLINE",
  project_id: balancer.projectId,
  created_at: stamp(balancer.created),
  updated_at: stamp(balancer.updated),
  ...(balancer.vipAddress !== null && {
    vip_address: balancer.vipAddress,
    vip_port_id: state.idOf(balancer, "port"),
    vip_subnet_id: state.idOf(balancer, "subnet"),
    vip_network_id: state.idOf(balancer, "network"),
  }),
  additional_vips: [],
  listeners: balancer.hasTree ? [{ id: state.idOf(balancer, "listener") }] : [],
  pools: poolBodies(state, balancer).map(({ id }) => ({ id })),
  provider: balancer.provider,
  flavor_id: null,
  vip_qos_policy_id: null,
  tags: balancer.provider === "ovn" ? ["ovn"] : [],
  availability_zone: null,
  tenant_id: balancer.projectId,
});

/** The status tree: no times at all, and pools only below the listeners that use them. */
export const treeBody = (state: OctaviaState, balancer: OctaviaBalancer): unknown => {
  const { name, operatingStatus: operating, provisioningStatus: provisioning } = balancer;
  const isBad = operating === "ERROR" || operating === "DEGRADED";
  const part = (what: string, operating_status: OperatingStatus, provisioning_status: ProvisioningStatus) => ({
    id: state.idOf(balancer, what),
    name: `${name}-${what}`,
    operating_status,
    provisioning_status,
  });
  const members = [1, 2, 3].map((number) => ({
    ...part(`member-${number}`, isBad && number === 1 ? "ERROR" : "ONLINE", "ACTIVE"),
    address: `10.1.0.${number}`,
    protocol_port: 8080,
  }));
  const { id, name: monitorName, ...statuses } = part("monitor", "ONLINE", "ACTIVE");
  const health_monitor = { id, name: monitorName, type: "HTTP", ...statuses };
  const pool = { ...part("pool", isBad ? "DEGRADED" : "ONLINE", "ACTIVE"), health_monitor, members };
  const state_ = provisioning === "ERROR" ? "ERROR" : "ACTIVE";
  const listener = { ...part("listener", isBad ? operating : "ONLINE", state_), pools: [pool] };
  return {
    statuses: {
      loadbalancer: {
        id: balancer.id,
        name,
        operating_status: operating,
        provisioning_status: provisioning,
        listeners: balancer.hasTree ? [listener] : [],
      },
    },
  };
};

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** From the controllers: faultcode Client, or Server with the exception's own text. */
export const controllerFault = (status: number, faultstring: string): Reply => ({
  ...jsonReply(status, { faultcode: status >= 500 ? "Server" : "Client", faultstring, debuginfo: null }),
  reason: REASONS[status] ?? "Error",
});

/** What fails before a controller is reached: JSON where it is asked for, a page otherwise. */
export const frameworkFault = (call: Call, status: number, description: string, explanation: string): Reply => {
  const title = REASONS[status] ?? "Error";
  if ((headerOf(call, "accept") ?? "").includes("json")) {
    return { ...jsonReply(status, { code: status, title, description }), reason: title };
  }
  const heading = `${status} ${title}`;
  const escaped = description.replaceAll("'", "&#x27;");
  const html = `<html>\n <head>\n  <title>${heading}</title>\n </head>\n <body>\n  <h1>${heading}</h1>\n  ${explanation}<br /><br />\n${escaped}\n\n\n </body>\n</html>`;
  return { ...textReply(status, "text/html; charset=UTF-8", html), reason: title };
};

/** The statement, its parameters and where the database listens, for everybody to read: as the real one has it. */
export const sqlFault = (problem: string): Reply =>
  controllerFault(
    500,
    `(pymysql.err.OperationalError) ${problem}\n[SQL: SELECT load_balancer.id AS load_balancer_id, load_balancer.project_id AS load_balancer_project_id \nFROM load_balancer]\n(Background on this error at: https://sqlalche.me/e/14/e3q8)`,
  );

const DATES = ["2016-12-11", "2018-04-20", "2018-07-31", "2018-12-18", "2018-12-19", "2019-01-21"];

/** All of them are the one v2. */
export const versions = (origin: string): unknown => ({
  versions: Array.from({ length: 27 }, (_, minor) => ({
    id: `v2.${minor}`,
    status: minor === 26 ? "CURRENT" : "SUPPORTED",
    updated: `${DATES[minor] ?? "2022-08-29"}T00:00:00Z`,
    links: [{ href: `${origin}/v2`, rel: "self" }],
  })),
});
