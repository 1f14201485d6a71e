import { z } from "zod";
import { AuditError } from "../../audit/audit-error.js";
import type { Clock } from "../clock.js";
import { classifyByStatus } from "../faults/classify-by-status.js";
import { sourceBrokeContract } from "../faults/source-failure.js";
import { wireTarget } from "../http/encode-url.js";
import { parseJson } from "../http/parse-json.js";
import type { Transport } from "../http/transport.js";
import { signRequest } from "./aksk.js";
import type { AkskOptions } from "./credential-options.js";
import { identityFailure } from "./identity-failure.js";
import { IDENTITY } from "./identity-service.js";
import { identityUrl } from "./keystone-login.js";

const LOOKUP_TIMEOUT_MS = 10_000;
const projects = z.object({ projects: z.array(z.object({ id: z.string().min(1), name: z.string() })) });

export interface IamProjectLookup {
  readonly source: string;
  readonly credentials: AkskOptions & { readonly iamEndpoint: string };
  /** A region's default project bears its name. */
  readonly region: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** GET /v3/projects?name={region} of Huawei's IAM, signed. Throws UPSTREAM_REJECTED where the region has no project. */
export const lookUpIamProject = async (lookup: IamProjectLookup): Promise<string> => {
  const { source, credentials, region, transport, clock } = lookup;
  const target = wireTarget(identityUrl(credentials.iamEndpoint), ["projects"], [["name", region]]);
  const unsigned = { method: "GET", target, headers: { accept: "application/json" } } as const;
  const headers = { ...unsigned.headers, ...signRequest(unsigned, credentials, clock.now()) };
  const wire = { ...unsigned, headers, repeatable: true };
  try {
    const found = await transport.exchange(wire, { ms: LOOKUP_TIMEOUT_MS }, (response) => {
      if (response.status !== 200) throw classifyByStatus({ ...response, source: IDENTITY }).error;
      const read = projects.safeParse(parseJson(IDENTITY, response));
      if (!read.success) throw sourceBrokeContract(IDENTITY, { detail: "not a list of projects" });
      return read.data.projects.find(({ name }) => name === region);
    });
    if (found !== undefined) return found.id;
  } catch (error) {
    throw identityFailure(source, error);
  }
  throw new AuditError("UPSTREAM_REJECTED", `The account of source "${source}" has no project for its region.`, {
    source,
  });
};
