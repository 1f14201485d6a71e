import { AuditError } from "../../audit/errors.js";
import { type Check, good, type Patient, type SourceKind, warning } from "../source.js";
import { AtlasClient, classifyAtlas } from "./client.js";
import type { Report } from "./mapping.js";
import { AtlasSession } from "./reader.js";

/** Asked for where the report names no balancer; ids are whole numbers from 1. */
const ANY_BALANCER = "1";

/** The report, and whether the source tells all alerts of a balancer or only what the report holds. */
const diagnoseAtlas = ({ info, upstream, session }: Patient): readonly Check[] => {
  const client = new AtlasClient(info, upstream);
  let asked: Promise<Report> | undefined;
  const report = (): Promise<Report> => (asked ??= client.report(undefined, session));
  return [
    {
      name: "audit report",
      run: async () => {
        const { audits, problem } = await report();
        const seen = good(`answers; ${audits.size} balancers are in an audited status`);
        if (!problem) return [seen];
        const cure = "Other entries are served; tell the source's operator, with the log's upstreamRequestId.";
        return [seen, warning("some entries are not of the documented shape", cure)];
      },
    },
    {
      name: "alerts",
      run: async () => {
        const { audits } = await report();
        try {
          const [balancer = ANY_BALANCER] = audits.keys();
          await client.alerts([balancer], session);
          return [good("alerts by load balancer ids are offered")];
        } catch (error) {
          // What the reader takes for a call that is missing (reader.ts).
          if (!(error instanceof AuditError) || !["NOT_FOUND", "UPSTREAM_REJECTED"].includes(error.code)) throw error;
          const cure = "Nothing, or update the source: each balancer shows one alert at most, that of the report.";
          return [warning("alerts by load balancer ids are not offered", cure)];
        }
      },
    },
  ];
};

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
    };
  },
};
