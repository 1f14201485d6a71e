import type { AnySource, AuditLogFileRecord, LogFileFilter } from "../../../src/audit/sources.js";
import { filteredTimeline, snapshotTimeline } from "../../../src/audit/timeline.js";
import type { SourceInfo } from "../../../src/audit/record.js";
import { HOUR, MINUTE } from "../../../src/audit/window.js";
import { contentsNotEnabled } from "../../../src/upstream/objects/link-rules.js";
import { NOW } from "./world.js";

export interface MemoryDatabase {
  readonly name?: string;
  readonly kind?: "TAURUSDB" | "RDS" | "DDS";
  readonly instances?: readonly string[];
  /** Files of each instance, one every half hour, the newest half an hour old. */
  readonly filesEach?: number;
  /** Fails every read. */
  readonly failure?: Error;
  readonly calls?: string[];
}

const filesOf = (source: SourceInfo, instanceId: string, count: number): AuditLogFileRecord[] =>
  Array.from({ length: count }, (_, i) => {
    const begin = NOW - (i + 1) * 30 * MINUTE;
    const upstreamId = `${instanceId}-${String(i).padStart(4, "0")}`;
    return {
      key: { time: begin, source: source.name, instance: instanceId, id: upstreamId },
      source,
      fetchedAt: NOW,
      instanceId,
      nodeId: null,
      upstreamId,
      name: `${upstreamId}.log`,
      sizeBytes: 3_000_000_000 + i,
      sizeIsExact: true,
      begin,
      end: begin + HOUR / 2,
    };
  });

const passes = (file: AuditLogFileRecord, { minSizeBytes = 0, nameContains = "" }: LogFileFilter): boolean =>
  file.sizeBytes >= minSizeBytes && file.name.includes(nameContains);

export const memoryDatabaseSource = (options: MemoryDatabase = {}): AnySource => {
  const {
    name = "mysql",
    kind = "TAURUSDB",
    instances = ["one", "two"],
    filesEach = 10,
    failure,
    calls = [],
  } = options;
  const info: SourceInfo = { name, kind, region: null };
  const files = new Map(instances.map((id) => [id, filesOf(info, id, filesEach)]));
  const ask = async <T>(what: string, value: T): Promise<T> => {
    calls.push(`${name}: ${what}`);
    if (failure) throw failure;
    return Promise.resolve(value);
  };
  const recordOf = (instanceId: string) => ({
    source: info,
    instanceId,
    name: `db-${instanceId}`,
    status: "ACTIVE",
    engine: "mysql",
  });
  return {
    subject: "database",
    info,
    health: () => (failure ? "UNAVAILABLE" : "HEALTHY"),
    close: () => Promise.resolve(),
    open: () => ({
      instanceIds: () => ask("instanceIds", [...instances].sort()),
      instances: () => ask("instances", instances.map(recordOf)),
      instance: (id) => ask("instance", instances.includes(id) ? recordOf(id) : null),
      files: (id, filter) => {
        const timeline = {
          ...snapshotTimeline(info, async () => ({ records: await ask(`files ${id}`, files.get(id) ?? []) })),
          instance: id,
        };
        return filter
          ? filteredTimeline(timeline, (records) => records.filter((file) => passes(file, filter)))
          : timeline;
      },
      file: (id, begin, upstreamId) =>
        ask("file", files.get(id)?.find((file) => file.begin === begin && file.upstreamId === upstreamId) ?? null),
      policy: () => ask("policy", { enabled: true, keepDays: 7, auditTypes: ["insert"] }),
      downloadLink: (id, upstreamId) =>
        ask("downloadLink", {
          url: `https://files.example/${id}/${upstreamId}?Signature=a%2Bb`,
          expiresAt: NOW + 5 * MINUTE,
        }),
      contents: () => Promise.reject(contentsNotEnabled(name)),
    }),
  };
};
