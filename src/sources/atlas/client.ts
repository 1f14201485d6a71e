import type { LoadBalancerAlertRecord } from "../../audit/load-balancer.js";
import type { Session } from "../../audit/session.js";
import type { SourceInfo } from "../../audit/source.js";
import type { UpstreamClient } from "../../upstream/upstream-client.js";
import { type Report, toAlerts, toReport } from "./mapping.js";
import { readAlerts, readReport } from "./read-body.js";
import { formatStamp } from "./wire-time.js";

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

  /** The whole report, of all four statuses: one call serves every filter. `changesSince` is milliseconds since the epoch. */
  report(changesSince: number | undefined, session: Session): Promise<Report> {
    return this.upstream.read(
      {
        operation: "showAuditStatus",
        path: ["audit", "status"],
        accept: ACCEPT,
        query: [
          ["status", STATUSES],
          ...(changesSince === undefined ? [] : [["changes-since", formatStamp(changesSince)] as const]),
        ],
      },
      session,
      (response) => toReport(readReport(this.info.name, response), this.info, response.receivedAt),
    );
  }

  /** All alerts of some balancers, by balancer id, oldest first. */
  alerts(
    loadBalancerIds: readonly string[],
    session: Session,
  ): Promise<ReadonlyMap<string, readonly LoadBalancerAlertRecord[]>> {
    return this.upstream.read(
      {
        operation: "listAlerts",
        path: ["alerts", "byloadbalancerids"],
        accept: ACCEPT,
        query: loadBalancerIds.map((id) => ["id", id] as const),
      },
      session,
      (response) => {
        const { alerts, problem } = toAlerts(readAlerts(this.info.name, response), this.info);
        if (problem) throw problem;
        return alerts;
      },
    );
  }
}
