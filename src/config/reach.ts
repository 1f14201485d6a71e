import type { CredentialsConfig } from "./credential-settings.js";
import type { Path, Problems } from "./problems.js";

/** What of a source decides where it is asked. */
interface Reached {
  readonly credentials: CredentialsConfig;
  readonly endpoint?: string | undefined;
  readonly projectId?: string | undefined;
  readonly region: string | null;
}

/** What of a kind decides what it needs. */
interface ReachRules {
  /** As it is written in the file. */
  readonly kind: string;
  readonly options: readonly string[];
  readonly upstream: { readonly serviceTypes: readonly string[] };
}

/** What is known of a caller, for sources that are asked in the caller's name. */
export interface CallersTold {
  readonly project: boolean;
  readonly catalog: boolean;
}

const bringsCatalog = (credentials: CredentialsConfig, callers: CallersTold): boolean => {
  const { type } = credentials;
  if (type === "forward") return callers.catalog;
  if (type === "token") return credentials.authUrl !== undefined;
  return type === "password" || type === "applicationCredential";
};

/** What to do where the project is missing. */
const PROJECT_CURES: Readonly<Partial<Record<CredentialsConfig["type"], string>>> = {
  aksk: "Add it, or the region and credentials.iamEndpoint to look it up.",
  forward: "Add it, or choose access mode keystone, or jwt with projectClaim: they tell each caller's own.",
};

/** What the source cannot be asked without, given its kind and its credentials. */
export const requireReach = (
  source: Reached,
  rules: ReachRules,
  path: Path,
  { problems, callers }: { readonly problems: Problems; readonly callers: CallersTold },
): void => {
  const { credentials, endpoint, projectId } = source;
  const { type } = credentials;
  const hasCatalog = bringsCatalog(credentials, callers);
  if (endpoint === undefined && (!hasCatalog || rules.upstream.serviceTypes.length === 0)) {
    const mode = type === "forward" ? " in this access mode" : "";
    const why = hasCatalog
      ? `a catalog does not list sources of kind ${rules.kind}`
      : `credentials of type ${type} bring no catalog${mode}`;
    problems.add([...path, "endpoint"], "is missing", `Add the service's base URL; ${why}.`);
  }
  if (!rules.options.includes("projectId") || projectId !== undefined) return;
  if (
    "system" in credentials &&
    (credentials.system === true || credentials.domainId !== undefined || credentials.domainName !== undefined)
  ) {
    problems.add(
      [...path, "projectId"],
      "is missing, and the credentials are for a domain or the system",
      "Name a project in them.",
    );
    return;
  }
  if (hasCatalog || (type === "forward" && callers.project)) return;
  if (type === "aksk" && credentials.iamEndpoint !== undefined && source.region !== null) return;
  const cure = PROJECT_CURES[type] ?? "Add it.";
  problems.add([...path, "projectId"], `is missing, and credentials of type ${type} do not tell it`, cure);
};
