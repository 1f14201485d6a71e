import type { AuditError } from "../../audit/audit-error.js";
import type { UpstreamResponse } from "../upstream-client.js";

/** An answer outside 2xx, and the name of the source that gave it. */
export interface FaultResponse extends UpstreamResponse {
  readonly source: string;
}

/** What an answer outside 2xx means. */
export interface Fault {
  readonly error: AuditError;
  /** The source no longer accepts the token: drop it, get another, replay once. */
  readonly credentialsRefused: boolean;
  /** Who asks is known and lacks the permission. Where that is the caller, it is no failure of the source's. */
  readonly permissionDenied?: boolean;
}

/** A family's table: status, headers and body to meaning. Pure; must not put any of the body into the error. */
export type FaultClassifier = (response: FaultResponse) => Fault;
