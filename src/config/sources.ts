import { z } from "zod";
import type { CredentialsConfig, Environment, KindRules, Origins, SourceConfig } from "./config.js";
import { type CredentialFacts, credentialsSchema, resolveCredentials } from "./credentials.js";
import { type FileContext, readCertificates } from "./files.js";
import { check, type Path } from "./problems.js";
import { httpUrl, option, strict, text, wholeNumber } from "./values.js";

const common = {
  name: option(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be 1 to 63 lower-case letters, digits and hyphens, not a hyphen first"),
    "unique; 1 to 63 lower-case letters, digits and hyphens, not a hyphen first. It stands in ids and cursors: renaming " +
      "a source makes the old ones useless",
  ),
  kind: option(text, "what kind of service it is"),
  region: option(text.optional(), "chooses the catalog's endpoint, and is shown to callers", {
    otherwise: "that of the cloud or of the environment",
  }),
  endpoint: option(
    httpUrl.optional(),
    "the service's base URL, without query, user or password. May be left out where the credentials bring a catalog " +
      "(password, applicationCredential, token with `authUrl`, and clouds of these types), never for atlas",
    { otherwise: "the catalog's" },
  ),
  credentials: option(credentialsSchema, "how this service proves itself to the source: one of the types below"),
  timeoutMs: option(wholeNumber(1, 600_000).default(3_000), "milliseconds for one try, to the last byte"),
  maxConcurrency: option(wholeNumber(1, 1_000).default(8), "requests in flight to this source. Up to 2,048 more wait"),
  maxResponseBytes: option(
    wholeNumber(1_024, 1_073_741_824).default(16 * 1024 * 1024),
    "bytes of one answer, unpacked",
  ),
  caFile: option(
    text.optional(),
    "PEM certificates that replace the built-in roots, for the source and its identity service",
    { otherwise: "the cloud's `cacert`" },
  ),
  interface: option(z.enum(["public", "internal", "admin"]).optional(), "which of the catalog's endpoints", {
    otherwise: "the cloud's, else `public`",
  }),
};

/** Ids go into URLs; the same rule as in src/audit/sources.ts. */
const instanceId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - and _");

const optional = {
  projectId: option(
    z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - and _")
      .optional(),
    "may be left out where the credentials bring a token with a project, or with `aksk` where `region` is given and the " +
      "IAM endpoint is known: then it is looked up",
    { otherwise: "the token's" },
  ),
  instances: option(
    z.array(instanceId).min(1, "must name an instance, or be left out").optional(),
    "ids of known instances, 1 to 64 letters, digits, `-` and `_` each",
    { otherwise: "the service's instance list" },
  ),
  changesSince: option(
    z.enum(["client", "upstream"]).optional(),
    "`client` sends nothing and filters here; `upstream` sends `changes-since` too, for a deployment where it works " +
      "forwards",
    { otherwise: "`client`" },
  ),
};

/** The keys of every kind, for reading the rest of a source whose kind does not stand. */
const every = { ...common, ...optional };
const everySource = strict(every);
type WrittenSource = z.infer<typeof everySource>;

/** A source of this kind: its own options are known, the others' are unknown keys. */
export const sourceSchema = (
  rules: KindRules | undefined,
): z.ZodType<WrittenSource> & z.ZodObject<Readonly<Record<string, z.ZodType>>> => {
  if (rules === undefined) return everySource;
  const own = Object.fromEntries(
    Object.entries(optional).filter(([key]) => rules.options.some((known) => known === key)),
  );
  // The keys left out are optional in WrittenSource, so that what this schema lets through fits it.
  return strict({ ...common, ...own });
};

/** service.region.domain of the clouds whose IAM stands at iam.region.domain (Huawei Cloud, Open Telekom Cloud). */
const HOST = /^[a-z0-9-]+\.([a-z0-9-]+\.(?:myhuaweicloud\.(?:com|eu)|otc\.t-systems\.com))$/;

/** Adds the IAM endpoint that belongs to a service's endpoint to an access key, where the cloud is known. */
const huaweiIam = (credentials: CredentialsConfig, endpoint: string | undefined): CredentialsConfig => {
  if (credentials.type !== "aksk" || credentials.iamEndpoint !== undefined || endpoint === undefined)
    return credentials;
  const rest = HOST.exec(new URL(endpoint).hostname)?.[1];
  return rest === undefined ? credentials : { ...credentials, iamEndpoint: `https://iam.${rest}` };
};

interface SourceContext extends FileContext {
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
  if (hasCatalog) return;
  if (type === "aksk" && credentials.iamEndpoint !== undefined && source.region !== null) return;
  const cure = type === "aksk" ? "Add it, or the region and credentials.iamEndpoint to look it up." : "Add it.";
  problems.add([...path, "projectId"], `is missing, and credentials of type ${type} do not tell it`, cure);
};

/** What the source names itself does not come from elsewhere; the interface is the default where nobody names it. */
const originsOf = (written: WrittenSource, { origins }: CredentialFacts): Origins => ({
  ...origins,
  ...(written.projectId === undefined ? {} : { project: "projectId of the source" }),
  ...(written.region === undefined ? {} : { region: "region of the source" }),
  ...(written.endpoint === undefined ? {} : { endpoint: "endpoint of the source" }),
  interface: written.interface === undefined ? (origins.interface ?? "the default") : "interface of the source",
});

const parseSource = (
  value: Readonly<Record<string, unknown>>,
  path: Path,
  context: SourceContext,
): SourceConfig | undefined => {
  const { problems } = context;
  const rules = rulesOf(value, path, context);
  const written: WrittenSource | undefined = check(sourceSchema(rules), value, path, problems);
  if (written === undefined || rules === undefined) return undefined;
  const wanted = { serviceTypes: rules.upstream.serviceTypes, region: written.region };
  const facts = resolveCredentials(written.credentials, [...path, "credentials"], wanted, context);
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
  const { caFile } = written;
  const endpoint = written.endpoint ?? facts.endpoint;
  const { name, instances, changesSince, timeoutMs, maxConcurrency, maxResponseBytes } = written;
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
    ca: caFile === undefined ? facts.ca : readCertificates(caFile, [...path, "caFile"], context),
    interface: written.interface ?? facts.interface ?? "public",
    origins: originsOf(written, facts),
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
