import { z } from "zod";
import type { AuditSourceKind } from "../audit/record.js";
import { contents } from "./contents.js";
import { type CredentialsConfig, credentialsSchema, type Interface, type Origins } from "./credential-settings.js";
import { type CredentialFacts, resolveCredentials } from "./credentials.js";
import { readCertificate } from "./certificates.js";
import { type FileContext, readCertificates } from "./files.js";
import { check, type Path } from "./problems.js";
import { type CallersTold, requireReach } from "./reach.js";
import { type Certificate, clientKeys } from "./tls.js";
import { httpUrl, id, option, strict, text, wholeNumber } from "./values.js";

/**
 * What the configuration must know of a kind of source. The registry's kinds fit, so that a new kind changes nothing
 * here. In the file a kind is written in lower case.
 */
export interface KindRules {
  readonly kind: AuditSourceKind;
  /** Types of credentials that the kind takes, "cloud" and "env" among them. */
  readonly credentials: readonly string[];
  /** Keys that only some kinds know. One that knows projectId cannot be asked without a project. */
  readonly options: readonly (keyof typeof optional)[];
  /** Service types in a catalog; with none the endpoint cannot be left out. */
  readonly upstream: { readonly serviceTypes: readonly string[] };
}

/** Keys that every kind knows. Each goes as it is written to all that has the source's SourceConfig. */
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
      "(password, applicationCredential, token with `authUrl`, clouds of these types, and forward with access mode " +
      "`keystone`), never for atlas",
    { otherwise: "the catalog's" },
  ),
  credentials: option(credentialsSchema, "how this service proves itself to the source: one of the types below"),
  timeoutMs: option(wholeNumber(1, 600_000).default(3_000), "milliseconds for one try, to the last byte"),
  maxConcurrency: option(wholeNumber(1, 1_000).default(8), "requests in flight to this source. Up to 2,048 more wait"),
  // With 30 % failing at random one request in 4,500 needs more than six.
  maxRetries: option(
    wholeNumber(0, 6).default(6),
    "times that a GET is tried again after a failure that may heal; 0 tries once. The deadline and the source's retry " +
      "budget may end it earlier",
  ),
  maxResponseBytes: option(
    wholeNumber(1_024, 1_073_741_824).default(16 * 1024 * 1024),
    "bytes of one answer, unpacked",
  ),
  probeSeconds: option(
    wholeNumber(5, 3_600).optional(),
    "seconds between two probes: one GET of the endpoint, in nobody's name. What comes of it counts for the source's health, " +
      "so that alerts see a source that nobody asks",
    { otherwise: "it is not probed" },
  ),
  caFile: option(
    text.optional(),
    "PEM certificates that replace the built-in roots, for the source and its identity service",
    { otherwise: "the cloud's `cacert`" },
  ),
  ...clientKeys("the source and its identity service"),
  interface: option(z.enum(["public", "internal", "admin"]).optional(), "which of the catalog's endpoints", {
    otherwise: "the cloud's, otherwise `public`",
  }),
};

const optional = {
  projectId: option(
    id.optional(),
    "may be left out where the credentials bring a token with a project; with `forward` where the access mode tells the " +
      "caller's; with `aksk` where `region` is given and the IAM endpoint is known: then it is looked up",
    { otherwise: "the token's; with `forward` the caller's own" },
  ),
  instances: option(
    z.array(id).min(1, "must name an instance, or be left out").optional(),
    "ids of known instances, 1 to 64 letters, digits, `-` and `_` each",
    { otherwise: "the service's instance list" },
  ),
  contents,
  changesSince: option(
    z.enum(["client", "upstream"]).optional(),
    "`client` sends nothing and filters here; `upstream` sends `changes-since` too, for a deployment where it works " +
      "forwards",
    { otherwise: "`client`" },
  ),
  listing: option(
    z.enum(["audited", "whole"]).optional(),
    "`audited` reads the balancers in an audited status: one call, or nine and more where there are over 200. `whole` reads all " +
      "balancers, a call for each 200: for a cloud of over 200 stuck ones that change their status several times a second",
    { otherwise: "`audited`" },
  ),
};

/** The keys of every kind, for reading the rest of a source whose kind does not stand. */
const every = { ...common, ...optional };
const everySource = strict(every);
type WrittenSource = z.infer<typeof everySource>;

/** What holds of a source that says nothing. */
export const defaultSource = everySource.omit({ name: true, kind: true, credentials: true }).parse({});

/** One entry of `sources`: what is written, with what its credentials and files bring. */
export type SourceConfig = Omit<
  WrittenSource,
  "kind" | "region" | "credentials" | "caFile" | "certFile" | "keyFile" | "interface"
> & {
  readonly kind: AuditSourceKind;
  readonly region: string | null;
  readonly credentials: CredentialsConfig;
  /** The content of caFile, or of the cloud's cacert: PEM. */
  readonly ca: string | undefined;
  /** What certFile and keyFile hold. */
  readonly certificate?: Certificate | undefined;
  /** Of the catalog's endpoints; of a list the first that it has. */
  readonly interface: Interface | readonly Interface[];
  /** What was not named in the source itself. */
  readonly origins: Origins;
};

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

const word = ({ kind }: KindRules): string => kind.toLowerCase();

/** What the source names itself does not come from elsewhere; the interface is the default where nobody names it. */
const originsOf = (written: WrittenSource, { origins }: CredentialFacts): Origins => ({
  ...origins,
  ...(written.projectId === undefined ? {} : { project: "projectId of the source" }),
  ...(written.region === undefined ? {} : { region: "region of the source" }),
  ...(written.endpoint === undefined ? {} : { endpoint: "endpoint of the source" }),
  interface: written.interface === undefined ? (origins.interface ?? "the default") : "interface of the source",
});

interface SourceContext {
  readonly kinds: readonly KindRules[];
  readonly files: FileContext;
  readonly callers: CallersTold;
}

const parseSource = (
  value: Readonly<Record<string, unknown>>,
  path: Path,
  { kinds, files, callers }: SourceContext,
): SourceConfig | undefined => {
  const { problems } = files;
  const rules = kinds.find((known) => word(known) === value.kind);
  const kindPath = [...path, "kind"];
  if (rules === undefined && value.kind !== undefined && !problems.at(kindPath)) {
    problems.add(kindPath, "is not a known kind of source", `Use one of ${kinds.map(word).join(", ")}.`);
  }
  const written: WrittenSource | undefined = check(sourceSchema(rules), value, path, problems);
  if (written === undefined || rules === undefined) return undefined;
  const wanted = { serviceTypes: rules.upstream.serviceTypes, region: written.region };
  const facts = resolveCredentials(written.credentials, [...path, "credentials"], wanted, files);
  if (facts === undefined) return undefined;
  const wrong = [written.credentials, facts.credentials].some(({ type }) => !rules.credentials.includes(type));
  if (wrong) {
    problems.add(
      [...path, "credentials", "type"],
      `sources of kind ${word(rules)} do not take ${facts.credentials.type}`,
      `Use one of ${rules.credentials.join(", ")}.`,
    );
    return undefined;
  }
  const { caFile, certFile, keyFile, ...options } = written;
  const endpoint = written.endpoint ?? facts.endpoint;
  const source: SourceConfig = {
    ...options,
    kind: rules.kind,
    region: written.region ?? facts.region ?? null,
    projectId: written.projectId ?? facts.projectId,
    endpoint,
    credentials: huaweiIam(facts.credentials, endpoint),
    ca: caFile === undefined ? facts.ca : readCertificates(caFile, [...path, "caFile"], files),
    certificate: readCertificate({ certFile, keyFile }, path, files),
    interface: written.interface ?? facts.interface ?? "public",
    origins: originsOf(written, facts),
  };
  requireReach(source, { ...rules, kind: word(rules) }, path, { problems, callers });
  return source;
};

/** Checks each source by its kind, and that no two bear one name. Sources with problems are left out. */
export const parseSources = (
  values: readonly Readonly<Record<string, unknown>>[],
  kinds: readonly KindRules[],
  files: FileContext,
  callers: CallersTold,
): SourceConfig[] => {
  const firstAt = new Map<unknown, number>();
  return values.flatMap((value, at) => {
    const path = ["sources", at];
    const earlier = firstAt.get(value.name);
    if (earlier === undefined || value.name === undefined) firstAt.set(value.name, at);
    else {
      const what = `is the name of sources[${earlier}] already`;
      files.problems.add([...path, "name"], what, "Give each source a name of its own.");
    }
    return parseSource(value, path, { kinds, files, callers }) ?? [];
  });
};
