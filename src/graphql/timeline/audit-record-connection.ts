import { ObjectType } from "type-graphql";
import { connectionOf } from "../connection/connection-of.js";
import { AuditRecord } from "../record/audit-record.js";
import { nodeOfRecord } from "./node-of-record.js";

@ObjectType({ description: "A page of audit records of every kind." })
export class AuditRecordConnection extends connectionOf({
  name: "AuditRecord",
  node: () => AuditRecord,
  toNode: nodeOfRecord,
  items: "audit records",
}) {}
