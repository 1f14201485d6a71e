import { z } from "zod";
import type { CatalogService } from "../../audit/session.js";
import { sourceBrokeContract } from "../failures.js";
import { parseJson } from "../http/wire.js";
import type { WireResponse } from "../messages.js";
import type { AgencyConfig, ScopeConfig, UserConfig } from "../../config/credential-settings.js";
import type { LoginOptions } from "../options.js";

const endpoint = z.object({
  interface: z.string(),
  url: z.string(),
  region: z.string().nullish(),
  region_id: z.string().nullish(),
});
/** What is not looked for is not looked at: another service's entry may be odd. */
const endpoints = z
  .array(z.unknown())
  .catch([])
  .transform((list) => list.flatMap((each) => endpoint.safeParse(each).data ?? []));
const service = z.object({ type: z.string(), endpoints });
/** Absent with ?nocatalog and in unscoped tokens. */
export const catalogWire = z
  .array(z.unknown())
  .nullish()
  .transform((list): Catalog => (list ?? []).flatMap((each) => service.safeParse(each).data ?? []));
const wire = z.object({
  token: z.object({
    expires_at: z.string().nullish(),
    issued_at: z.string().nullish(),
    project: z.object({ id: z.string() }).nullish(),
    catalog: catalogWire,
  }),
});

type Catalog = readonly CatalogService[];

/** A token and what came with it. The value is private, so that no log of the object can show it. */
export class KeystoneToken {
  readonly #value: string;

  constructor(
    value: string,
    /** Milliseconds since the epoch, by the local clock. */
    readonly obtainedAt: number,
    readonly expiresAt: number,
    readonly projectId: string | undefined,
    readonly catalog: Catalog,
    /** Milliseconds that the identity service's clock was ahead of ours when it made the token, if it just did. */
    readonly clockAheadMs: number | undefined,
  ) {
    this.#value = value;
  }

  get headers(): Record<string, string> {
    return { "x-auth-token": this.#value };
  }
}

const DAY_MS = 86_400_000;
/** No identity service gives tokens for longer: beyond it, issued_at is made up (some tell 1970). */
const LONGEST_LIFE_MS = 30 * DAY_MS;

/**
 * Reads an answer of POST or GET /v3/auth/tokens (the value of the former is in X-Subject-Token).
 * The lifetime of a new token is expires_at - issued_at by the identity service's own clock, counted from now by ours: a
 * clock that is off cannot make a token look expired, or valid. Where issued_at cannot be true, and for a token that is only
 * described, which was issued at some other time, the end is expires_at. Throws UPSTREAM_CONTRACT_VIOLATION.
 */
export const readKeystoneToken = (source: string, response: WireResponse, value: string): KeystoneToken => {
  const read = wire.safeParse(parseJson(source, response));
  if (!read.success || value === "") throw sourceBrokeContract(source, { detail: "not a token" });
  const { expires_at, issued_at, project, catalog } = read.data.token;
  const now = response.receivedAt;
  const expiry = Date.parse(expires_at ?? "");
  const issued = response.status === 201 ? Date.parse(issued_at ?? "") : Number.NaN;
  const isTrue = expiry > issued && expiry - issued <= LONGEST_LIFE_MS;
  const expiresAt = Number.isNaN(expiry) ? Number.POSITIVE_INFINITY : isTrue ? now + (expiry - issued) : expiry;
  return new KeystoneToken(value, now, expiresAt, project?.id, catalog, isTrue ? issued - now : undefined);
};

type Named = { readonly id: string } | { readonly name: string };
interface Domained {
  readonly domain?: Named;
}

const named = (id: string | undefined, name: string | undefined): Named | undefined =>
  id !== undefined ? { id } : name !== undefined ? { name } : undefined;

/** An id stands alone; a name means something only within its domain. */
const withDomain = (
  id: string | undefined,
  name: string | undefined,
  domainId: string | undefined,
  domainName: string | undefined,
): (Named & Domained) | undefined => {
  const self = named(id, name);
  if (self === undefined || id !== undefined) return self;
  return { ...self, domain: named(domainId, domainName) ?? { id: "default" } };
};

const userOf = ({ userId, username, userDomainId, userDomainName }: UserConfig): object | undefined =>
  withDomain(userId, username, userDomainId, userDomainName);

/** What the token is to be for; `user` stands in for a project's domain that is not named. */
const scopeBody = (options: ScopeConfig, user: UserConfig = {}): { readonly scope?: object } => {
  const { projectId, projectName, projectDomainId, projectDomainName, trustId, system, domainId, domainName } = options;
  const project = withDomain(
    projectId,
    projectName,
    projectDomainId ?? (projectDomainName === undefined ? user.userDomainId : undefined),
    projectDomainName ?? user.userDomainName,
  );
  if (project !== undefined) return { scope: { project } };
  if (trustId !== undefined) return { scope: { "OS-TRUST:trust": { id: trustId } } };
  if (system === true) return { scope: { system: { all: true } } };
  const domain = named(domainId, domainName);
  return domain === undefined ? {} : { scope: { domain } };
};

const identityBody = (options: LoginOptions): object => {
  switch (options.type) {
    case "password": {
      const user = { ...userOf(options), password: options.password };
      return { identity: { methods: ["password"], password: { user } }, ...scopeBody(options, options) };
    }
    case "applicationCredential": {
      const { id, name, secret } = options;
      const which = id === undefined ? { name, secret, user: userOf(options) } : { id, secret };
      // It brings its project with it; one that is named all the same is the identity service's to compare.
      return {
        identity: { methods: ["application_credential"], application_credential: which },
        ...scopeBody(options, options),
      };
    }
    case "token":
      return { identity: { methods: ["token"], token: { id: options.token } }, ...scopeBody(options) };
  }
};

/** The body of POST /v3/auth/tokens. Domains that are not named are the user's, then "default". */
export const loginBody = (options: LoginOptions): string => JSON.stringify({ auth: identityBody(options) });

/** The body that assumes an agency, sent with the token of the user whom the agency lets in. */
export const agencyBody = ({ name, domainId, domainName, project }: AgencyConfig): string => {
  const domain = domainId === undefined ? { domain_name: domainName } : { domain_id: domainId };
  const scope = { project: { name: project, domain: named(domainId, domainName) } };
  const assumed = { methods: ["assume_role"], assume_role: { agency_name: name, ...domain } };
  return JSON.stringify({ auth: { identity: assumed, scope } });
};

/** Is a token to be exchanged for one of another scope? */
export const isScoped = (options: ScopeConfig): boolean => scopeBody(options).scope !== undefined;

/** Clients are given identity URLs with and without the version; the answers are all below /v3. */
export const identityUrl = (authUrl: string): string => {
  const trimmed = authUrl.replace(/\/+$/, "");
  return /\/v\d+(?:\.\d+)?$/.test(trimmed) ? trimmed.replace(/\/v2(?:\.\d+)?$/, "/v3") : `${trimmed}/v3`;
};

/** What a source looks for in a catalog. */
export interface CatalogQuery {
  /** Service types, the best first, such as ["compute"] or ["rdsv3", "rds"]. */
  readonly serviceTypes: readonly string[];
  /** public, internal or admin, with or without the "URL" of older clients; the best first. */
  readonly interfaces: readonly string[];
  /** Any region where null. */
  readonly region: string | null;
  /** False: only scheme, host and port of the catalog's URL are the endpoint (Huawei's paths name other versions). */
  readonly keepPath: boolean;
}

type Endpoint = CatalogService["endpoints"][number];

const isIn = (region: string | null, { region_id, region: name }: Endpoint): boolean =>
  region === null || region_id === region || name === region;

/** A part of a URL that Keystone was to fill in, and did not. */
const PLACEHOLDER = /[%$]\(|[{}]/;

const isUsable = ({ url }: Endpoint): boolean =>
  URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && !PLACEHOLDER.test(url);

/** The endpoint's URL without a trailing slash, or undefined where the catalog lists none. */
export const catalogEndpoint = (catalog: Catalog, query: CatalogQuery): string | undefined => {
  for (const type of query.serviceTypes) {
    const ofType = catalog.filter((each) => each.type === type).flatMap((each) => each.endpoints);
    for (const wanted of query.interfaces.map((each) => each.replace(/URL$/, ""))) {
      const found = ofType.find(
        (each) => each.interface.replace(/URL$/, "") === wanted && isIn(query.region, each) && isUsable(each),
      );
      if (found !== undefined) return query.keepPath ? found.url.replace(/\/+$/, "") : new URL(found.url).origin;
    }
  }
  return undefined;
};

const SHOWN = 10;
/** Names from a catalog: short and printable, a few of them. */
const list = (names: Iterable<string>): string => {
  const fit = [...new Set(names)].filter((name) => /^[\w.-]{1,64}$/.test(name));
  return fit.length === 0 ? "none" : fit.slice(0, SHOWN).join(", ") + (fit.length > SHOWN ? ", …" : "");
};

/** What was looked for in a catalog without success, and what is there in its place; no URL. */
export const catalogLack = (catalog: Catalog, { serviceTypes, interfaces, region }: CatalogQuery): string => {
  const sought = [
    `service type ${serviceTypes.join(" or ")}`,
    `interface ${interfaces.join(" or ")}`,
    `region ${region ?? "any"}`,
  ];
  const looked = `looked for ${sought.join(", ")}`;
  const services = catalog.filter(({ type }) => serviceTypes.includes(type));
  if (catalog.length === 0) return `${looked}; the catalog is empty: the token may be for no project`;
  if (services.length === 0)
    return `${looked}; the catalog has the service types ${list(catalog.map(({ type }) => type))}`;
  const there = services.flatMap((each) => each.endpoints);
  const matching = there.filter((each) => isIn(region, each) && interfaces.includes(each.interface));
  if (matching.length > 0) return `${looked}; its URL in the catalog is none, or holds a placeholder`;
  const regions = there.map((each) => each.region_id ?? each.region ?? "");
  const near = regions.find((each) => each !== region && each.toLowerCase() === region?.toLowerCase());
  const hint = near === undefined ? "" : `; region names are case sensitive: is ${list([near])} meant?`;
  return `${looked}; the catalog has the interfaces ${list(there.map((each) => each.interface))} in the regions ${list(regions)}${hint}`;
};
