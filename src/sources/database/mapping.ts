import type { AuditError } from "../../audit/errors.js";
import type { AuditLogFileRecord, AuditPolicyRecord, DatabaseInstanceRecord } from "../../audit/sources.js";
import type { SourceInfo } from "../../audit/record.js";
import { sourceBrokeContract } from "../../upstream/failures.js";
import type { JsonAnswer } from "../../upstream/messages.js";
import type { DatabaseDialect } from "./dialect.js";
import * as wire from "./wire.js";
import { parseStamp } from "./wire.js";

const BYTES_PER_KB = 1_024;

/** One page of a file list. */
export interface ListPage {
  readonly files: readonly AuditLogFileRecord[];
  /** The ids as they stood in the answer, also of entries that could not be taken over (those as undefined). */
  readonly ids: readonly (string | undefined)[];
  /** All matches of the asked window, by the source's own count. */
  readonly total: number;
  /** Some entries were not of the documented shape; the others are in files. */
  readonly problem?: AuditError;
}

interface Context {
  readonly info: SourceInfo;
  readonly instanceId: string;
  readonly dialect: DatabaseDialect;
}

const toFile = (
  raw: unknown,
  { info, instanceId, dialect }: Context,
  fetchedAt: number,
): AuditLogFileRecord | undefined => {
  const item = wire.fileItem(raw, dialect.keys);
  if (!item) return undefined;
  const begin = parseStamp(item.begin);
  const end = parseStamp(item.end);
  const sizeBytes = dialect.size === "KB" ? Math.round(item.size * BYTES_PER_KB) : item.size;
  if (begin === undefined || end === undefined || end < begin || !Number.isSafeInteger(sizeBytes)) return undefined;
  return {
    key: { time: begin, source: info.name, instance: instanceId, id: item.id },
    source: info,
    fetchedAt,
    instanceId,
    nodeId: item.nodeId,
    upstreamId: item.id,
    name: item.name,
    sizeBytes,
    sizeIsExact: dialect.size === "bytes",
    begin,
    end,
  };
};

const idOf = (raw: unknown): string | undefined => wire.namedItem.safeParse(raw).data?.id;

const facts = (answer: JsonAnswer, detail: string): { detail: string; upstreamRequestId?: string } => ({
  detail,
  ...(answer.requestId === undefined ? {} : { upstreamRequestId: answer.requestId }),
});

/** Throws UPSTREAM_CONTRACT_VIOLATION for a wrong envelope; single bad entries become the page's problem. */
export const toListPage = (answer: JsonAnswer, context: Context): ListPage => {
  const { keys } = context.dialect;
  const body = wire.object.safeParse(answer.body);
  const total = body.success ? wire.total.safeParse(body.data[keys.total]) : undefined;
  // A null or absent list beside a total of 0 is how some gateways spell "none".
  const list = body.success ? (body.data[keys.files] ?? (total?.data === 0 ? [] : undefined)) : undefined;
  if (!total?.success || !Array.isArray(list)) {
    throw sourceBrokeContract(context.info.name, facts(answer, "file list: wrong envelope"));
  }
  const entries = list as unknown[];
  const taken = entries.map((raw) => toFile(raw, context, answer.receivedAt));
  const files = taken.filter((file) => file !== undefined);
  const bad = entries.length - files.length;
  return {
    files,
    ids: taken.map((file, i) => file?.upstreamId ?? idOf(entries[i])),
    total: total.data,
    ...(bad === 0
      ? {}
      : { problem: sourceBrokeContract(context.info.name, facts(answer, `file list: ${bad} bad entries`)) }),
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
export const toInstances = (
  answer: JsonAnswer,
  info: SourceInfo,
): { instances: readonly DatabaseInstanceRecord[]; entries: number } => {
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
  return { instances, entries: entries.length };
};
