import type { SourceKind } from "../source-kind.js";
import { AtlasClient } from "./client.js";
import { diagnoseAtlas } from "./diagnose.js";
import { classifyAtlas } from "./fault.js";
import { AtlasSession } from "./reader.js";

export const atlas: SourceKind = {
  kind: "ATLAS",
  upstream: { serviceTypes: [], keepCatalogPath: true, classify: classifyAtlas },
  credentials: ["basic", "token", "cloud", "env", "password", "applicationCredential", "forward"],
  options: ["changesSince"],
  diagnose: diagnoseAtlas,
  create(info, options, upstream) {
    const client = new AtlasClient(info, upstream);
    return {
      subject: "loadBalancer",
      info,
      open: (session) => new AtlasSession(client, session, options.changesSince ?? "client"),
      health: () => upstream.health(),
      close: () => upstream.close(),
    };
  },
};
