import { AuditError } from "../../src/audit/errors.js";
import type { WireResponse } from "../../src/upstream/messages.js";

/** A whole answer as the transport hands it over. */
export const answer = (text: string, more: Partial<WireResponse> = {}): WireResponse => ({
  status: 200,
  headers: {},
  mediaType: "application/json",
  text,
  receivedAt: 7,
  requestId: undefined,
  framed: true,
  ...more,
});

/** The code of what is thrown; undefined where nothing is. */
export const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof AuditError) return error.code;
    throw error;
  }
};
