import {
  type Call,
  emptyReply,
  type Failure,
  headerOf,
  jsonBodyOf,
  jsonReply,
  queryOf,
  type Reply,
  type Routed,
  routed,
  type Service,
  setHeader,
} from "../http.js";
import { uuid, type World } from "../world.js";
import {
  authenticate,
  htmlNotFound,
  keystoneError,
  malformed,
  redirectPage,
  unauthorized,
  unknownToken,
} from "./authenticate.js";
import { catalog, type CatalogSource, type Token, tokenBody, tokenRoles, type TokenStore } from "./tokens.js";
import { DOMAIN, PROJECTS, ROLE_IDS, rolesOf } from "./directory.js";

/** Identity v3, as much of it as clients of the other services need. */
export class KeystoneService implements Service {
  /** Known once all servers listen. */
  origin = "";
  sources: readonly CatalogSource[] = [];

  constructor(
    private readonly world: World,
    private readonly tokens: TokenStore,
  ) {}

  route(call: Call): Routed {
    const path = call.rawPath.replace(/(?<=.)\/$/, "");
    // werkzeug merges repeated slashes by a permanent redirect.
    if (path.includes("//")) return routed("other", () => this.#merged(call));
    if (path === "/v3/auth/tokens") return this.#tokenRoute(call);
    if (call.method !== "GET") return routed("other", htmlNotFound);
    if (path === "/v3/projects" || path === "/v3/auth/projects") return routed("projects", () => this.#projects(call));
    if (path === "/v3/roles") return routed("roles", () => this.#roles(call));
    if (path === "/v3/auth/catalog") return routed("catalog", () => this.#catalog(call));
    if (path === "/v3" || path === "/") return routed("versions", () => this.#version(path === "/"));
    return routed("other", htmlNotFound);
  }

  failure(_call: Call, failure: Failure): Reply {
    if (failure === "throttled") return keystoneError(429, "Too many requests.");
    if (failure === "unavailable") return keystoneError(503, "The server is currently unavailable.");
    return keystoneError(500, "An unexpected error prevented the server from fulfilling your request.");
  }

  finish(call: Call, reply: Reply): void {
    setHeader(reply, "Vary", "X-Auth-Token");
    reply.headers.push(["x-openstack-request-id", `req-${uuid(this.world.seed, call.source, call.number)}`]);
    reply.wire.ending = "close";
  }

  #tokenRoute(call: Call): Routed {
    if (call.method === "POST") return routed("token.issue", () => this.#issue(call));
    if (call.method === "GET" || call.method === "HEAD") return routed("token.validate", () => this.#validate(call));
    if (call.method === "DELETE") return routed("token.revoke", () => this.#revoke(call));
    return routed("other", htmlNotFound);
  }

  #issue(call: Call): Reply {
    const body = jsonBodyOf(call);
    if (body === undefined) return malformed("valid JSON in request body");
    const outcome = authenticate(body, this.tokens);
    if (outcome === undefined) return unauthorized(`${this.origin}/v3`);
    if ("status" in outcome) return outcome;
    const token = this.tokens.issue(outcome.user, outcome.project, outcome.methods, outcome.expiresAt, call.now);
    return this.#tokenReply(201, "CREATED", token, !queryOf(call).has("nocatalog"));
  }

  #tokenReply(status: number, reason: string, token: Token, withCatalog: boolean): Reply {
    const reply = jsonReply(status, tokenBody(token, this.sources, withCatalog), [["X-Subject-Token", token.value]]);
    return { ...reply, reason };
  }

  #caller(call: Call): Token | undefined {
    const { state, token } = this.tokens.judge(headerOf(call, "x-auth-token"));
    return state === "valid" ? token : undefined;
  }

  #validate(call: Call): Reply {
    const caller = this.#caller(call);
    if (!caller) return unauthorized(`${this.origin}/v3`);
    const { state, token } = this.tokens.judge(headerOf(call, "x-subject-token"));
    if (state !== "valid" || !token) return unknownToken(state);
    if (token.user !== caller.user && !tokenRoles(caller).includes("admin")) return this.#forbidden("validate_token");
    return this.#tokenReply(200, "OK", token, !queryOf(call).has("nocatalog"));
  }

  #revoke(call: Call): Reply {
    const caller = this.#caller(call);
    if (!caller) return unauthorized(`${this.origin}/v3`);
    const { state, token } = this.tokens.judge(headerOf(call, "x-subject-token"));
    if (state !== "valid" || !token) return unknownToken(state);
    if (token.user !== caller.user && !tokenRoles(caller).includes("admin")) return this.#forbidden("revoke_token");
    this.tokens.revoke(token.value);
    return { ...emptyReply(204), reason: "NO CONTENT" };
  }

  #forbidden(action: string): Reply {
    return keystoneError(403, `You are not authorized to perform the requested action: identity:${action}.`);
  }

  /** For admins alone, as the default policy has it. */
  #roles(call: Call): Reply {
    const caller = this.#caller(call);
    if (!caller) return unauthorized(`${this.origin}/v3`);
    if (!tokenRoles(caller).includes("admin")) return this.#forbidden("list_roles");
    const roles = Object.entries(ROLE_IDS).map(([name, id]) => ({ id, name, domain_id: null, options: {} }));
    return jsonReply(200, { roles, links: { next: null, self: `${this.origin}/v3/roles`, previous: null } });
  }

  #projects(call: Call): Reply {
    const caller = this.#caller(call);
    if (!caller) return unauthorized(`${this.origin}/v3`);
    const name = queryOf(call).get("name");
    const projects = Object.values(PROJECTS)
      .filter((project) => rolesOf(caller.user, project).length > 0 && (name === null || project.name === name))
      .map((project) => ({
        ...project,
        domain_id: DOMAIN.id,
        parent_id: DOMAIN.id,
        enabled: true,
        is_domain: false,
        description: "",
      }));
    return jsonReply(200, { projects, links: { next: null, self: `${this.origin}${call.rawUrl}`, previous: null } });
  }

  #catalog(call: Call): Reply {
    const caller = this.#caller(call);
    if (!caller?.project) return unauthorized(`${this.origin}/v3`);
    return jsonReply(200, {
      catalog: catalog(this.sources, caller.project.id),
      links: { self: `${this.origin}/v3/auth/catalog` },
    });
  }

  #version(choices: boolean): Reply {
    const version = {
      id: "v3.14",
      status: "stable",
      updated: "2020-04-07T00:00:00Z",
      links: [{ rel: "self", href: `${this.origin}/v3/` }],
      "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
    };
    const location: Reply["headers"] = [["Location", `${this.origin}/v3/`]];
    return choices
      ? { ...jsonReply(300, { versions: { values: [version] } }, location), reason: "MULTIPLE CHOICES" }
      : jsonReply(200, { version });
  }

  #merged(call: Call): Reply {
    const location = `${this.origin}${call.rawUrl.replace(/\/{2,}/g, "/")}`;
    return redirectPage(location);
  }
}
