import { sha256 } from "../audit/seal.js";
import type { UpstreamObserver } from "../telemetry/reports.js";
import type { TwoTierCache } from "./cache/stores.js";
import type { Clock, Random } from "./clock.js";
import type { FaultClassifier } from "./failures.js";
import type { ProxyOptions } from "./http/dispatcher.js";

/** How one configured source is reached. A SourceConfig of src/config fits here with what its kind adds. */
export interface UpstreamOptions {
  readonly name: string;
  readonly region: string | null;
  /** Absent: the catalog of the credentials tells it. */
  readonly endpoint?: string | undefined;
  readonly projectId?: string | undefined;
  readonly credentials: CredentialOptions;
  /** Milliseconds for one try; default 3000. */
  readonly timeoutMs?: number | undefined;
  /** Requests in flight at once; default 8. */
  readonly maxConcurrency?: number | undefined;
  /** Requests waiting for their turn; default 2048. */
  readonly maxQueue?: number | undefined;
  /** Decoded bytes of one answer; default 16 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** PEM certificates that replace the built-in roots, for the source and its identity service. */
  readonly ca?: string | undefined;
  /** Which of the catalog's endpoints, the best first; default public. */
  readonly interface?: string | readonly string[] | undefined;
}

/** What a kind of source adds. */
export interface UpstreamKind {
  /** Service types in a catalog, the best first. */
  readonly serviceTypes: readonly string[];
  /** False: of a catalog's URL only scheme, host and port are the endpoint. */
  readonly keepCatalogPath: boolean;
  /** Versions that are spoken, the best first, where an endpoint may come without one. */
  readonly versions?: readonly string[];
  readonly classify: FaultClassifier;
}

/** What all sources share. */
export interface UpstreamRuntime {
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly proxy?: ProxyOptions | undefined;
  /** Milliseconds that a whole operation has, counted from session.now; default 10 000. Only bounds waits for retries. */
  readonly deadlineMs?: number | undefined;
  readonly observer?: UpstreamObserver | undefined;
  /** What outlives an operation; absent: nothing does, but what a source's folder remembers to save calls. */
  readonly cache?: TwoTierCache | undefined;
}

/** What a token is for. */
export interface ScopeOptions {
  readonly projectName?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectDomainName?: string | undefined;
  readonly projectDomainId?: string | undefined;
  readonly domainName?: string | undefined;
  readonly domainId?: string | undefined;
  readonly trustId?: string | undefined;
  readonly system?: boolean | undefined;
}

export interface UserOptions {
  readonly username?: string | undefined;
  readonly userId?: string | undefined;
  readonly userDomainName?: string | undefined;
  readonly userDomainId?: string | undefined;
}

/** An agency of Huawei Cloud and Open Telekom Cloud: another domain's project is read in its name. */
export interface AgencyOptions {
  readonly name: string;
  readonly domainName?: string | undefined;
  readonly domainId?: string | undefined;
  readonly project: string;
}

export interface PasswordOptions extends ScopeOptions, UserOptions {
  readonly type: "password";
  /** With or without /v3 at its end. */
  readonly authUrl: string;
  readonly password: string;
  /** Assumed after the login. */
  readonly agency?: AgencyOptions | undefined;
}

export interface ApplicationCredentialOptions extends ScopeOptions, UserOptions {
  readonly type: "applicationCredential";
  readonly authUrl: string;
  readonly id?: string | undefined;
  /** With its user, in place of the id. */
  readonly name?: string | undefined;
  readonly secret: string;
}

/** A token with a scope is exchanged for one of that scope; any other is used as it is. */
export interface TokenOptions extends ScopeOptions {
  readonly type: "token";
  readonly token: string;
  /** Where the token's project and catalog can be read, if anywhere. */
  readonly authUrl?: string | undefined;
}

/** A token that is exchanged. */
export type ExchangeOptions = TokenOptions & { readonly authUrl: string };

export interface AkskOptions {
  readonly type: "aksk";
  readonly accessKey: string;
  readonly secretKey: string;
  /** Of temporary keys. */
  readonly securityToken?: string | undefined;
  /** Where the project of the region can be looked up; without it the project must be configured. */
  readonly iamEndpoint?: string | undefined;
}

export interface BasicOptions {
  readonly type: "basic";
  readonly username: string;
  readonly password: string;
}

/** The caller's own token. */
interface ForwardOptions {
  readonly type: "forward";
}

export type LoginOptions = PasswordOptions | ApplicationCredentialOptions | ExchangeOptions;
export type CredentialOptions =
  PasswordOptions | ApplicationCredentialOptions | TokenOptions | AkskOptions | BasicOptions | ForwardOptions;

/** What is asked: the call and its arguments. */
export type CallKey = readonly (string | number | null)[];

/** Part of every key: raised when what is kept changes its shape, so that old and new replicas can share a store. */
const VERSION = 1;

const digest = (parts: unknown): string => sha256(JSON.stringify(parts));

/** Whose answers these are, without what proves it. A token that is configured says itself whose it is, so it counts, as a hash. */
const identityOf = (credentials: CredentialOptions): unknown => {
  switch (credentials.type) {
    case "password": {
      const { password: _password, ...identity } = credentials;
      return identity;
    }
    case "applicationCredential": {
      const { secret: _secret, ...identity } = credentials;
      return identity;
    }
    case "token":
      return { ...credentials, token: digest(credentials.token) };
    case "aksk":
      return [credentials.accessKey, credentials.iamEndpoint];
    case "basic":
      return credentials.username;
    case "forward":
      return "forward";
  }
};

/** Tells apart sources of one name that are configured differently: another endpoint, project or account. */
export const scopeOf = ({ name, endpoint, projectId, region, credentials, ...rest }: UpstreamOptions): string =>
  `${name}:${digest([endpoint, projectId, region, rest.interface, credentials.type, identityOf(credentials)])}`;

/**
 * The key under which an answer is kept. `caller` is the caller's key (a hash) where the answer depends on who asks, and
 * empty where it does not. Arguments are digested too: a key never tells what was asked.
 */
export const cacheKey = (scope: string, caller: string, call: CallKey): string =>
  `auditgraph:${VERSION}:${scope}:${digest([caller, call])}`;
