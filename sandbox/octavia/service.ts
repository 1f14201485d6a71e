import { type Call, type Failure, jsonReply, queryOf, type Reply, type Routed, routed, type Service } from "../http.js";
import { acceptedFormat, keystoneUnreachable, TokenGuard, tokenRefused } from "../keystone/middleware.js";
import { type Token, tokenRoles, type TokenStore } from "../keystone/tokens.js";
import { uuid, type World } from "../world.js";
import { balancerBody, controllerFault, frameworkFault, sqlFault, treeBody, versions } from "./answers.js";
import { type Collection, listRows, type Refusal } from "./lists.js";
import type { OctaviaBehaviour, OctaviaState } from "./world.js";

/** The same at v2 and v2.0, below lbaas and not, with .json or a slash at the end. */
const PATH = /^\/v2(?:\.0)?(?:\/lbaas)?\/loadbalancers(?:\.json)?(?:\/([^/]+?)(?:\.json)?(\/status(?:es)?)?)?\/?$/;

const POOLS = /^\/v2(?:\.0)?(?:\/lbaas)?\/pools(?:\.json)?\/?$/;

/** Which balancers a token's roles show. */
type Sight = "all" | "own" | "nothing";

const SEE_ALL = { named: ["admin", "load-balancer_admin", "load-balancer_global_observer"], keystone: ["admin"] };
const SEE_OWN = { named: ["load-balancer_member", "load-balancer_observer"], keystone: ["member", "reader"] };

const sightOf = (token: Token, { roles }: OctaviaBehaviour): Sight => {
  const own: readonly string[] = tokenRoles(token);
  if (own.some((role) => SEE_ALL[roles].includes(role))) return "all";
  return own.some((role) => SEE_OWN[roles].includes(role)) ? "own" : "nothing";
};

const denied = (): Reply => controllerFault(403, "Policy does not allow this request to be performed.");

const MALFORMED = "The server could not comply with the request since it is either malformed or otherwise incorrect.";

/** A refused list, as the controllers or the framework before them word it. */
const refusedList = (call: Call, refusal: Refusal): Reply => {
  switch (refusal.refused) {
    case "closed": {
      const reply = controllerFault(500, "");
      reply.wire.cut = "before-headers";
      return reply;
    }
    case "sql":
      return sqlFault(`(4078, "Illegal parameter data types varchar and row for operation '='")`);
    case "exception":
      return controllerFault(500, refusal.text);
    case "limit":
    case "direction":
      return frameworkFault(call, 400, refusal.text, MALFORMED);
    default:
      return controllerFault(400, refusal.text);
  }
};

/** One Octavia: its load balancers, for reading. What would change them is answered 405. */
export class OctaviaService implements Service {
  origin = "";
  keystone = "";
  readonly #guard: TokenGuard;

  constructor(
    readonly state: OctaviaState,
    private readonly world: World,
    tokens: TokenStore,
  ) {
    this.#guard = new TokenGuard(tokens, state.behaviour);
  }

  route(call: Call): Routed {
    if (call.rawPath === "/" || call.rawPath === "")
      return routed("versions", () => jsonReply(200, versions(this.origin)));
    if (call.method === "GET" && POOLS.test(call.rawPath))
      return routed("pools", () => this.#authenticated(call, (token) => this.#list(call, token, "pools")));
    const match = PATH.exec(call.rawPath);
    if (!match) {
      const nothing = (): Reply => frameworkFault(call, 404, "", "The resource could not be found.");
      return routed("other", () => this.#authenticated(call, nothing));
    }
    const [, id, status] = match;
    if (call.method !== "GET") {
      const text = `The method ${call.method} is not allowed for this resource. `;
      return routed("other", () => this.#authenticated(call, () => frameworkFault(call, 405, "", text)));
    }
    if (id === undefined)
      return routed("balancers", () => this.#authenticated(call, (token) => this.#list(call, token, "loadbalancers")));
    const route = status === undefined ? "balancer" : "status";
    return routed(route, () => this.#authenticated(call, (token) => this.#one(call, token, id, route)));
  }

  failure(_call: Call, failure: Failure): Reply {
    if (failure === "throttled") return controllerFault(429, "Too many requests.");
    if (failure === "unavailable") return keystoneUnreachable("plain");
    return sqlFault(`(2003, "Can't connect to MySQL server on 'db.internal.example'")`);
  }

  finish(call: Call, reply: Reply): void {
    reply.wire.ending = "close";
    // The middleware that refuses tokens stands before the one that gives requests an id.
    if (reply.status === 401) return;
    reply.headers.push(["x-openstack-request-id", `req-${uuid(this.world.seed, call.source, call.number)}`]);
  }

  #authenticated(call: Call, then: (token: Token) => Reply): Reply {
    const token = this.#guard.judge(call);
    if (token === "keystone-down") return keystoneUnreachable(acceptedFormat(call));
    if (token === "refused") return tokenRefused(`${this.keystone}/`);
    return then(token);
  }

  #down(): Reply | undefined {
    if (!this.state.behaviour.databaseDown) return undefined;
    return sqlFault(
      `(2003, "Can't connect to MySQL server on 'db.internal.example' ([Errno 2] No such file or directory)")`,
    );
  }

  /** Without a global right the answer is 200 with the token's own project, and another one's is refused. */
  #list(call: Call, token: Token, collection: Collection): Reply {
    const sight = sightOf(token, this.state.behaviour);
    const query = queryOf(call);
    const own = token.project?.id ?? "";
    const asked = query.get("project_id");
    if (sight === "nothing" || (sight === "own" && asked !== null && asked !== own)) return denied();
    const url = `${this.origin}${call.rawPath}`;
    const down = this.#down();
    if (down) return down;
    const projectId = sight === "own" ? own : undefined;
    const answer = listRows(collection, this.state, query, { now: call.now, projectId, url });
    return "refused" in answer ? refusedList(call, answer) : jsonReply(200, answer.body);
  }

  #one(call: Call, token: Token, id: string, route: "balancer" | "status"): Reply {
    const down = this.#down();
    if (down) return down;
    const found = this.state.rows(call.now).find((each) => each.id === id && each.provisioningStatus !== "DELETED");
    if (!found) return controllerFault(404, `Load Balancer ${id} not found.`);
    const sight = sightOf(token, this.state.behaviour);
    if (sight === "nothing" || (sight === "own" && found.projectId !== token.project?.id)) return denied();
    return jsonReply(
      200,
      route === "status" ? treeBody(this.state, found) : { loadbalancer: balancerBody(this.state, found) },
    );
  }
}
