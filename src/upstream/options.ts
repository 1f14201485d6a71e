import { sha256 } from "../audit/seal.js";
import type { CredentialsConfig } from "../config/credential-settings.js";
import type { ProxyConfig } from "../config/proxy.js";
import type { SourceConfig } from "../config/sources.js";
import type { UpstreamObserver } from "../telemetry/reports.js";
import type { TwoTierCache } from "./cache/stores.js";
import type { Clock, Random } from "./clock.js";
import type { FaultClassifier } from "./faults.js";

/**
 * How one source is reached: all that the configuration says of it. It goes to each layer as one object, and each picks
 * what it needs.
 */
export interface UpstreamOptions extends Omit<SourceConfig, "kind" | "origins"> {
  /** Requests waiting for their turn; default 2048. */
  readonly maxQueue?: number;
}

/** What a kind of source adds. */
export interface UpstreamKind {
  /** Service types in a catalog, the best first. */
  readonly serviceTypes: readonly string[];
  /** False: of a catalog's URL only scheme, host and port are the endpoint. */
  readonly keepCatalogPath: boolean;
  /** Versions that are spoken, the best first, where an endpoint may come without one. */
  readonly versions?: readonly string[];
  /** Put behind an endpoint that comes without a version, where there is but one and nothing need be asked for it. */
  readonly version?: string;
  readonly classify: FaultClassifier;
}

/** What all sources share. */
export interface UpstreamRuntime {
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly proxy?: ProxyConfig | undefined;
  /** Milliseconds that a whole operation has, counted from session.now. Only bounds waits for retries. */
  readonly deadlineMs: number;
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

type OptionsOf<Type extends CredentialsConfig["type"]> = Extract<CredentialsConfig, { readonly type: Type }>;
type PasswordOptions = OptionsOf<"password">;
type ApplicationCredentialsConfig = OptionsOf<"applicationCredential">;
export type AkskOptions = OptionsOf<"aksk">;
export type BasicOptions = OptionsOf<"basic">;
/** A token that is exchanged for one of another scope. */
type ExchangeOptions = OptionsOf<"token"> & { readonly authUrl: string };
/** An account of an identity service, or a token that stands for one. Its authUrl is with or without /v3 at its end. */
export type LoginOptions = PasswordOptions | ApplicationCredentialsConfig | ExchangeOptions;

/** What is asked: the call and its arguments. */
export type CallKey = readonly (string | number | null)[];

const digest = (parts: unknown): string => sha256(JSON.stringify(parts));

/** Whose answers these are, without what proves it. A token that is configured says itself whose it is, so it counts, as a hash. */
const identityOf = (credentials: CredentialsConfig): unknown => {
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
