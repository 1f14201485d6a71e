import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { free, Priced } from "../cost/price.js";
import type { OperationContext } from "../context/operation-context.js";
import { AuditSource } from "./audit-source.js";
import { AuditSourceKind } from "./audit-source-kind.js";
import { SourceHealth } from "./source-health.js";

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
