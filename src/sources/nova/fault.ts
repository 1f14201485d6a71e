import { classifyByStatus, fault, faultFacts } from "../../upstream/faults/classify-by-status.js";
import type { FaultClassifier } from "../../upstream/faults/fault-classifier.js";
import { sourceLacksCall, sourceUnavailable } from "../../upstream/faults/source-failure.js";

/**
 * Nova and its authentication middleware (upstreams: nova-keystone.md, 7). Their bodies have one key of varying name,
 * or are HTML, and say nothing that the status does not say, with one exception.
 *
 * - 401 is the same for an expired, a revoked and an unknown token, and may alternate with 200 for a revoked one.
 * - 404 and 300 come from the router: nothing is looked up by name here, so the endpoint or its version is wrong.
 * - 503 also means that Nova cannot reach Keystone; the token is not to blame.
 * - 500 with a Python TypeError or ValueError is one period that Nova cannot add up, or a period setting that does not
 *   exist in every month: the same request fails again.
 */
export const classifyNova: FaultClassifier = (response) => {
  const { source, status, text } = response;
  if (status === 404 || status === 300) return fault(sourceLacksCall(source, faultFacts(response)));
  if (status === 500 && /<class '(?:TypeError|ValueError)'>/.test(text)) {
    return fault(
      sourceUnavailable(source, { ...faultFacts(response, "HTTP 500, a fault of its own data"), retryable: false }),
    );
  }
  return classifyByStatus(response);
};
