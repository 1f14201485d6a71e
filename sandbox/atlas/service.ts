import {
  type Call,
  emptyReply,
  type Failure,
  headerOf,
  queryOf,
  type Reply,
  type Routed,
  routed,
  type Service,
  setHeader,
} from "../http.js";
import { alertsOfAccounts, auditReport, dateBounds, listAlerts } from "./reports.js";
import {
  acceptedType,
  atlasFault,
  type MediaType,
  negotiate,
  Representation,
  splitSuffix,
  UNKNOWN_EXCEPTION,
} from "./representation.js";
import { type Alert, type AtlasState, parseAtlasDate } from "./world.js";

type AtlasRole = "cp" | "ops" | "support" | "billing";

interface AtlasUser {
  readonly name: string;
  readonly password: string;
  readonly roles: readonly AtlasRole[];
}

export const ATLAS_USERS: readonly AtlasUser[] = [
  { name: "ops", password: "ops-pw", roles: ["cp", "ops", "support"] },
  // May read the audit, which checks no role, and none of its neighbours.
  { name: "billing", password: "billing-pw", roles: ["billing"] },
];

/** Typed badRequest with code 401. The filter looks at Accept only, whatever the suffix, and falls back to JSON. */
const refused = (call: Call, message: string, challenge: boolean): Reply => {
  const mediaType = acceptedType(call, "json") === "xml" ? "xml" : "json";
  const reply = atlasFault(mediaType, 401, "badRequest", message);
  if (challenge) reply.headers.push(["WWW-Authenticate", 'BASIC realm="management"']);
  return reply;
};

/** The caller, or one of the three refusals. */
const basicAuth = (call: Call): AtlasUser | Reply => {
  const header = headerOf(call, "authorization");
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? "")?.[1];
  if (header === undefined || !/^Basic\b/i.test(header)) return refused(call, "You must use BASIC HTTP auth", true);
  const match = /^([^\s:]+):(\S+)$/.exec(Buffer.from(encoded ?? "", "base64").toString("utf8"));
  if (!match) return refused(call, "Malformed BASIC authorization header", true);
  const user = ATLAS_USERS.find(({ name, password }) => name === match[1] && password === match[2]);
  return user ?? refused(call, "eDir bind failed", false);
};

const ALERT_ROLES: readonly AtlasRole[] = ["cp", "ops", "support"];

type Handler = (mediaType: MediaType) => Reply;

/** The load balancers' management API: the audit report and the alerts. */
export class AtlasService implements Service {
  constructor(readonly state: AtlasState) {}

  route(call: Call): Routed {
    const [path, suffix] = splitSuffix(call.rawPath);
    const [, root, resource, name, action, ...more] = path.split("/");
    const then = (route: string, first: MediaType, roles: readonly AtlasRole[] | undefined, handler: Handler): Routed =>
      routed(route, () => this.#guarded(call, negotiate(call, suffix, first, this.state.behaviour), roles, handler));
    const missing = then("other", "json", undefined, (type) => notFound(type));
    if (root !== "management" || more.length > 0) return missing;
    if (resource === "alerts" && action === "acknowledged" && call.method === "PUT") {
      return then("alerts.acknowledge", "json", ALERT_ROLES, (type) => this.#acknowledge(type, name));
    }
    if (action !== undefined) return missing;
    if (call.method !== "GET") {
      return then("other", "json", undefined, (type) =>
        atlasFault(type, 405, "loadBalancerFault", "Method Not Allowed"),
      );
    }
    if (resource === "audit" && name === "status")
      return then("audit", "xml", undefined, (type) => this.#audit(call, type));
    if (resource !== "alerts") return missing;
    if (name === undefined) {
      return then("alerts", "json", ALERT_ROLES, (type) =>
        this.#list(type, listAlerts(this.#alerts(call), queryOf(call))),
      );
    }
    if (name === "byloadbalancerids") {
      return then("alerts.byloadbalancerids", "json", undefined, (type) => this.#byLoadBalancers(call, type));
    }
    if (name === "loadbalancer") {
      return then("alerts.loadbalancer", "json", ALERT_ROLES, (type) => this.#list(type, this.#ofBalancers(call)));
    }
    if (name === "account") return then("alerts.account", "json", ALERT_ROLES, (type) => this.#byAccounts(call, type));
    return then("alerts.detail", "json", ALERT_ROLES, (type) => this.#detail(type, name));
  }

  failure(call: Call, failure: Failure): Reply {
    const type = acceptedType(call, "json") === "xml" || this.state.behaviour.xmlOnly ? "xml" : "json";
    // Rate limits are 413 here, and a backend that is not there is 503; both say when to come again.
    if (failure === "throttled")
      return retryAfter(30, atlasFault(type, 413, "overLimit", "OverLimit Retry...", "Error Details..."));
    if (failure === "unavailable")
      return retryAfter(300, atlasFault(type, 503, "loadBalancerFault", "The service is saturated."));
    return atlasFault(type, 500, "loadBalancerFault", UNKNOWN_EXCEPTION);
  }

  finish(call: Call, reply: Reply): void {
    setHeader(reply, "Date", new Date(call.now).toUTCString());
  }

  #guarded(
    call: Call,
    type: ReturnType<typeof negotiate>,
    roles: readonly AtlasRole[] | undefined,
    handler: Handler,
  ): Reply {
    const user = basicAuth(call);
    if ("status" in user) return user;
    if (type === "none") return emptyReply(406);
    // Declared, but no entity is an atom one.
    if (type === "atom") return atlasFault("xml", 500, "loadBalancerFault", UNKNOWN_EXCEPTION);
    if (roles && !roles.some((role) => user.roles.includes(role)))
      return atlasFault(type, 403, "generalFault", "Access Denied");
    return handler(type);
  }

  #alerts(call: Call): readonly Alert[] {
    return this.state.alertsNow(call.now);
  }

  #list(type: MediaType, alerts: readonly Alert[]): Reply {
    return new Representation(type, this.state.behaviour).alerts(alerts, "simple");
  }

  #audit(call: Call, type: MediaType): Reply {
    const query = queryOf(call);
    const status = query.get("status");
    if (status === null) return atlasFault(type, 400, "badRequest", "Must supply a status to query against.");
    const since = query.get("changes-since");
    const time = since === null ? undefined : parseAtlasDate(since);
    // The converter's exception is mapped to nothing, so a caller's bad date is a 500.
    if (since !== null && time === undefined) return atlasFault(type, 500, "loadBalancerFault", UNKNOWN_EXCEPTION);
    const entries = auditReport(this.state, status, time, call.now, call.number);
    return new Representation(type, this.state.behaviour).audits(entries);
  }

  #byLoadBalancers(call: Call, type: MediaType): Reply {
    if (!this.state.behaviour.byLoadBalancerIds) return notFound(type);
    const query = queryOf(call);
    if (!query.has("id")) return atlasFault(type, 400, "badRequest", "Must provide load balancer ids");
    const bounds = dateBounds(query);
    if ("invalid" in bounds) return atlasFault(type, 400, "badRequest", `Invalid ${bounds.invalid}`);
    const { from, to } = bounds;
    return this.#list(
      type,
      this.#ofBalancers(call).filter(({ created }) => from <= created && created <= to),
    );
  }

  #ofBalancers(call: Call): readonly Alert[] {
    const ids = new Set(queryOf(call).getAll("id"));
    return this.#alerts(call).filter(({ loadbalancerId }) => ids.has(`${loadbalancerId ?? ""}`));
  }

  #byAccounts(call: Call, type: MediaType): Reply {
    const query = queryOf(call);
    const bounds = dateBounds(query);
    if ("invalid" in bounds) return atlasFault(type, 400, "badRequest", `Invalid ${bounds.invalid}`);
    const within = this.#alerts(call).filter(({ created }) => bounds.from <= created && created <= bounds.to);
    const shape = query.get("showStackTrace") === "true" ? "stack-trace" : "simple";
    return new Representation(type, this.state.behaviour).alerts(alertsOfAccounts(within, query), shape);
  }

  #detail(type: MediaType, id: string): Reply {
    const alert = this.state.alerts.find((one) => `${one.id}` === id);
    return alert ? new Representation(type, this.state.behaviour).alert(alert) : notFound(type);
  }

  #acknowledge(type: MediaType, id: string | undefined): Reply {
    const alert = this.state.alerts.find((one) => `${one.id}` === id);
    if (!alert) return notFound(type);
    alert.status = "ACKNOWLEDGED";
    return emptyReply(202);
  }
}

const retryAfter = (seconds: number, reply: Reply): Reply => {
  setHeader(reply, "Retry-After", `${seconds}`);
  return reply;
};

const notFound = (type: MediaType): Reply => atlasFault(type, 404, "itemNotFound", "Object not Found");
