import type { AuditSourceKind } from "../audit/source.js";

/**
 * What the configuration must know of a kind of source. The registry's kinds fit, so that a new kind changes nothing
 * here. In the file a kind is written in lower case.
 */
export interface KindRules {
  readonly kind: AuditSourceKind;
  /** Types of credentials that the kind takes, "cloud" and "env" among them. */
  readonly credentials: readonly string[];
  /** Keys that only some kinds know. One that knows projectId cannot be asked without a project. */
  readonly options: readonly ("projectId" | "instances" | "changesSince")[];
  /** Service types in a catalog; with none the endpoint cannot be left out. */
  readonly upstream: { readonly serviceTypes: readonly string[] };
}
