import type { AnySource } from "../audit/any-source.js";
import type { DemandLimits } from "../audit/demand-limits.js";
import type { DocumentPolicy } from "../audit/document-policy.js";
import type { AccessPolicy } from "./access/access-policy.js";
import type { RateRules } from "./limits/rate-limits.js";

/** What a configuration decides of operations: all that a reload can put in another's place. */
export interface Served {
  readonly sources: readonly AnySource[];
  readonly access: AccessPolicy;
  /** `bodyBytes` belongs to the listener: that of the start counts. */
  readonly limits: DemandLimits;
  /** How often callers may ask; undefined: as often as they like. */
  readonly rate: RateRules | undefined;
  /** Which documents are run. */
  readonly documents: DocumentPolicy;
  readonly introspection: boolean;
  /** All data are made up, and whoever asks is told so. */
  readonly isSandbox: boolean;
  /** Milliseconds for a whole operation. */
  readonly deadlineMs: number;
  /** Closes what the sources hold open. Called once, when no operation is left that reads from them. */
  close(): Promise<unknown>;
}
