import { Directive, Field, ObjectType } from "type-graphql";
import type { SourceInfo } from "../../audit/source.js";
import { AuditSourceKind } from "./audit-source-kind.js";

@ObjectType({
  simpleResolvers: true,
  description: "One configured upstream: a service of one kind, in one region and project.",
})
@Directive('@key(fields: "name")')
export class AuditSource {
  @Field(() => String, { description: "Its name in the configuration; unique, and what `source` arguments take." })
  readonly name: string;

  @Field(() => AuditSourceKind, { description: "Which service it is." })
  readonly kind: AuditSourceKind;

  @Field(() => String, { nullable: true, description: "The region of its configuration; null where none is written." })
  readonly region: string | null;

  constructor(info: SourceInfo) {
    this.name = info.name;
    this.kind = info.kind;
    this.region = info.region;
  }
}
