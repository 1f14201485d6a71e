import {
  Arg,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
} from "type-graphql";
import type { NodeRef } from "../audit/id.js";
import { AuditSourceKind, kindDescriptions, SourceHealth, type SourceInfo } from "../audit/record.js";
import type { OperationContext } from "./context.js";
import { Node } from "./node.js";
import { free, Priced } from "./price.js";

registerEnumType(AuditSourceKind, {
  name: "AuditSourceKind",
  description: "What a source is: which service is asked, and in which dialect.",
  valuesConfig: kindDescriptions,
});

registerEnumType(SourceHealth, {
  name: "SourceHealth",
  description:
    "What operations saw of a source in the last minute, and the probe where the operator configured one; otherwise nothing is polled.",
  valuesConfig: {
    UNKNOWN: { description: "Nobody asked it in the last minute." },
    HEALTHY: { description: "It answered whenever it was asked." },
    DEGRADED: { description: "Some of the latest calls failed." },
    UNAVAILABLE: { description: "It does not answer; calls fail at once until it is tried again." },
  },
});

@ObjectType({
  implements: [Node],
  description: "One configured upstream: a service of one kind, in one region and project.",
})
@Directive('@key(fields: "name")')
export class AuditSource extends Node {
  @Field(() => String, { description: "Its name in the configuration; unique, and what `source` arguments take." })
  readonly name: string;

  @Field(() => AuditSourceKind, { description: "Which service it is." })
  readonly kind: AuditSourceKind;

  @Field(() => String, { nullable: true, description: "The region of its configuration; null where none is written." })
  readonly region: string | null;

  constructor(info: SourceInfo) {
    super();
    this.name = info.name;
    this.kind = info.kind;
    this.region = info.region;
  }

  get ref(): NodeRef {
    return { type: "AuditSource", source: this.name };
  }
}

@Resolver(() => AuditSource)
export class AuditSourceResolver {
  @Query(() => [AuditSource], { description: "What is configured, in the configuration's order, and how it fares." })
  @Priced(free)
  auditSources(
    @Arg("kinds", () => [AuditSourceKind], {
      nullable: true,
      description: "Only these kinds; all when omitted, none when empty.",
    })
    kinds: AuditSourceKind[] | null | undefined,
    @Ctx() { catalog }: OperationContext,
  ): AuditSource[] {
    return catalog.all
      .filter(({ info }) => kinds?.includes(info.kind) ?? true)
      .map(({ info }) => new AuditSource(info));
  }

  @FieldResolver(() => SourceHealth, {
    description: "What operations saw of it lately; asking costs the upstream nothing.",
  })
  @Priced(free)
  health(@Root() source: AuditSource, @Ctx() { catalog }: OperationContext): SourceHealth {
    return catalog.named(source.name)?.health() ?? SourceHealth.UNKNOWN;
  }
}
