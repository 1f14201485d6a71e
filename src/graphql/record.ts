import type { GraphQLScalarType } from "graphql";
import {
  Arg,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  type Int,
  InterfaceType,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
  Extensions,
} from "type-graphql";
import { type AnyRecord, AuditSeverity, severityOf, summaryOf } from "../audit/words.js";
import { DateTime, Plain } from "./scalars.js";
import { encodeId, type NodeRef } from "../audit/id.js";
import { AuditSourceKind, kindDescriptions, SourceHealth, type SourceInfo } from "../audit/record.js";
import type { OperationContext } from "./context.js";
import { free, Priced } from "./price.js";

/** Why a name that was released with another stays for a while (docs/schema-policy.md). */
export const insteadOf = (name: string): string => `Ask for ${name}. Removed after 2027-12-31.`;

/** A getter's former names, each with the one to ask for instead: they are answered as that one is. The schema lists them here. */
export const Formerly =
  (
    type: () => typeof Int | typeof String | GraphQLScalarType,
    names: Readonly<Record<string, string>>,
    nullable = false,
  ): MethodDecorator =>
  (target) => {
    for (const [former, name] of Object.entries(names)) {
      Object.defineProperty(target, former, {
        get(this: object): unknown {
          return Reflect.get(this, name);
        },
      });
      Field(type, { nullable, deprecationReason: insteadOf(name), description: `The same as ${name}.` })(
        target,
        former,
      );
    }
  };

@InterfaceType({ description: "Anything with a global id, by which it can be fetched again." })
export abstract class Node {
  /** What the id names. */
  abstract get ref(): NodeRef;

  @Field(() => ID, {
    description:
      "Opaque and global; the same in every replica and after a restart, as long as the source keeps its name.",
  })
  @Plain
  get id(): string {
    return encodeId(this.ref);
  }
}

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
  @Extensions({ isRepeatable: true })
  @Priced(free)
  health(@Root() source: AuditSource, @Ctx() { catalog }: OperationContext): SourceHealth {
    return catalog.named(source.name)?.health() ?? SourceHealth.UNKNOWN;
  }
}

registerEnumType(AuditSeverity, {
  name: "AuditSeverity",
  description: "Whether somebody should look at a record.",
  valuesConfig: {
    INFO: { description: "All log files; usage audits that are done without errors, or still running." },
    WARNING: {
      description:
        "Usage audits that some hosts did not run, or of which nothing is known; load balancers on their way to a state.",
    },
    ERROR: { description: "Usage audits that did not run, or ended with errors; load balancers in ERROR." },
  },
});

@InterfaceType({
  implements: Node,
  description: "What every audit record shares, whichever upstream it came from.",
})
export abstract class AuditRecord extends Node {
  abstract readonly record: AnyRecord;

  @Field(() => AuditSource, { description: "The source that it was read from." })
  get source(): AuditSource {
    return new AuditSource(this.record.source);
  }

  @Field(() => DateTime, {
    description: "Where the record stands in time: a period's end, a file's begin, a load balancer's last update.",
  })
  get occurredAt(): number {
    return this.record.key.time;
  }

  @Field(() => DateTime, { description: "When the record was read from its source; its age is now - fetchedAt." })
  get fetchedAt(): number {
    return this.record.fetchedAt;
  }

  @Field(() => AuditSeverity, { description: "Whether somebody should look at it; derived from its status." })
  get severity(): AuditSeverity {
    return severityOf(this.record);
  }

  @Field(() => String, {
    description:
      "What it says, as one sentence of English for people; times are UTC. Its words may change: read the fields.",
  })
  get summary(): string {
    return summaryOf(this.record);
  }
}
