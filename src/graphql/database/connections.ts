import { ObjectType } from "type-graphql";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import { free } from "../cost/price.js";
import { connectionOf } from "../connection/connection-of.js";
import { AuditLogFile } from "./audit-log-file.js";
import { countPrice } from "./file-prices.js";
import { DatabaseInstance } from "./database-instance.js";
import type { ListedInstance } from "./instance-timeline.js";

@ObjectType({ description: "A page of audit log files." })
export class AuditLogFileConnection extends connectionOf({
  name: "AuditLogFile",
  node: () => AuditLogFile,
  toNode: (record: AuditLogFileRecord) => new AuditLogFile(record),
  items: "audit log files",
  totalCount: {
    price: countPrice,
    description:
      "Length of the whole list. Null rather than wrong: when a source failed, when a file may count twice, or when a " +
      "filter cannot be counted without reading everything; coverage says which source. Costs calls of its own.",
  },
}) {}

@ObjectType({ description: "A page of database instances." })
export class DatabaseInstanceConnection extends connectionOf({
  name: "DatabaseInstance",
  node: () => DatabaseInstance,
  toNode: ({ instance }: ListedInstance) => new DatabaseInstance(instance.source, instance.instanceId, instance),
  items: "database instances",
  totalCount: { price: free, description: "Length of the whole list; null where a source failed." },
}) {}
