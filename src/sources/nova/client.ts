import type { Session } from "../../audit/session.js";
import type { SourceInfo } from "../../audit/source.js";
import type { UsageAuditPeriodRecord } from "../../audit/usage-audit.js";
import type { UpstreamClient } from "../../upstream/upstream-client.js";
import { toPeriod } from "./mapping.js";
import { formatStamp } from "./wire-time.js";

/** Nova's usage audit calls. Throws AuditError. */
export class NovaClient {
  constructor(
    readonly info: SourceInfo,
    private readonly upstream: UpstreamClient,
  ) {}

  /** The last period whose end is strictly before the given time, milliseconds since the epoch. Nova always has one, if only an empty one. */
  async periodBefore(time: number, session: Session): Promise<UsageAuditPeriodRecord> {
    const answer = await this.upstream.json(
      { operation: "showUsageAudit", path: ["os-instance_usage_audit_log", formatStamp(time)] },
      session,
    );
    return toPeriod(answer, this.info);
  }
}
