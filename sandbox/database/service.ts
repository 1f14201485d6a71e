import { createHmac } from "node:crypto";
import { objectOf } from "../contents/objects.js";
import { serveObject, storeError } from "../contents/store.js";
import {
  type Call,
  type Failure,
  jsonBodyOf,
  jsonReply,
  queryOf,
  type Reply,
  type Routed,
  routed,
  type Service,
  setHeader,
} from "../http.js";
import type { TokenStore } from "../keystone/tokens.js";
import { hex, offsetWriter } from "../world.js";
import { type AuditFile, pageOf } from "./files.js";
import {
  admit,
  badParameter,
  gatewayError,
  instanceDetails,
  listInstances,
  noSuchApi,
  parseListQuery,
  serviceError,
} from "./gateway.js";
import type { DatabaseInstance } from "./instances.js";
import type { DatabaseState } from "./world.js";

const VALID_SECONDS = 300;

const signatureOf = (path: string, expires: string, seed: number): string =>
  createHmac("sha1", `obs ${seed}`).update(`${path}\n${expires}`).digest("base64url");

/** A pre-signed link to a file: five minutes, no token needed. */
const signedLink = (origin: string, instanceId: string, file: AuditFile, now: number, seed: number): string => {
  const path = `/obs/${instanceId}/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name)}`;
  const expires = `${Math.floor(now / 1000) + VALID_SECONDS}`;
  return `${origin}${path}?AccessKeyId=SANDBOXOBS&Expires=${expires}&Signature=${signatureOf(path, expires, seed)}`;
};

/** A link that is good: its path and expiry are those that were signed, and it has not ended. */
const refusalOf = (call: Call, seed: number): Reply | undefined => {
  const query = queryOf(call);
  const expires = query.get("Expires") ?? "";
  if (query.get("Signature") !== signatureOf(call.rawPath, expires, seed))
    return storeError(403, "SignatureDoesNotMatch", "The signature does not match.");
  return call.now >= Number(expires) * 1000 ? storeError(403, "AccessDenied", "Request has expired") : undefined;
};

const MOST_LINKS = 50;

/** TaurusDB, RDS or DDS: one service whose dialect says in what it differs. */
export class DatabaseService<Name extends string = string> implements Service {
  origin = "";
  /** The same service's other projects: asked here they answer as they do at their own origins. */
  neighbours: readonly DatabaseService<Name>[] = [];

  constructor(
    readonly state: DatabaseState<Name>,
    private readonly tokens: TokenStore,
  ) {}

  route(call: Call): Routed {
    const { paths, hasDetails } = this.state.dialect;
    if (call.rawPath.startsWith("/obs/")) return routed("download", () => this.#download(call));
    const [, version = "", projectId = "", plural, instanceId, resource, ...more] = call.rawPath.split("/");
    const neighbour = this.neighbours.find(({ state }) => state.projectId === projectId);
    if (neighbour) return neighbour.route(call);
    const known = /^v3(\.1)?$/.test(version) && plural === "instances" && more.length === 0;
    const get = call.method === "GET";
    if (!known || instanceId === "") return routed("other", noSuchApi);
    if (instanceId === undefined) {
      return get
        ? this.#admitted("instances", call, projectId, () => this.#instances(call))
        : routed("other", noSuchApi);
    }
    if (resource === undefined && instanceId === "details" && hasDetails && get) {
      return this.#admitted("instances.details", call, projectId, () => this.#details(call));
    }
    if (resource === paths.files && get)
      return this.#of("files", call, projectId, instanceId, (i) => this.#files(call, i));
    if (resource === paths.policy && get) {
      return this.#of("policy", call, projectId, instanceId, (i) => jsonReply(200, this.state.dialect.policy(i)));
    }
    if (resource === paths.links && call.method === "POST") {
      return this.#of("links", call, projectId, instanceId, (i) => this.#links(call, i));
    }
    return routed("other", noSuchApi);
  }

  failure(_call: Call, failure: Failure): Reply {
    const { throttled } = this.state.dialect.errors;
    if (failure === "busy")
      return serviceError({ status: 400, code: "DBS.200998" }, "The system is busy. Try again later.");
    if (failure === "unavailable") return serviceError({ status: 503, code: "DBS.280005" }, "Service unavailable.");
    if (failure === "broken") return serviceError({ status: 500, code: "DBS.200005" }, "Internal service error.");
    if (throttled) return serviceError(throttled, "The maximum number of connections has been reached.");
    return gatewayError(
      429,
      "APIGW.0308",
      "The throttling threshold has been reached: policy user over ratelimit,limit:100,time:1 minute",
    );
  }

  finish(call: Call, reply: Reply): void {
    const requestId = hex(32, this.state.world.seed, call.source, call.number);
    setHeader(reply, "x-request-id", requestId);
    setHeader(reply, "Date", new Date(call.now).toUTCString());
    setHeader(reply, "Server", "api-gateway");
    if (typeof reply.json === "object" && reply.json !== null && "request_id" in reply.json) {
      reply.json = { ...reply.json, request_id: requestId };
    }
  }

  #admitted(route: string, call: Call, projectId: string, then: () => Reply): Routed {
    return routed(route, () => {
      const admitted = admit(call, this.tokens, this.state.dialect);
      if ("status" in admitted) return admitted;
      if (admitted.projectId !== projectId) {
        return serviceError(this.state.dialect.errors.foreignProject, "The resource does not belong to the tenant.");
      }
      return then();
    });
  }

  #of(
    route: string,
    call: Call,
    projectId: string,
    instanceId: string,
    then: (instance: DatabaseInstance) => Reply,
  ): Routed {
    return this.#admitted(route, call, projectId, () => {
      const instance = this.state.projectId === projectId ? this.state.instances.get(instanceId) : undefined;
      if (instance && !instance.behaviour.gone) return then(instance);
      return serviceError(this.state.dialect.errors.instanceMissing, "The instance does not exist.");
    });
  }

  #own(call: Call): readonly DatabaseInstance[] {
    return call.rawPath.includes(`/${this.state.projectId}/`) ? [...this.state.instances.values()] : [];
  }

  #instances(call: Call): Reply {
    return listInstances(queryOf(call), this.state.dialect, this.#own(call), this.state.region);
  }

  #details(call: Call): Reply {
    return instanceDetails(queryOf(call), this.state.dialect, this.#own(call), this.state.region);
  }

  #files(call: Call, instance: DatabaseInstance): Reply {
    const { dialect } = this.state;
    const query = parseListQuery(queryOf(call), dialect);
    if ("status" in query) return query;
    const { behaviour, files, nodes } = instance;
    if (query.nodeId !== null && !nodes.some(({ id }) => id === query.nodeId)) {
      return serviceError({ status: 404, code: "DBS.200013" }, "The node does not belong to the instance.");
    }
    const selection = files.select({ ...query, ...behaviour }, query.nodeId, call.now);
    const page = pageOf(selection, behaviour.order, query.offset, query.limit, call.number);
    const writeTime = offsetWriter(behaviour.offset);
    return jsonReply(200, {
      [dialect.keys.files]: page.map((file) => dialect.file(file, writeTime)),
      [dialect.keys.total]: selection.total,
    });
  }

  #links(call: Call, instance: DatabaseInstance): Reply {
    const body = jsonBodyOf(call);
    const ids: unknown = typeof body === "object" && body !== null && "ids" in body ? body.ids : undefined;
    if (!Array.isArray(ids) || ids.length === 0 || ids.length > MOST_LINKS) return badParameter("ids");
    const files = ids.map((id: unknown) => (typeof id === "string" ? instance.files.find(id, call.now) : undefined));
    // What one unknown id does is not documented: here it fails the call.
    if (!files.every((file): file is AuditFile => file !== undefined)) return badParameter("ids");
    const { seed } = this.state.world;
    return jsonReply(200, { links: files.map((file) => signedLink(this.origin, instance.id, file, call.now, seed)) });
  }

  #download(call: Call): Reply {
    const { seed } = this.state.world;
    const refusal = refusalOf(call, seed);
    if (refusal) return refusal;
    const [, , instanceId = "", fileId = ""] = call.rawPath.split("/");
    const file = this.state.instances.get(instanceId)?.files.find(decodeURIComponent(fileId), call.now);
    if (!file) return storeError(404, "NoSuchKey", "The specified key does not exist.");
    const faults = call.object ?? {};
    return serveObject(call, objectOf(file, this.state.dialect.kind, seed, faults), faults, seed);
  }
}
