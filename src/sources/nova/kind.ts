import type { SourceKind } from "../source-kind.js";
import type { Calendar } from "./calendar.js";
import { NovaClient } from "./client.js";
import { diagnoseNova } from "./diagnose.js";
import { classifyNova } from "./fault.js";
import { NovaSession } from "./reader.js";

export const nova: SourceKind = {
  kind: "NOVA",
  upstream: { serviceTypes: ["compute"], keepCatalogPath: true, classify: classifyNova },
  credentials: ["cloud", "env", "password", "applicationCredential", "token", "forward"],
  options: [],
  diagnose: diagnoseNova,
  create(info, _options, upstream) {
    const client = new NovaClient(info, upstream);
    const calendar: { seen: Calendar | undefined } = { seen: undefined };
    return {
      subject: "usage",
      info,
      open: (session) => new NovaSession(client, session, calendar),
      health: () => upstream.health(),
      close: () => upstream.close(),
    };
  },
};
