import { AuditError } from "./audit-error.js";
import type { CallCounts } from "./session.js";

/**
 * The operation has made as many calls as were planned for it, and the source was not asked. It says nothing of the
 * source: whoever reads a list stops with what there is, and the next page goes on from there.
 */
export class CallsSpent extends AuditError {}

/** Calls that the operation may still make. */
export const callsLeft = (calls: CallCounts | undefined): number =>
  calls?.planned === undefined ? Infinity : Math.max(0, calls.planned - calls.made);
