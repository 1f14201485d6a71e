import { Field, InputType } from "type-graphql";
import { AuditSourceKind } from "../audit/record.js";
import type { AnySource } from "../audit/sources.js";
import { type AnyRecord, AuditSeverity, isPeriod, severityOf, summaryOf } from "../audit/words.js";
import { asSet, present } from "./arguments.js";
import type { OperationContext } from "./context.js";
import { boundRefs, DatabaseInstanceRef, requireRefs } from "./database/instance.js";

@InputType({ description: "Which records to list; every condition given must hold." })
export class AuditRecordFilter {
  @Field(() => [AuditSourceKind], {
    nullable: true,
    description: "Records of sources of these kinds; all when omitted, none when empty.",
  })
  kinds?: AuditSourceKind[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Records of the sources of these names; all when omitted, none when empty.",
  })
  sources?: string[] | null;

  @Field(() => [AuditSeverity], {
    nullable: true,
    description: "Records of these severities. All when omitted, none when empty.",
  })
  severities?: AuditSeverity[] | null;

  @Field(() => [DatabaseInstanceRef], {
    nullable: true,
    description: "Log files of these instances; records of other kinds have none, and never match.",
  })
  instances?: DatabaseInstanceRef[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Usage audit periods that know one of these hosts; records of other kinds have none, and never match.",
  })
  hosts?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: "Records whose summary contains this text, in upper or lower case: a name, an id, a status.",
  })
  text?: string | null;
}

export type RecordFilterInput = AuditRecordFilter | null | undefined;

/** All log files are of this severity: where it is not wanted, they need not be read. */
const ofFiles: AuditSeverity = "INFO";

/** Can the source hold any record that passes? */
const mayHold = (source: AnySource, filter: AuditRecordFilter): boolean => {
  const { subject } = source;
  if (filter.severities?.length === 0) return false;
  if (filter.instances && subject !== "database") return false;
  if (filter.hosts && subject !== "usage") return false;
  return subject !== "database" || !filter.severities || filter.severities.includes(ofFiles);
};

/** The sources that pass, in the configuration's order. Throws INVALID_ARGUMENT for a name that is not configured. */
export const selectedSources = ({ catalog }: OperationContext, filter: RecordFilterInput): readonly AnySource[] => {
  const named = filter?.sources?.map((name) => catalog.requireAny(name, "filter.sources"));
  return catalog.all.filter(
    (source) =>
      (named?.includes(source) ?? true) &&
      (filter?.kinds?.includes(source.info.kind) ?? true) &&
      (!filter || mayHold(source, filter)),
  );
};

const knowsOneOf = (hosts: ReadonlySet<string>, record: AnyRecord): boolean =>
  isPeriod(record) && record.hosts.some(({ host }) => hosts.has(host));

/** What is judged on each record; undefined where every record passes. */
export const judgeOf = (filter: RecordFilterInput): ((record: AnyRecord) => boolean) | undefined => {
  const { severities: named, hosts: known, text } = present(filter);
  // Lists may be as long as a body, and each record is looked for in them.
  const [severities, hosts] = [named && new Set(named), known && new Set(known)];
  const wanted = text === undefined || text === "" ? undefined : text.toLowerCase();
  if (!severities && !hosts && wanted === undefined) return undefined;
  return (record) =>
    (!severities || severities.has(severityOf(record))) &&
    (!hosts || knowsOneOf(hosts, record)) &&
    (wanted === undefined || summaryOf(record).toLowerCase().includes(wanted));
};

/** The filter as cursors are bound to it. What came later stands apart, so that older cursors are still good. */
export const boundRecordFilter = (filter: RecordFilterInput, context: OperationContext): unknown => {
  const [severities, hosts, text, instances] = [filter?.severities, filter?.hosts, filter?.text, filter?.instances];
  const sources = [asSet(filter?.kinds), asSet(filter?.sources)];
  if (!severities && !hosts && !text && !instances) return sources;
  const refs = instances ? boundRefs(requireRefs(instances, context)) : null;
  return [...sources, asSet(severities), asSet(hosts), text ?? null, refs];
};
