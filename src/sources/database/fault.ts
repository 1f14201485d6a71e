import { classifyByStatus, faultFacts } from "../../upstream/faults/classify-by-status.js";
import type { FaultClassifier, FaultResponse } from "../../upstream/faults/fault-classifier.js";
import {
  sourceDeniedPermission,
  sourceLacksCall,
  sourceNotFound,
  sourceRateLimited,
  sourceRefusedCredentials,
  sourceRejected,
  sourceUnavailable,
} from "../../upstream/faults/source-failure.js";
import { faultCode } from "./fault-code.js";

const meanings = {
  badToken: sourceRefusedCredentials,
  denied: sourceDeniedPermission,
  missing: sourceNotFound,
  noSuchCall: sourceLacksCall,
  rejected: sourceRejected,
  throttled: sourceRateLimited,
  busy: sourceUnavailable,
} as const;
type Meaning = keyof typeof meanings;

const table = (rows: Partial<Record<Meaning, string>>): ReadonlyMap<string, Meaning> =>
  new Map(
    Object.entries(rows).flatMap(([meaning, codes]) => codes.split(" ").map((code) => [code, meaning as Meaning])),
  );

/** The API gateway in front of all services; older ones write APIG for APIGW. */
const GATEWAY = table({
  badToken: "0301 0303 0305 0307",
  noSuchCall: "0101 0106",
  throttled: "0308",
  denied: "0302 0402",
});

/**
 * Codes by meaning, whatever the status that they come with: an expired token is 403 at TaurusDB and RDS and 401 at
 * DDS, a missing instance 404, 403 or 400, a busy instance 409 or 403 (upstreams: huawei-otc-atlas.md, 1.8).
 */
const STRICT = table({
  badToken: "280056 280064",
  denied: "280015 280032 280063 280019 200010 200604 200044",
  missing: "200002 200045 200408 201028 290005",
  rejected: "200001 200004 200006",
  busy: "200011 200019 200047 200005 200998 108000",
});

const DDS = table({
  badToken: "280056 280064",
  denied: "280015 280032 280063 280019 200010 200604 200044",
  missing: "200002 201501 201502 201028 200013 216030",
  rejected: "200001 201006 200095",
  throttled: "280443",
  busy: "200011 200019 201000 201014 201015 200998 201509 280005",
});

const meaningOf = (code: string, service: ReadonlyMap<string, Meaning>): Meaning | undefined => {
  const [family, number = ""] = code.split(".", 2);
  if (family === "APIGW" || family === "APIG") return GATEWAY.get(number);
  return family === "DBS" ? service.get(number) : undefined;
};

const classifier =
  (service: ReadonlyMap<string, Meaning>): FaultClassifier =>
  (response: FaultResponse) => {
    const code = faultCode(response);
    const meaning = meaningOf(code, service);
    if (meaning === undefined) return classifyByStatus(response);
    // The code is one of the tables above, so that nothing of the body itself gets into a log.
    const error = meanings[meaning](response.source, faultFacts(response, `HTTP ${response.status} ${code}`));
    return { error, credentialsRefused: meaning === "badToken", permissionDenied: meaning === "denied" };
  };

export const classifyTaurusdb: FaultClassifier = classifier(STRICT);
export const classifyRds: FaultClassifier = classifier(STRICT);
export const classifyDds: FaultClassifier = classifier(DDS);
