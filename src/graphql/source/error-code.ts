import { registerEnumType } from "type-graphql";
import { ErrorCode } from "../../audit/error-code.js";

registerEnumType(ErrorCode, {
  name: "ErrorCode",
  description: "Why something is missing. The same words stand in errors[].extensions.code.",
  valuesConfig: {
    INVALID_ARGUMENT: { description: "An argument is out of its range; the message names it and the cure." },
    INVALID_CURSOR: { description: "A cursor is damaged, or was made with other arguments." },
    INVALID_ID: { description: "An id is damaged, or is none that this API gives out." },
    WINDOW_TOO_LARGE: { description: "The time window asks for more than one operation can read." },
    NOT_FOUND: { description: "The source does not know an instance or record that was named to it." },
    UNAUTHENTICATED: { description: "The caller is not known: credentials are missing, wrong or expired." },
    FORBIDDEN: { description: "The caller is known, but lacks the scope." },
    QUERY_TOO_COMPLEX: { description: "The operation asks for more than one operation may." },
    RATE_LIMITED: { description: "The caller asks too often; see retryAfterMs." },
    UPSTREAM_TIMEOUT: { description: "The source did not answer in time." },
    UPSTREAM_UNAVAILABLE: { description: "The source could not be reached, failed, or cut its answer short." },
    UPSTREAM_RATE_LIMITED: { description: "The source refuses more calls for now; see retryAfterMs." },
    UPSTREAM_REJECTED: { description: "The source refused the call: a bad request to it, or no permission there." },
    UPSTREAM_CONTRACT_VIOLATION: { description: "The source answered in a shape that its documents rule out." },
    DEADLINE_EXCEEDED: { description: "The operation's own deadline passed first." },
    INTERNAL: { description: "A fault of this service; its log holds the cause." },
  },
});

export { ErrorCode };
