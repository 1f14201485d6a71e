import type { SourceInfo } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import type { LoadBalancerAlertRecord } from "../../audit/load-balancers.js";
import type { UpstreamClient } from "../../upstream/client.js";
import { sourceLacksCall } from "../../upstream/failures.js";
import { classifyByStatus, fault, type FaultClassifier, faultFacts } from "../../upstream/faults.js";
import { type Report, toAlerts, toReport } from "./mapping.js";
import { formatStamp, readAlerts, readReport } from "./wire.js";

/** Without an Accept header the audit call answers in XML; some deployments know nothing else. */
const ACCEPT = "application/json, application/xml;q=0.5";

/** Lower case and exact: any other spelling is silently ignored by the source. */
const STATUSES = "error,build,pending_update,pending_delete";

/** Atlas' management calls. Throws AuditError. */
export class AtlasClient {
  constructor(
    readonly info: SourceInfo,
    private readonly upstream: UpstreamClient,
  ) {}

  /**
   * The whole report, of all four statuses: one call serves every filter. `changesSince` is milliseconds since the epoch.
   * It tells what stands now, so it is never kept; operations that ask for it meanwhile share the next read.
   */
  report(changesSince: number | undefined, session: Session): Promise<Report> {
    const request = {
      operation: "showAuditStatus",
      template: "/audit/status",
      path: ["audit", "status"],
      accept: ACCEPT,
      query: [
        ["status", STATUSES] as const,
        ...(changesSince === undefined ? [] : [["changes-since", formatStamp(changesSince)] as const]),
      ],
    };
    return this.upstream.cache.share(["ATLAS", "report", changesSince ?? null], session, (shared) =>
      this.upstream.read(request, shared, (response) =>
        toReport(readReport(this.info.name, response), this.info, response.receivedAt),
      ),
    );
  }

  /** All alerts of some balancers, by balancer id, oldest first. */
  alerts(
    loadBalancerIds: readonly string[],
    session: Session,
  ): Promise<ReadonlyMap<string, readonly LoadBalancerAlertRecord[]>> {
    const request = {
      operation: "listAlerts",
      template: "/alerts/byloadbalancerids",
      path: ["alerts", "byloadbalancerids"],
      accept: ACCEPT,
      query: loadBalancerIds.map((id) => ["id", id] as const),
    };
    return this.upstream.cache.share(["ATLAS", "alerts", ...loadBalancerIds], session, (shared) =>
      this.upstream.read(request, shared, (response) => {
        const { alerts, problem } = toAlerts(readAlerts(this.info.name, response), this.info, response.receivedAt);
        if (problem) throw problem;
        return alerts;
      }),
    );
  }
}

/**
 * Atlas (upstreams: huawei-otc-atlas.md, 3.4 and 3.5). Only the status counts: JSON faults name no type, the body of a
 * 401 is typed badRequest, serviceUnavailable and a bad date are 500, and an XML fault repeats the status. 413 is the
 * rate limit; 503 brings Retry-After 300, 413 usually one too. A refused password stays refused: Basic has nothing to
 * renew. Nothing is looked up by name here, so a 404 is a wrong endpoint, a call that is not offered, or what the
 * source says to whom it does not let in.
 */
export const classifyAtlas: FaultClassifier = (response) =>
  response.status === 404 ? fault(sourceLacksCall(response.source, faultFacts(response))) : classifyByStatus(response);
