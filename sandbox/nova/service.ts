import { type Call, type Failure, jsonReply, type Reply, type Routed, routed, type Service } from "../http.js";
import { acceptedFormat, keystoneUnreachable, TokenGuard, tokenRefused } from "../keystone/middleware.js";
import { type Token, tokenRoles, type TokenStore } from "../keystone/tokens.js";
import { uuid, type World } from "../world.js";
import {
  microversion,
  notFound,
  novaFault,
  NullColumn,
  unexpectedError,
  usageReport,
  versionChoices,
  versionHeaders,
  versions,
} from "./answers.js";
import { BrokenPeriod, parseBefore } from "./calendar.js";
import type { NovaState } from "./state.js";

type NovaPath =
  | { readonly kind: "index" | "show"; readonly projectId: string | undefined; readonly before: string | undefined }
  | { readonly kind: "versions" }
  | { readonly kind: "choices" }
  | { readonly kind: "nothing" };

const RESOURCE = "os-instance_usage_audit_log";

/** Percent-decoded byte by byte: a plus stays a plus, and bytes above 127 come out as latin-1 (WSGI). */
const decodePath = (path: string): string =>
  path.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** Decoded before it is split, as WSGI does: an encoded slash separates. A trailing slash or another method is a 404. */
const novaPath = (call: Call): NovaPath => {
  const path = decodePath(call.rawPath);
  if (path === "/" || path === "") return { kind: "versions" };
  const [root, ...rest] = path.slice(1).split("/");
  if (root !== "v2.1" && root !== "v2") return { kind: "choices" };
  const projectId = rest[0] !== RESOURCE && /^[0-9a-f-]+$/.test(rest[0] ?? "") ? rest.shift() : undefined;
  const [resource, before, ...more] = rest;
  if (call.method !== "GET" || resource !== RESOURCE || more.length > 0 || before === "") return { kind: "nothing" };
  return { kind: before === undefined ? "index" : "show", projectId, before };
};

const POLICY = "os_compute_api:os-instance-usage-audit-log";

/** One Nova: the instance usage audit log, and what stands around it. */
export class NovaService implements Service {
  origin = "";
  keystone = "";
  readonly #guard: TokenGuard;

  constructor(
    readonly state: NovaState,
    private readonly world: World,
    tokens: TokenStore,
  ) {
    this.#guard = new TokenGuard(tokens, state.behaviour);
  }

  route(call: Call): Routed {
    const path = novaPath(call);
    if (path.kind === "versions") return routed("versions", () => jsonReply(200, versions(this.origin)));
    if (path.kind === "choices") return routed("choices", () => versionChoices(this.origin, call.rawPath));
    if (path.kind === "nothing")
      return routed("other", () => this.#authenticated(call, () => notFound(acceptedFormat(call))));
    const { kind, projectId, before } = path;
    return routed(`audit.${kind}`, () =>
      this.#authenticated(call, (token) => this.#audit(call, token, projectId, before)),
    );
  }

  failure(_call: Call, failure: Failure): Reply {
    if (failure === "throttled") return novaFault(429, "This request was rate-limited.");
    if (failure === "unavailable") return novaFault(503, "Service Unavailable");
    return unexpectedError("oslo_db.exception.DBConnectionError");
  }

  finish(call: Call, reply: Reply): void {
    // Above the versions no middleware stands that gives requests an id.
    const { kind } = novaPath(call);
    const { transport } = this.state.behaviour;
    if (transport === "no-content-length") reply.wire.endsAtClose = true;
    else reply.wire.ending = transport;
    if (kind === "versions" || kind === "choices") return;
    const id = `req-${uuid(this.world.seed, call.source, call.number)}`;
    reply.headers.push(["x-openstack-request-id", id], ["x-compute-request-id", id]);
  }

  #authenticated(call: Call, then: (token: Token) => Reply): Reply {
    const token = this.#guard.judge(call);
    if (token === "keystone-down") return keystoneUnreachable(acceptedFormat(call));
    return token === "refused" ? tokenRefused(`${this.keystone}/`) : then(token);
  }

  #audit(call: Call, token: Token, projectId: string | undefined, before: string | undefined): Reply {
    const asked = microversion(call, this.state.behaviour.maxMicroversion);
    if ("malformed" in asked) {
      const rule = "is of invalid format. Must be of format MajorNum.MinorNum.";
      return novaFault(400, `API Version String ${asked.malformed} ${rule}`);
    }
    const version = "version" in asked ? asked.version : asked.outOfRange;
    const reply = "version" in asked ? this.#report(call, token, projectId, before) : this.#notAcceptable(version);
    reply.headers.unshift(...versionHeaders(version));
    return reply;
  }

  #notAcceptable(version: string): Reply {
    const max = this.state.behaviour.maxMicroversion;
    const range = `Minimum is 2.1 and maximum is 2.${max}.`;
    return novaFault(406, `Version ${version} is not supported by the API. ${range}`);
  }

  #report(call: Call, token: Token, projectId: string | undefined, before: string | undefined): Reply {
    const own = token.project?.id ?? "None";
    if (projectId !== undefined && projectId !== own) {
      const mismatch = `URL's project_id '${projectId}' doesn't match Context's project_id '${own}'`;
      return novaFault(400, `Malformed request URL: ${mismatch}`);
    }
    const action = before === undefined ? "list" : "show";
    if (!tokenRoles(token).includes("admin")) {
      return novaFault(403, `Policy doesn't allow ${POLICY}:${action} to be performed.`);
    }
    const time = before === undefined ? call.now : parseBefore(before);
    if (time === undefined) return novaFault(400, `Invalid timestamp for date ${before ?? ""}`);
    const key = before === undefined ? "instance_usage_audit_logs" : "instance_usage_audit_log";
    try {
      return jsonReply(200, { [key]: usageReport(this.state, time, call.now) });
    } catch (error) {
      if (error instanceof BrokenPeriod) return unexpectedError(error.pythonError);
      if (error instanceof NullColumn) return unexpectedError("TypeError");
      throw error;
    }
  }
}
