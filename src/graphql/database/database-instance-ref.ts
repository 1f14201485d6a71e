import { Field, InputType } from "type-graphql";
import { requireInstanceId } from "../../audit/global-id.js";
import type { OperationContext } from "../context/operation-context.js";
import type { SourceOf } from "../context/source-catalog.js";

@InputType({ description: "Names one database instance." })
export class DatabaseInstanceRef {
  @Field(() => String, { description: "Name of a TAURUSDB, RDS or DDS source." })
  source!: string;

  @Field(() => String, {
    description: "The source's own instance id: 1 to 64 letters, digits, hyphens or underscores.",
  })
  instanceId!: string;
}

interface InstanceName {
  readonly source: string;
  readonly instanceId: string;
}

/** A reference whose source is configured and whose id may go into a URL. Whether the source knows it is another question. */
export interface KnownRef {
  readonly source: SourceOf<"database">;
  readonly instanceId: string;
}

/** Throws INVALID_ARGUMENT, naming the member. */
export const requireRef = (ref: InstanceName, context: OperationContext, argument: string): KnownRef => ({
  source: context.catalog.require("database", ref.source, `${argument}.source`),
  instanceId: requireInstanceId(ref.instanceId, `${argument}.instanceId`),
});

const textOf = ({ source, instanceId }: KnownRef): string => `${source.info.name}/${instanceId}`;

/** Checks every reference and leaves out repeats, which would list each file twice. */
export const requireRefs = (refs: readonly DatabaseInstanceRef[], context: OperationContext): readonly KnownRef[] => {
  const known = refs.map((ref, i) => requireRef(ref, context, `instances[${i}]`));
  return [...new Map(known.map((ref) => [textOf(ref), ref])).values()];
};

/** References as cursors are bound to them. */
export const boundRefs = (refs: readonly KnownRef[] | null): unknown => refs?.map(textOf).sort() ?? null;
