import { sha256 } from "../audit/seal.js";
import type { CredentialsConfig } from "../config/config.js";
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
  /** Milliseconds for one try. */
  readonly timeoutMs?: number | undefined;
  /** Requests in flight at once. */
  readonly maxConcurrency?: number | undefined;
  /** Requests waiting for their turn. */
  readonly maxQueue?: number | undefined;
  /** Decoded bytes of one answer. */
  readonly maxResponseBytes?: number | undefined;
  /** PEM certificates that replace the built-in roots, for the source and its identity service. */
  readonly ca?: string | undefined;
  /** Which of the catalog's endpoints. */
  readonly interface?: string | undefined;
}

const DEFAULTS = {
  timeoutMs: 3_000,
  maxConcurrency: 8,
  maxQueue: 2_048,
  maxResponseBytes: 16 * 1024 * 1024,
  interface: "public",
};

/** The options of one source, none of them open. They go to each layer as one object, and each picks what it needs. */
export type SourceSettings = UpstreamOptions & Readonly<typeof DEFAULTS>;

export const settingsOf = (options: UpstreamOptions): SourceSettings => ({
  ...options,
  timeoutMs: options.timeoutMs ?? DEFAULTS.timeoutMs,
  maxConcurrency: options.maxConcurrency ?? DEFAULTS.maxConcurrency,
  maxQueue: options.maxQueue ?? DEFAULTS.maxQueue,
  maxResponseBytes: options.maxResponseBytes ?? DEFAULTS.maxResponseBytes,
  interface: options.interface ?? DEFAULTS.interface,
});

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
  readonly deadlineMs?: number | undefined;
  readonly observer?: UpstreamObserver | undefined;
  /** What outlives an operation; absent: nothing does, but what a source's folder remembers to save calls. */
  readonly cache?: TwoTierCache | undefined;
}

/** The same, none of it open but what may be absent. */
export interface Shared extends UpstreamRuntime {
  readonly clock: Clock;
  readonly random: Random;
  readonly deadlineMs: number;
  readonly observer: UpstreamObserver;
}

/** How a source is convinced: what src/config makes of a configuration. */
export type CredentialOptions = CredentialsConfig;
type OptionsOf<Type extends CredentialOptions["type"]> = Extract<CredentialOptions, { readonly type: Type }>;
export type PasswordOptions = OptionsOf<"password">;
export type ApplicationCredentialOptions = OptionsOf<"applicationCredential">;
export type AkskOptions = OptionsOf<"aksk">;
export type BasicOptions = OptionsOf<"basic">;
/** An account of an identity service. Its authUrl is with or without /v3 at its end. */
export type LoginOptions = PasswordOptions | ApplicationCredentialOptions;

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
