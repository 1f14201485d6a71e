import type { SourceKind } from "../source-kind.js";
import { DatabaseClient } from "./client.js";
import { diagnoseDatabase } from "./diagnose.js";
import type { DatabaseDialect } from "./dialect.js";
import { createMemory } from "./memory.js";
import { DatabaseSession } from "./reader.js";

/** A member of the database family, made of its dialect alone. */
export const databaseKind = (dialect: DatabaseDialect): SourceKind => ({
  kind: dialect.kind,
  // A catalog's URL may carry a version and a project; the calls name both themselves.
  upstream: { serviceTypes: dialect.serviceTypes, keepCatalogPath: false, classify: dialect.classify },
  credentials: ["cloud", "env", "password", "applicationCredential", "token", "aksk", "forward"],
  options: ["projectId", "instances"],
  diagnose: diagnoseDatabase(dialect),
  create(info, options, upstream) {
    const client = new DatabaseClient(info, dialect, upstream);
    const memory = createMemory();
    return {
      subject: "database",
      info,
      open: (session) => new DatabaseSession(client, session, memory, options.instances),
      health: () => upstream.health(),
      close: () => upstream.close(),
    };
  },
});
