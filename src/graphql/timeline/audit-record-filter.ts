import { Field, InputType } from "type-graphql";
import type { AnySource } from "../../audit/any-source.js";
import type { OperationContext } from "../context/operation-context.js";
import { asSet } from "../context/present.js";
import { AuditSourceKind } from "../source/audit-source-kind.js";

@InputType({ description: "Which sources' records to list; both conditions must hold." })
export class AuditRecordFilter {
  @Field(() => [AuditSourceKind], {
    nullable: true,
    description: "Records of sources of these kinds; all when omitted.",
  })
  kinds?: AuditSourceKind[] | null;

  @Field(() => [String], { nullable: true, description: "Records of the sources of these names; all when omitted." })
  sources?: string[] | null;
}

type Input = AuditRecordFilter | null | undefined;

/** The sources that pass, in the configuration's order. Throws INVALID_ARGUMENT for a name that is not configured. */
export const selectedSources = ({ catalog }: OperationContext, filter: Input): readonly AnySource[] => {
  const named = filter?.sources?.map((name) => catalog.requireAny(name, "filter.sources"));
  return catalog.all.filter(
    (source) => (named?.includes(source) ?? true) && (filter?.kinds?.includes(source.info.kind) ?? true),
  );
};

/** The filter as cursors are bound to it. */
export const boundRecordFilter = (filter: Input): unknown => [asSet(filter?.kinds), asSet(filter?.sources)];
