import { Arg, Ctx, FieldResolver, Query, registerEnumType, Resolver, Root } from "type-graphql";
import { SourceHealth } from "../audit/record.js";
import type { OperationContext } from "./context.js";
import { free, Priced } from "./price.js";
import { AuditSource, AuditSourceKind } from "./record.js";

registerEnumType(SourceHealth, {
  name: "SourceHealth",
  description: "What operations saw of a source lately. Nothing is polled for it.",
  valuesConfig: {
    HEALTHY: { description: "It answered when it was last asked, or has not been asked yet." },
    DEGRADED: { description: "Some of the latest calls failed." },
    UNAVAILABLE: { description: "It does not answer; calls fail at once until it is tried again." },
  },
});

@Resolver(() => AuditSource)
export class AuditSourceResolver {
  @Query(() => [AuditSource], { description: "What is configured, in the configuration's order, and how it fares." })
  @Priced(free)
  auditSources(
    @Arg("kinds", () => [AuditSourceKind], { nullable: true, description: "Only these kinds; all when omitted." })
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
    return catalog.named(source.name)?.health() ?? SourceHealth.UNAVAILABLE;
  }
}
