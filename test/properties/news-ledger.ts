import type { NewsRecord } from "../../src/audit/appearance.js";

/** What a client is told, and what there is: files by their ids, the states of periods and balancers. */
export class Ledger {
  readonly told = new Map<string, number>();
  readonly due = new Set<string>();

  hear(records: readonly NewsRecord[]): void {
    for (const record of records) {
      const name = nameOf(record);
      this.told.set(name, (this.told.get(name) ?? 0) + 1);
    }
  }

  get fault(): string | undefined {
    const twice = [...this.told].filter(([, times]) => times > 1);
    if (twice.length > 0) return `told more than once: ${JSON.stringify(twice)}`;
    const never = [...this.due].filter((name) => !this.told.has(name));
    if (never.length > 0) return `never told: ${never.join(", ")}`;
    const extra = [...this.told.keys()].filter((name) => !this.due.has(name));
    return extra.length > 0 ? `told, and not new: ${extra.join(", ")}` : undefined;
  }
}

export const nameOf = (record: NewsRecord): string => {
  if ("upstreamId" in record) return `${record.instanceId} ${record.upstreamId}`;
  if ("hostCounts" in record) return `${record.source.name} ${record.end} done ${record.hostCounts.done}`;
  return `${record.loadBalancerId} ${record.status} ${record.updatedAt}`;
};
