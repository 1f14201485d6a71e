import { z } from "zod";
import { sourceBrokeContract } from "../failures.js";
import { parseJson } from "../http/body.js";
import type { WireResponse } from "../messages.js";
import type {
  ApplicationCredentialOptions,
  LoginOptions,
  PasswordOptions,
  UpstreamOptions,
  UpstreamKind,
} from "../options.js";

const endpoint = z.object({
  interface: z.string(),
  url: z.string(),
  region: z.string().nullish(),
  region_id: z.string().nullish(),
});
const service = z.object({ type: z.string(), endpoints: z.array(endpoint) });
const wire = z.object({
  token: z.object({
    expires_at: z.string().nullish(),
    issued_at: z.string().nullish(),
    project: z.object({ id: z.string() }).nullish(),
    // Absent with ?nocatalog and in unscoped tokens.
    catalog: z.array(service).nullish(),
  }),
});

type Catalog = readonly z.infer<typeof service>[];

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

/**
 * Reads an answer of POST or GET /v3/auth/tokens (the value of the former is in X-Subject-Token).
 * The lifetime is expires_at - issued_at by the identity service's own clock, counted from now by ours: a clock that
 * is off cannot make a token look expired, or valid. Throws UPSTREAM_CONTRACT_VIOLATION.
 */
export const readKeystoneToken = (source: string, response: WireResponse, value: string): KeystoneToken => {
  const read = wire.safeParse(parseJson(source, response));
  if (!read.success || value === "") throw sourceBrokeContract(source, { detail: "not a token" });
  const { expires_at, issued_at, project, catalog } = read.data.token;
  const now = response.receivedAt;
  const expiry = Date.parse(expires_at ?? "");
  const issued = Date.parse(issued_at ?? "");
  const lifetime = expiry - (Number.isNaN(issued) ? now : issued);
  const expiresAt = Number.isNaN(lifetime) ? Number.POSITIVE_INFINITY : now + lifetime;
  // 201 is the answer to a login; a token that is only described was issued at some other time.
  const clockAheadMs = response.status === 201 && !Number.isNaN(issued) ? issued - now : undefined;
  return new KeystoneToken(value, now, expiresAt, project?.id, catalog ?? [], clockAheadMs);
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

const passwordBody = (options: PasswordOptions): object => {
  const { userId, username, userDomainId, userDomainName, password } = options;
  const { projectId, projectName, projectDomainId, projectDomainName } = options;
  const user = withDomain(userId, username, userDomainId, userDomainName);
  const project = withDomain(
    projectId,
    projectName,
    projectDomainId ?? (projectDomainName === undefined ? userDomainId : undefined),
    projectDomainName ?? userDomainName,
  );
  return {
    identity: { methods: ["password"], password: { user: { ...user, password } } },
    ...(project === undefined ? {} : { scope: { project } }),
  };
};

/** An application credential brings its project with it; a scope must not be named. */
const applicationCredentialBody = ({ id, secret }: ApplicationCredentialOptions): object => ({
  identity: { methods: ["application_credential"], application_credential: { id, secret } },
});

/** The body of POST /v3/auth/tokens. Domains that are not named are the user's, then "default". */
export const loginBody = (options: LoginOptions): string =>
  JSON.stringify({ auth: options.type === "password" ? passwordBody(options) : applicationCredentialBody(options) });

/** Clients are given identity URLs with and without the version; the answers are all below /v3. */
export const identityUrl = (authUrl: string): string => {
  const trimmed = authUrl.replace(/\/+$/, "");
  return /\/v\d+(?:\.\d+)?$/.test(trimmed) ? trimmed.replace(/\/v2(?:\.\d+)?$/, "/v3") : `${trimmed}/v3`;
};

/** The endpoint's URL without a trailing slash, or undefined where the catalog lists none. In any region where null. */
export const catalogEndpoint = (
  catalog: Catalog,
  settings: Pick<UpstreamOptions, "interface" | "region">,
  { serviceTypes, keepCatalogPath }: UpstreamKind,
): string | undefined => {
  // Older clients say publicURL.
  const wanted = settings.interface.replace(/URL$/, "");
  const { region } = settings;
  for (const type of serviceTypes) {
    const found = catalog
      .filter((service) => service.type === type)
      .flatMap((service) => service.endpoints)
      .find(
        (endpoint) =>
          endpoint.interface === wanted &&
          (region === null || endpoint.region_id === region || endpoint.region === region),
      );
    if (found !== undefined && URL.canParse(found.url)) {
      return keepCatalogPath ? found.url.replace(/\/+$/, "") : new URL(found.url).origin;
    }
  }
  return undefined;
};
