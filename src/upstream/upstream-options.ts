import type { UpstreamObserver } from "../telemetry/upstream-observer.js";
import type { TwoTierCache } from "./cache/two-tier-cache.js";
import type { Clock, Random } from "./clock.js";
import type { CredentialOptions } from "./credentials/credential-options.js";
import type { FaultClassifier } from "./faults/fault-classifier.js";
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
  /** Which of the catalog's endpoints; default public. */
  readonly interface?: string | undefined;
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
  /** Milliseconds that a whole operation has, counted from session.now; default 10 000. Only bounds waits for retries. */
  readonly deadlineMs?: number | undefined;
  readonly observer?: UpstreamObserver | undefined;
  /** What outlives an operation; absent: nothing does, but what a source's folder remembers to save calls. */
  readonly cache?: TwoTierCache | undefined;
}
