import { Field, InputType } from "type-graphql";
import { invalidArgument } from "../../audit/audit-error.js";
import type { LogFileFilter } from "../../audit/log-file.js";
import { asSet, present } from "../context/present.js";
import { SafeInt } from "../scalars/safe-int.js";

@InputType({ description: "Which files to list; every condition given must hold." })
export class AuditLogFileFilter {
  @Field(() => SafeInt, { nullable: true, description: "Files of at least this many bytes; 0 or more." })
  minSizeBytes?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Files whose name contains this text; upper and lower case differ.",
  })
  nameContains?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: "Files of these cluster nodes. Only DDS tells nodes: files of other sources never match.",
  })
  nodeIds?: string[] | null;
}

/** Throws INVALID_ARGUMENT. What every file passes is no condition, so that the list stays countable. */
export const logFileFilter = (input: AuditLogFileFilter | null | undefined): LogFileFilter | undefined => {
  const { minSizeBytes = 0, nameContains = "", nodeIds } = present(input);
  if (minSizeBytes < 0) throw invalidArgument("filter.minSizeBytes", "a file has 0 bytes or more.");
  const filter: LogFileFilter = {
    ...(minSizeBytes === 0 ? {} : { minSizeBytes }),
    ...(nameContains === "" ? {} : { nameContains }),
    ...(nodeIds ? { nodeIds } : {}),
  };
  return Object.keys(filter).length === 0 ? undefined : filter;
};

/** The filter as cursors are bound to it. */
export const boundFileFilter = (input: AuditLogFileFilter | null | undefined): unknown => [
  input?.minSizeBytes ?? null,
  input?.nameContains ?? null,
  asSet(input?.nodeIds),
];
