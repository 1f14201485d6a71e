import { AuditError } from "../../audit/audit-error.js";
import { sourceRefusedCallerToken } from "../faults/source-failure.js";
import type { Credentials } from "./credentials.js";

/**
 * The caller's own token goes to the source. Nothing is kept: two callers can share nothing here.
 * Throws UNAUTHENTICATED for a caller without one.
 */
export const forwardCredentials = (source: string): Credentials => ({
  authorize: (_request, session) => {
    const token = session.caller.token;
    return token === undefined || token === ""
      ? Promise.reject(
          new AuditError("UNAUTHENTICATED", `Source "${source}" is asked in the caller's name: send X-Auth-Token.`),
        )
      : Promise.resolve({ headers: { "x-auth-token": token } });
  },
  refusal: sourceRefusedCallerToken,
});
