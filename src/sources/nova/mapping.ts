import type { SourceInfo } from "../../audit/record.js";
import type { HostAuditState, HostUsage, UsageAuditPeriodRecord, UsageAuditStatus } from "../../audit/sources.js";
import { sourceBrokeContract } from "../../upstream/failures.js";
import type { JsonAnswer } from "../../upstream/messages.js";
import * as wire from "./wire.js";
import { parseStamp } from "./wire.js";

const stateOf = (word: string): HostAuditState => (word === "DONE" || word === "RUNNING" ? word : "OTHER");

const byHost = (a: HostUsage, b: HostUsage): number => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0);

/** log and hosts_not_run as one list. hosts_not_run comes in any order, and another one after each restart. */
const hostsOf = ({ log, hosts_not_run: notRun }: wire.Period): HostUsage[] => {
  const ran = Object.entries(log).map(([host, { state, instances, errors, message }]) => ({
    host,
    state: stateOf(state),
    instances,
    errors,
    message,
  }));
  const missed = [...new Set(notRun)]
    .filter((host) => !Object.hasOwn(log, host))
    .map((host) => ({ host, state: "NOT_RUN" as const, instances: null, errors: null, message: null }));
  return [...ran, ...missed].sort(byHost);
};

/**
 * The first that applies. Never from overall_status: that sentence compares counts only, and says "ALL hosts done"
 * also where a host that is gone makes up for one that did not run.
 */
const statusOf = (hosts: readonly HostUsage[], period: wire.Period): UsageAuditStatus => {
  const has = (state: HostAuditState): boolean => hosts.some((host) => host.state === state);
  if (hosts.every(({ state }) => state === "NOT_RUN"))
    return period.num_hosts === 0 && hosts.length === 0 ? "UNKNOWN" : "NOT_RUN";
  if (has("RUNNING")) return "RUNNING";
  if (has("NOT_RUN") || has("OTHER")) return "PARTIAL";
  return period.total_errors > 0 || hosts.some(({ errors }) => (errors ?? 0) > 0) ? "DONE_WITH_ERRORS" : "DONE";
};

/** Throws UPSTREAM_CONTRACT_VIOLATION for an answer that is not one whole period. */
export const toPeriod = ({ body, receivedAt, requestId }: JsonAnswer, info: SourceInfo): UsageAuditPeriodRecord => {
  const parsed = wire.answer.safeParse(body);
  const begin = parsed.success ? parseStamp(parsed.data.period_beginning) : undefined;
  const end = parsed.success ? parseStamp(parsed.data.period_ending) : undefined;
  if (!parsed.success || begin === undefined || end === undefined || begin >= end) {
    throw sourceBrokeContract(info.name, {
      detail: "usage audit period: wrong shape",
      ...(requestId === undefined ? {} : { upstreamRequestId: requestId }),
    });
  }
  const period = parsed.data;
  const hosts = hostsOf(period);
  return {
    key: { time: end, source: info.name, instance: "", id: String(begin) },
    source: info,
    fetchedAt: receivedAt,
    begin,
    end,
    status: statusOf(hosts, period),
    statusText: period.overall_status,
    hostCounts: {
      total: period.num_hosts,
      done: period.num_hosts_done,
      running: period.num_hosts_running,
      notRun: period.num_hosts_not_run,
    },
    totalInstances: period.total_instances,
    totalErrors: period.total_errors,
    hosts,
  };
};
