import { AuditError } from "../../audit/audit-error.js";
import type { Session } from "../../audit/session.js";
import { sourceDeniedCaller, sourceRefusedCallerToken } from "../faults/source-failure.js";
import type { Credentials } from "./credentials.js";

/**
 * The caller's own token goes to the source. Nothing is kept: two callers can share nothing here, and what becomes of
 * one's token says nothing to the others.
 */
export const forwardCredentials = (source: string): Credentials => {
  const tokenOf = ({ caller: { token } }: Session): string => {
    if (token !== undefined && token !== "") return token;
    throw new AuditError("UNAUTHENTICATED", `Source "${source}" is asked in the caller's name: send X-Auth-Token.`);
  };
  return {
    authorize: async (_request, session) => Promise.resolve({ headers: { "x-auth-token": tokenOf(session) } }),
    refusal: sourceRefusedCallerToken,
    callersOwn: { demand: (session) => void tokenOf(session), denial: sourceDeniedCaller },
  };
};
