import { z } from "zod";
import type { AuditSourceKind } from "../../audit/record.js";
import {
  sourceDeniedPermission,
  sourceLacksCall,
  sourceNotFound,
  sourceRateLimited,
  sourceRefusedCredentials,
  sourceRejected,
  sourceUnavailable,
} from "../../upstream/failures.js";
import { classifyByStatus, type FaultClassifier, faultFacts, type FaultResponse } from "../../upstream/faults.js";
import type { UpstreamResponse } from "../../upstream/messages.js";

/** What tells one member of the database family from the others. Everything else is shared. */
export interface DatabaseDialect {
  readonly kind: AuditSourceKind;
  /** Last path segment of each call below /v3/{project_id}/instances/{instance_id}. */
  readonly paths: { readonly files: string; readonly links: string; readonly policy: string };
  /** Where the list's answer keeps its parts. */
  readonly keys: { readonly files: string; readonly total: string; readonly begin: string; readonly end: string };
  /** What the field `size` counts; a KB is 1024 bytes. */
  readonly size: "KB" | "bytes";
  /** The largest `limit` that the list takes. */
  readonly limitCap: number;
  /** Files name the node that wrote them, and the list takes a node_id. */
  readonly hasNodes: boolean;
  /** Names of the service in a token's catalog, the best first. */
  readonly serviceTypes: readonly string[];
  /** What this service's error answers mean. */
  readonly classify: FaultClassifier;
}

const text = z.string().max(64);
const code = z.union([text, z.number()]).transform(String);

/** The five shapes of an error body (upstreams: huawei-otc-atlas.md, 1.8), each down to its code. */
const shapes = [
  z.object({ error_code: text }).transform((body) => body.error_code),
  z.object({ error: z.object({ error_code: text }) }).transform((body) => body.error.error_code),
  z.object({ error: z.object({ code }) }).transform((body) => body.error.code),
  z.object({ errCode: text }).transform((body) => body.errCode),
  // Trove: {"itemNotFound": {"code": 404, "message": …}}; the one key's name is not known beforehand.
  z.record(z.string(), z.object({ code })).transform((body) => Object.values(body)[0]?.code ?? ""),
] as const;

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};

/**
 * The code in an error answer's body: "DBS.200001", "APIGW.0301", or a bare status as text.
 * Empty for a body that is absent, HTML or of another shape.
 */
const faultCode = ({ text: body }: Pick<UpstreamResponse, "text">): string => {
  const value = parsed(body);
  for (const shape of shapes) {
    const read = shape.safeParse(value);
    if (read.success) return read.data;
  }
  return "";
};

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

/** The codes of each meaning, apart by spaces. */
type ErrorTable = Partial<Record<Meaning, string>>;

const byCode = (rows: ErrorTable): ReadonlyMap<string, Meaning> =>
  new Map(
    Object.entries(rows).flatMap(([meaning, codes]) => codes.split(" ").map((code) => [code, meaning as Meaning])),
  );

/** The API gateway in front of all services; older ones write APIG for APIGW. */
const GATEWAY = byCode({
  badToken: "0301 0303 0305 0307",
  noSuchCall: "0101 0106",
  throttled: "0308",
  denied: "0302 0402",
});

const meaningOf = (code: string, service: ReadonlyMap<string, Meaning>): Meaning | undefined => {
  const [family, number = ""] = code.split(".", 2);
  if (family === "APIGW" || family === "APIG") return GATEWAY.get(number);
  return family === "DBS" ? service.get(number) : undefined;
};

/**
 * What a service's DBS codes mean, whatever the status that they come with: an expired token is 403 at TaurusDB and RDS
 * and 401 at DDS, a missing instance 404, 403 or 400, a busy instance 409 or 403 (upstreams: huawei-otc-atlas.md, 1.8).
 */
export const classifyByCode = (rows: ErrorTable): FaultClassifier => {
  const service = byCode(rows);
  return (response: FaultResponse) => {
    const code = faultCode(response);
    const meaning = meaningOf(code, service);
    if (meaning === undefined) return classifyByStatus(response);
    // The code is one of the tables, so that nothing of the body itself gets into a log.
    const error = meanings[meaning](response.source, faultFacts(response, `HTTP ${response.status} ${code}`));
    return { error, credentialsRefused: meaning === "badToken", permissionDenied: meaning === "denied" };
  };
};
