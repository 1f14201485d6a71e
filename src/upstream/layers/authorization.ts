import type { AuditError } from "../../audit/errors.js";
import type { Session } from "../../audit/session.js";
import type { Credentials } from "../credentials/credentials.js";
import { factsOf, type Fault } from "../failures.js";
import { wireTarget } from "../http/url.js";
import type { UpstreamRequest, WireRequest } from "../messages.js";
import type { Layer } from "./layer.js";

const encoded = ({ method = "GET", ...request }: UpstreamRequest, endpoint: string): WireRequest => {
  const body = request.json === undefined ? undefined : JSON.stringify(request.json);
  return {
    method,
    target: wireTarget(endpoint, request.path, request.query),
    headers: {
      ...request.headers,
      accept: request.accept ?? "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body,
  };
};

/** The gateway's own lack of a permission is everybody's; the caller's is the caller's. */
const denialOf = (
  source: string,
  { error, permissionDenied = false }: Fault,
  { callersOwn }: Credentials,
): AuditError => (permissionDenied && callersOwn ? callersOwn.denial(source, factsOf(error)) : error);

/** Encodes the request, and proves who sends it. Where the proof is refused and can be renewed, sends it once more. */
export const authorized =
  (source: string, credentials: Credentials, endpoint: (session: Session) => Promise<string>): Layer =>
  async (call, next) => {
    const { request, session } = call;
    const unsigned = encoded(request, await endpoint(session));
    for (let isReplay = false; ; isReplay = true) {
      const authorization = await credentials.authorize(unsigned, session);
      call.wire = { ...unsigned, headers: { ...unsigned.headers, ...authorization.headers } };
      try {
        return await next(call);
      } catch (error) {
        const { answer } = call;
        const fault = answer?.fault;
        if (answer === undefined || fault === undefined) throw error;
        if (!fault.credentialsRefused) throw denialOf(source, fault, credentials);
        if (authorization.refused?.(isReplay, answer) !== true || isReplay)
          throw credentials.refusal(source, factsOf(fault.error));
      }
    }
  };
