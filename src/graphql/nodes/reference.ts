import { AuditError } from "../../audit/audit-error.js";

/** What a router sends to name an entity: its type and the fields of one of its keys, of whatever shape the caller likes. */
export type Representation = Readonly<Record<string, unknown>>;

/** A key field's text. Throws INVALID_ID for a representation that lacks it. */
export const keyField = (representation: Representation, field: string): string => {
  const value = representation[field];
  if (typeof value === "string" && value.length > 0) return value;
  throw new AuditError("INVALID_ID", `representations: ${typeName(representation)} needs its key field ${field}.`);
};

const typeName = ({ __typename }: Representation): string =>
  typeof __typename === "string" ? __typename : "the entity";
