import { classifyByStatus, fault, faultFacts } from "../../upstream/faults/classify-by-status.js";
import type { FaultClassifier } from "../../upstream/faults/fault-classifier.js";
import { sourceLacksCall } from "../../upstream/faults/source-failure.js";

/**
 * Atlas (upstreams: huawei-otc-atlas.md, 3.4 and 3.5). Only the status counts: JSON faults name no type, the body of a
 * 401 is typed badRequest, serviceUnavailable and a bad date are 500, and an XML fault repeats the status. 413 is the
 * rate limit; 503 brings Retry-After 300, 413 usually one too. A refused password stays refused: Basic has nothing to
 * renew. Nothing is looked up by name here, so a 404 is a wrong endpoint, a call that is not offered, or what the
 * source says to whom it does not let in.
 */
export const classifyAtlas: FaultClassifier = (response) =>
  response.status === 404 ? fault(sourceLacksCall(response.source, faultFacts(response))) : classifyByStatus(response);
