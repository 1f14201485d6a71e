import { Directive, Field, ObjectType } from "type-graphql";
import type { NodeRef } from "../../audit/global-id.js";
import type { DatabaseInstanceRecord } from "../../audit/log-file.js";
import type { SourceInfo } from "../../audit/source.js";
import { Node } from "../record/node.js";
import { AuditSource } from "../source/audit-source.js";
import { GetterField } from "../record/getter-field.js";

@ObjectType({
  implements: [Node],
  simpleResolvers: true,
  description:
    "A database instance; another subgraph may own it and reference it by (sourceName, instanceId). A reference costs " +
    "no upstream call until name, status or engine is asked for.",
})
@Directive('@key(fields: "id")')
@Directive('@key(fields: "sourceName instanceId")')
export class DatabaseInstance extends Node {
  @Field(() => String, { description: "The configured name of the source that the instance belongs to." })
  readonly sourceName: string;

  @Field(() => String, {
    description: "instances[].id: the source's own id, such as one ending in in01, in02 or in07.",
  })
  readonly instanceId: string;

  /** What the source told of it, where it was asked already. */
  readonly known: DatabaseInstanceRecord | undefined;
  private readonly info: SourceInfo;

  constructor(info: SourceInfo, instanceId: string, known?: DatabaseInstanceRecord) {
    super();
    this.info = info;
    this.sourceName = info.name;
    this.instanceId = instanceId;
    this.known = known;
  }

  get ref(): NodeRef {
    return { type: "DatabaseInstance", source: this.sourceName, instanceId: this.instanceId };
  }

  @GetterField(() => AuditSource, { description: "The source that the instance belongs to." })
  get source(): AuditSource {
    return new AuditSource(this.info);
  }
}
