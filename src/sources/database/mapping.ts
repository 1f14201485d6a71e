import { z } from "zod";
import type { AuditError } from "../../audit/errors.js";
import type { AuditLogFileRecord, AuditPolicyRecord, DatabaseInstanceRecord } from "../../audit/sources.js";
import type { RecordKey, SourceInfo } from "../../audit/record.js";
import { sourceBrokeContract } from "../../upstream/failures.js";
import type { JsonAnswer } from "../../upstream/messages.js";
import type { DatabaseDialect } from "./dialect.js";
import * as wire from "./wire.js";
import { parseStamp } from "./wire.js";

const BYTES_PER_KB = 1_024;

/** What a list is read by. */
export interface Listed {
  readonly upstreamId: string;
}

/** One page of a list; of a file list, where nothing else is said. */
export interface ListPage<Entry extends Listed = LogFile> {
  readonly files: readonly Entry[];
  /** The ids as they stood in the answer, also of entries that could not be taken over (those as undefined). */
  readonly ids: readonly (string | undefined)[];
  /** All matches of the asked window, by the source's own count. */
  readonly total: number;
  /** Some entries were not of the documented shape; the others are in files. */
  readonly problem?: AuditError;
}

/** What all files of an answer share: it stands once. */
export interface FilesShared {
  readonly source: SourceInfo;
  readonly instanceId: string;
  readonly sizeIsExact: boolean;
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number;
}

/** One file. There are hundreds in an answer: what can be made of these few members is made when it is asked for. */
export class LogFile implements AuditLogFileRecord {
  constructor(
    readonly shared: FilesShared,
    readonly upstreamId: string,
    readonly name: string,
    readonly sizeBytes: number,
    readonly nodeId: string | null,
    readonly begin: number,
    readonly end: number,
  ) {}

  get key(): RecordKey {
    const { source, instanceId } = this.shared;
    return { time: this.begin, source: source.name, instance: instanceId, id: this.upstreamId };
  }

  get source(): SourceInfo {
    return this.shared.source;
  }

  get instanceId(): string {
    return this.shared.instanceId;
  }

  get sizeIsExact(): boolean {
    return this.shared.sizeIsExact;
  }

  get fetchedAt(): number {
    return this.shared.fetchedAt;
  }
}

/** A file as a cache keeps it, without what all files of its list share. */
export const keptFile = z.object({
  nodeId: z.string().nullable(),
  upstreamId: z.string().min(1),
  name: z.string(),
  sizeBytes: z.int().nonnegative(),
  sizeIsExact: z.boolean(),
  begin: z.int(),
  end: z.int(),
  fetchedAt: z.number(),
});
type KeptFile = z.infer<typeof keptFile>;

/** Keys, stamps and numbers of one kept file as JSON. */
const KEPT_SIZE = 170;

export const keptSize = ({ upstreamId, name }: AuditLogFileRecord): number =>
  KEPT_SIZE + upstreamId.length + name.length;

export const toKept = (file: AuditLogFileRecord): KeptFile => {
  const { nodeId, upstreamId, name, sizeBytes, sizeIsExact, begin, end, fetchedAt } = file;
  return { nodeId, upstreamId, name, sizeBytes, sizeIsExact, begin, end, fetchedAt };
};

export const fromKept = (file: KeptFile, source: SourceInfo, instanceId: string): LogFile => {
  const { nodeId, upstreamId, name, sizeBytes, sizeIsExact, begin, end, fetchedAt } = file;
  return new LogFile({ source, instanceId, sizeIsExact, fetchedAt }, upstreamId, name, sizeBytes, nodeId, begin, end);
};

/** Files of one instance in the one order of everything, oldest first. */
export const compareFiles = (a: AuditLogFileRecord, b: AuditLogFileRecord): number =>
  a.begin - b.begin || (a.upstreamId < b.upstreamId ? -1 : a.upstreamId > b.upstreamId ? 1 : 0);

interface Context {
  readonly info: SourceInfo;
  readonly instanceId: string;
  readonly dialect: DatabaseDialect;
}

const toFile = (raw: unknown, { keys }: DatabaseDialect, shared: FilesShared): LogFile | undefined => {
  if (!wire.isFileItem(raw)) return undefined;
  const begin = parseStamp(raw[keys.begin]);
  const end = parseStamp(raw[keys.end]);
  const sizeBytes = shared.sizeIsExact ? raw.size : Math.round(raw.size * BYTES_PER_KB);
  if (begin === undefined || end === undefined || end < begin || !Number.isSafeInteger(sizeBytes)) return undefined;
  return new LogFile(shared, raw.id, raw.name, sizeBytes, raw.node_id ?? null, begin, end);
};

const idOf = (raw: unknown): string | undefined => wire.namedItem.safeParse(raw).data?.id;

const facts = (answer: JsonAnswer, detail: string): { detail: string; upstreamRequestId?: string } => ({
  detail,
  ...(answer.requestId === undefined ? {} : { upstreamRequestId: answer.requestId }),
});

/** Throws UPSTREAM_CONTRACT_VIOLATION for a wrong envelope; single bad entries become the page's problem. */
export const toListPage = (answer: JsonAnswer, { info, instanceId, dialect }: Context): ListPage => {
  const list = wire.fileList(answer.body, dialect.keys);
  if (!list) throw sourceBrokeContract(info.name, facts(answer, "file list: wrong envelope"));
  const sizeIsExact = dialect.size === "bytes";
  const shared = { source: info, instanceId, sizeIsExact, fetchedAt: answer.receivedAt };
  const files: LogFile[] = [];
  const ids: (string | undefined)[] = [];
  for (const raw of list.entries) {
    const file = toFile(raw, dialect, shared);
    if (file) files.push(file);
    ids.push(file ? file.upstreamId : idOf(raw));
  }
  const bad = ids.length - files.length;
  return {
    files,
    ids,
    total: list.total,
    ...(bad === 0 ? {} : { problem: sourceBrokeContract(info.name, facts(answer, `file list: ${bad} bad entries`)) }),
  };
};

export const toLinks = (answer: JsonAnswer, info: SourceInfo): readonly string[] => {
  const parsed = wire.linkList.safeParse(answer.body);
  if (!parsed.success) throw sourceBrokeContract(info.name, facts(answer, "links: wrong shape"));
  return parsed.data.links;
};

export const toPolicy = (answer: JsonAnswer, info: SourceInfo): AuditPolicyRecord => {
  const parsed = wire.policy.safeParse(answer.body);
  if (!parsed.success) throw sourceBrokeContract(info.name, facts(answer, "policy: wrong shape"));
  const { keep_days: keepDays, audit_types: auditTypes } = parsed.data;
  return { enabled: keepDays > 0, keepDays, auditTypes: auditTypes ?? [] };
};

/** One page of the instance list; entries without a usable id are left out: nothing could be asked about them. */
export interface InstancePage {
  readonly instances: readonly DatabaseInstanceRecord[];
  /** The ids as they stood in the answer; undefined of an entry that has none. */
  readonly ids: readonly (string | undefined)[];
}

export const toInstances = (answer: JsonAnswer, info: SourceInfo): InstancePage => {
  const parsed = wire.instanceList.safeParse(answer.body);
  // As with files: no list is none only beside a total of 0. Else a fault would hide every instance.
  const entries = parsed.data?.instances ?? (parsed.data?.total_count === 0 ? [] : undefined);
  if (!entries) throw sourceBrokeContract(info.name, facts(answer, "instance list: wrong shape"));
  const instances = entries.flatMap((raw) => {
    const item = wire.instanceItem.safeParse(raw);
    if (!item.success) return [];
    const { id, name, status, datastore } = item.data;
    return [
      { source: info, instanceId: id, name: name ?? null, status: status ?? null, engine: datastore?.type ?? null },
    ];
  });
  return { instances, ids: entries.map(idOf) };
};
