import { type Check, good, type Patient, type SourceKind, warning } from "../source.js";
import { classifyOctavia, OctaviaClient } from "./client.js";
import { OctaviaSession } from "./reader.js";

/** Upstreams: octavia.md, 1.5. */
const ROLES =
  "Up to Octavia 15 (2024.2) give the account the role load-balancer_global_observer; from Octavia 16 (2025.1) on the " +
  "role admin, or install Octavia's advanced RBAC policy file and give it that role.";

/** That it answers, whose balancers it shows to these credentials, and the report. */
const diagnoseOctavia = ({ info, options, upstream, session }: Patient): readonly Check[] => {
  const client = new OctaviaClient(info, upstream, options.listing);
  return [
    {
      name: "load balancers",
      run: async () => {
        await client.page({ sort: "id", limit: 1 }, session);
        return [good("the list answers")];
      },
      cureOf: ({ detail }) => (detail === "HTTP 403" ? `The account may list nothing. ${ROLES}` : undefined),
    },
    {
      name: "all projects",
      run: async () => {
        if (await client.seesAllProjects(session)) return [good("the balancers of all projects are shown")];
        const cure = `Nothing, where that is meant. ${ROLES}`;
        return [warning("only the balancers of the account's own project are shown", cure)];
      },
    },
    {
      name: "audit report",
      run: async () => {
        const { audits, problem } = await client.report(session);
        const seen = good(`${audits.size} balancers are in an audited status`);
        if (!problem) return [seen];
        const cure = "Other entries are served; tell the source's operator, with the log's upstreamRequestId.";
        return [seen, warning("some entries are not of the documented shape", cure)];
      },
    },
  ];
};

export const octavia: SourceKind = {
  kind: "OCTAVIA",
  upstream: {
    serviceTypes: ["load-balancer"],
    keepCatalogPath: true,
    version: "v2",
    classify: classifyOctavia,
  },
  credentials: ["cloud", "env", "password", "applicationCredential", "token", "forward"],
  options: ["listing"],
  diagnose: diagnoseOctavia,
  create(info, options, upstream) {
    const client = new OctaviaClient(info, upstream, options.listing);
    return {
      subject: "loadBalancer",
      info,
      open: (session) => new OctaviaSession(client, session),
    };
  },
};
