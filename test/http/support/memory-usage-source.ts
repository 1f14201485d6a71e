import type { AnySource, HostUsage, UsageAuditPeriodRecord } from "../../../src/audit/sources.js";
import { AuditError } from "../../../src/audit/errors.js";
import { snapshotTimeline } from "../../../src/audit/timeline.js";
import type { SourceInfo } from "../../../src/audit/record.js";
import { NOW } from "./world.js";

const HOSTS: readonly HostUsage[] = [
  { host: "cmp-01", state: "DONE", instances: 5, errors: 0, message: "ran" },
  { host: "cmp-02", state: "RUNNING", instances: 2, errors: 1, message: "runs" },
  { host: "cmp-03", state: "NOT_RUN", instances: null, errors: null, message: null },
];

const periodOf = (source: SourceInfo, begin: number, end: number): UsageAuditPeriodRecord => ({
  key: { time: end, source: source.name, instance: "", id: `${begin}-${end}` },
  source,
  fetchedAt: NOW,
  begin,
  end,
  status: "RUNNING",
  statusText: "1 of 3 hosts done. 1 errors.",
  hostCounts: { total: 3, done: 1, running: 1, notRun: 1 },
  totalInstances: 7,
  totalErrors: 1,
  hosts: HOSTS,
});

/** Sixty months that end with the last whole one before NOW. */
const monthsOf = (source: SourceInfo): UsageAuditPeriodRecord[] =>
  Array.from({ length: 60 }, (_, i) => {
    const last = new Date(NOW);
    const end = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - i, 1);
    const begin = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - i - 1, 1);
    return periodOf(source, begin, end);
  });

export interface MemoryUsage {
  readonly name?: string;
  /** Fails every read. */
  readonly failure?: Error;
  /** Takes a line for each thing that is asked. */
  readonly calls?: string[];
}

export const memoryUsageSource = ({ name = "compute", failure, calls = [] }: MemoryUsage = {}): AnySource => {
  const info: SourceInfo = { name, kind: "NOVA", region: "eu" };
  const months = monthsOf(info);
  const ask = async <T>(what: string, value: T): Promise<T> => {
    calls.push(`${name}: ${what}`);
    if (failure) throw failure;
    return Promise.resolve(value);
  };
  return {
    subject: "usage",
    info,
    health: () => "HEALTHY",
    close: () => Promise.resolve(),
    open: () => ({
      periods: snapshotTimeline(info, async () => ({ records: await ask("periods", months) })),
      periodBefore: async (time) => {
        const period = await ask(
          "periodBefore",
          months.find(({ end }) => end < time),
        );
        if (!period) throw new AuditError("NOT_FOUND", "no period");
        return period;
      },
      period: (begin, end) => ask("period", months.find((each) => each.begin === begin && each.end === end) ?? null),
    }),
  };
};
