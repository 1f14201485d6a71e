import type { AuditSourceKind } from "../../audit/source.js";
import type { FaultClassifier } from "../../upstream/faults/fault-classifier.js";

/** What tells one member of the database family from the others. Everything else is shared. */
export interface DatabaseDialect {
  readonly kind: AuditSourceKind;
  /** Last path segment of each call below /v3/{project_id}/instances/{instance_id}. */
  readonly paths: { readonly files: string; readonly links: string; readonly policy: string };
  /** Where the list's answer keeps its parts. */
  readonly keys: { readonly files: string; readonly total: string; readonly begin: string; readonly end: string };
  /** What the field `size` counts; a KB is 1024 bytes. */
  readonly size: "KB" | "bytes";
  /** The largest `limit` that the list takes. */
  readonly limitCap: number;
  /** Files name the node that wrote them, and the list takes a node_id. */
  readonly hasNodes: boolean;
  /** Names of the service in a token's catalog, the best first. */
  readonly serviceTypes: readonly string[];
  /** What this service's error answers mean. */
  readonly classify: FaultClassifier;
}
