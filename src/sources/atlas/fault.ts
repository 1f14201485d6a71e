import { classifyByStatus } from "../../upstream/faults/classify-by-status.js";
import type { FaultClassifier } from "../../upstream/faults/fault-classifier.js";

/**
 * Atlas (upstreams: huawei-otc-atlas.md, 3.4 and 3.5). Only the status counts: JSON faults name no type, the body of a
 * 401 is typed badRequest, serviceUnavailable and a bad date are 500, and an XML fault repeats the status. 413 is the
 * rate limit; 503 brings Retry-After 300, 413 usually one too. A refused password stays refused: Basic has nothing to
 * renew.
 */
export const classifyAtlas: FaultClassifier = classifyByStatus;
