import type { Environment, SourceConfig } from "./config.js";
import type { Path } from "./config-error.js";
import type { KindRules } from "./kind-rules.js";
import { huaweiIam } from "./huawei-iam.js";
import { type FileContext, readCertificates } from "./read-pem.js";
import { resolveCredentials } from "./resolve-credentials.js";
import { check } from "./schema/check.js";
import { sourceSchema, type WrittenSource } from "./schema/source-schema.js";

export interface SourceContext extends FileContext {
  readonly env: Environment;
  readonly kinds: readonly KindRules[];
}

const word = ({ kind }: KindRules): string => kind.toLowerCase();

const rulesOf = (
  written: Readonly<Record<string, unknown>>,
  path: Path,
  context: SourceContext,
): KindRules | undefined => {
  const { kinds, problems } = context;
  const rules = kinds.find((known) => word(known) === written.kind);
  const place = [...path, "kind"];
  if (rules === undefined && written.kind !== undefined && !problems.at(place)) {
    problems.add(place, "is not a known kind of source", `Use one of ${kinds.map(word).join(", ")}.`);
  }
  return rules;
};

/** What the source cannot be asked without, given its kind and its credentials. */
const requireReach = (source: SourceConfig, rules: KindRules, path: Path, { problems }: SourceContext): void => {
  const { credentials, endpoint, projectId } = source;
  const { type } = credentials;
  const hasCatalog =
    type === "password" || type === "applicationCredential" || (type === "token" && credentials.authUrl !== undefined);
  if (endpoint === undefined && (!hasCatalog || rules.upstream.serviceTypes.length === 0)) {
    const why = hasCatalog
      ? `a catalog does not list sources of kind ${word(rules)}`
      : `credentials of type ${type} bring no catalog`;
    problems.add([...path, "endpoint"], "is missing", `Add the service's base URL; ${why}.`);
  }
  if (!rules.options.includes("projectId") || projectId !== undefined || hasCatalog) return;
  if (type === "aksk" && credentials.iamEndpoint !== undefined && source.region !== null) return;
  const cure = type === "aksk" ? "Add it, or the region and credentials.iamEndpoint to look it up." : "Add it.";
  problems.add([...path, "projectId"], `is missing, and credentials of type ${type} do not tell it`, cure);
};

const parseSource = (
  value: Readonly<Record<string, unknown>>,
  path: Path,
  context: SourceContext,
): SourceConfig | undefined => {
  const { problems, env } = context;
  const rules = rulesOf(value, path, context);
  const written: WrittenSource | undefined = check(sourceSchema(rules), value, path, problems);
  if (written === undefined || rules === undefined) return undefined;
  const facts = resolveCredentials(written.credentials, [...path, "credentials"], env, context);
  if (facts === undefined) return undefined;
  const allowed = [written.credentials.type, facts.credentials.type].every((type) => rules.credentials.includes(type));
  if (!allowed) {
    const cure = `Use one of ${rules.credentials.join(", ")}.`;
    problems.add(
      [...path, "credentials", "type"],
      `sources of kind ${word(rules)} do not take ${facts.credentials.type}`,
      cure,
    );
    return undefined;
  }
  const caFile = written.caFile ?? facts.cacert;
  const caPath = [...path, written.caFile === undefined ? "credentials" : "caFile"];
  const { name, endpoint, instances, changesSince, timeoutMs, maxConcurrency, maxResponseBytes } = written;
  const source: SourceConfig = {
    name,
    kind: rules.kind,
    region: written.region ?? facts.region ?? null,
    endpoint,
    projectId: written.projectId ?? facts.projectId,
    credentials: huaweiIam(facts.credentials, endpoint),
    instances,
    changesSince,
    timeoutMs,
    maxConcurrency,
    maxResponseBytes,
    ca: caFile === undefined ? undefined : readCertificates(caFile, caPath, context),
    interface: written.interface ?? facts.interface ?? "public",
  };
  requireReach(source, rules, path, context);
  return source;
};

/** Checks each source by its kind, and that no two bear one name. Sources with problems are left out. */
export const parseSources = (
  values: readonly Readonly<Record<string, unknown>>[],
  path: Path,
  context: SourceContext,
): SourceConfig[] => {
  const firstAt = new Map<unknown, number>();
  return values.flatMap((value, at) => {
    const earlier = firstAt.get(value.name);
    if (earlier !== undefined && value.name !== undefined) {
      context.problems.add(
        [...path, at, "name"],
        `is the name of sources[${earlier}] already`,
        "Give each source a name of its own.",
      );
    } else {
      firstAt.set(value.name, at);
    }
    const source = parseSource(value, [...path, at], context);
    return source === undefined ? [] : [source];
  });
};
