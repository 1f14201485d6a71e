import { sha256 } from "../audit/seal.js";
import type { SourceConfig } from "../config/sources.js";
import type { UpstreamObserver } from "../telemetry/reports.js";
import type { TwoTierCache } from "./cache/stores.js";
import type { Clock, Random } from "./clock.js";
import type { FaultClassifier } from "./failures.js";
import type { ProxyOptions } from "./http/dispatcher.js";

/** How one source is reached: all that the configuration says of it. An option goes from there to the layer that reads it. */
export interface UpstreamOptions extends Omit<SourceConfig, "kind" | "instances" | "changesSince"> {
  /** Requests waiting for their turn; default 2048. */
  readonly maxQueue?: number;
}

/** What a kind of source adds. */
export interface UpstreamKind {
  /** Service types in a catalog, the best first. */
  readonly serviceTypes: readonly string[];
  /** False: of a catalog's URL only scheme, host and port are the endpoint. */
  readonly keepCatalogPath: boolean;
  readonly classify: FaultClassifier;
}

/** What all sources share. */
export interface UpstreamRuntime {
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly proxy?: ProxyOptions | undefined;
  /** Milliseconds that a whole operation has, counted from session.now. Only bounds waits for retries. */
  readonly deadlineMs: number;
  readonly observer?: UpstreamObserver | undefined;
  /** What outlives an operation; absent: nothing does, but what a source's folder remembers to save calls. */
  readonly cache?: TwoTierCache | undefined;
}

/** An account of an OpenStack identity service, by password. */
export interface PasswordOptions {
  readonly type: "password";
  /** With or without /v3 at its end. */
  readonly authUrl: string;
  readonly username?: string | undefined;
  readonly userId?: string | undefined;
  readonly password: string;
  readonly userDomainName?: string | undefined;
  readonly userDomainId?: string | undefined;
  readonly projectName?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectDomainName?: string | undefined;
  readonly projectDomainId?: string | undefined;
}

export interface ApplicationCredentialOptions {
  readonly type: "applicationCredential";
  readonly authUrl: string;
  readonly id: string;
  readonly secret: string;
}

export interface TokenOptions {
  readonly type: "token";
  readonly token: string;
  /** Where the token's project and catalog can be read, if anywhere. */
  readonly authUrl?: string | undefined;
}

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

export type LoginOptions = PasswordOptions | ApplicationCredentialOptions;
export type CredentialOptions = LoginOptions | TokenOptions | AkskOptions | BasicOptions | ForwardOptions;

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
    case "applicationCredential":
      return [credentials.authUrl, credentials.id];
    case "token":
      return [credentials.authUrl, digest(credentials.token)];
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
