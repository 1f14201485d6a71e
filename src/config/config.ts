import type { AuditSourceKind } from "../audit/record.js";
import type { ConnectionLimits, DemandLimits, RateLimits } from "./limits.js";

/** Which documents are run: any; those of the manifest by their id and any other by its text; or the manifest's alone. */
export type DocumentMode = "open" | "hybrid" | "trusted";

export interface DocumentPolicy {
  readonly mode: DocumentMode;
  /** Documents by their id, letter by letter as the clients' build wrote them. */
  readonly manifest: ReadonlyMap<string, string>;
}

export const openDocuments: DocumentPolicy = { mode: "open", manifest: new Map() };

/** Which of a service's endpoints in a catalog. */
export type Interface = "public" | "internal" | "admin";

/** Where what decides whose data is read was named: a key of clouds.yaml or a variable. */
export type Origins = Readonly<
  Partial<Record<"identity" | "project" | "domain" | "region" | "interface" | "endpoint", string | undefined>>
>;

/** What a token is for; a project, or one of the others. */
interface ScopeConfig {
  readonly projectName?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectDomainName?: string | undefined;
  readonly projectDomainId?: string | undefined;
  readonly domainName?: string | undefined;
  readonly domainId?: string | undefined;
  readonly trustId?: string | undefined;
  readonly system?: boolean | undefined;
}

interface UserConfig {
  readonly username?: string | undefined;
  readonly userId?: string | undefined;
  readonly userDomainName?: string | undefined;
  readonly userDomainId?: string | undefined;
}

interface AgencyConfig {
  readonly name: string;
  readonly domainName?: string | undefined;
  readonly domainId?: string | undefined;
  /** The project that is read in the agency's name. */
  readonly project: string;
}

/** Credentials as they are used: what clouds.yaml or the environment held is already in its place. */
export type CredentialsConfig =
  | (ScopeConfig &
      UserConfig & {
        readonly type: "password";
        readonly authUrl: string;
        readonly password: string;
        readonly agency?: AgencyConfig | undefined;
      })
  | (ScopeConfig &
      UserConfig & {
        readonly type: "applicationCredential";
        readonly authUrl: string;
        readonly id?: string | undefined;
        /** With its user, in place of the id. */
        readonly name?: string | undefined;
        readonly secret: string;
      })
  | (ScopeConfig & { readonly type: "token"; readonly token: string; readonly authUrl?: string | undefined })
  | {
      readonly type: "aksk";
      readonly accessKey: string;
      readonly secretKey: string;
      readonly securityToken?: string | undefined;
      readonly iamEndpoint?: string | undefined;
    }
  | { readonly type: "basic"; readonly username: string; readonly password: string }
  | { readonly type: "forward" };

/** One entry of `sources`. Fits UpstreamOptions of src/upstream and SourceOptions of src/sources. */
export interface SourceConfig {
  readonly name: string;
  readonly kind: AuditSourceKind;
  readonly region: string | null;
  readonly endpoint?: string | undefined;
  readonly projectId?: string | undefined;
  readonly credentials: CredentialsConfig;
  readonly instances?: readonly string[] | undefined;
  readonly changesSince?: "client" | "upstream" | undefined;
  /** Milliseconds for one try. */
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  readonly maxResponseBytes: number;
  /** The content of caFile, or of the cloud's cacert: PEM. */
  readonly ca?: string | undefined;
  /** Of the catalog's endpoints; of a list the first that it has. */
  readonly interface: Interface | readonly Interface[];
  /** What was not named in the source itself. */
  readonly origins: Origins;
}

export interface ServerConfig extends ConnectionLimits {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly introspection: boolean;
  /** Milliseconds for a whole operation. */
  readonly deadlineMs: number;
  /** Whose X-Forwarded-For is believed: addresses, or networks in CIDR notation. */
  readonly trustedProxies: readonly string[];
}

/** Who may do what. */
export type AccessConfig =
  | { readonly mode: "open" }
  | {
      readonly mode: "keystone";
      readonly authUrl: string;
      /** The service account that validates callers' tokens. */
      readonly credentials: CredentialsConfig;
      /** PEM, for the connection to the identity service. */
      readonly ca?: string | undefined;
      /** Scope to the roles that grant it. */
      readonly roles: Readonly<Record<string, readonly string[]>>;
    }
  | {
      readonly mode: "jwt";
      readonly keys: { readonly jwksUri: string } | { readonly publicKey: string };
      readonly issuer: string;
      readonly audience: string;
      readonly scopeClaim: string;
    };

export interface LogConfig {
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
}

/** Where a line for each operation goes: who asked for what, and what it read. A file's path is absolute. */
export type AccessLogConfig = "stderr" | "off" | { readonly file: string };

export interface TracesConfig {
  /** Where spans are posted, by OTLP over HTTP; undefined: nothing is traced. */
  readonly url: string | undefined;
  /** The share of traces that begin here and are kept, 0 to 1; undefined: OTEL_TRACES_SAMPLER decides, else all. */
  readonly sampleRatio: number | undefined;
}

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export interface ProxyConfig {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Is the origin one that NO_PROXY names? */
  readonly excludes?: ((origin: URL) => boolean) | undefined;
}

/** Everything that the process was told, checked. */
export interface Config {
  readonly mode: "configured";
  readonly server: ServerConfig;
  readonly access: AccessConfig;
  /** How much one operation may ask for. */
  readonly limits: DemandLimits;
  /** How often callers may ask; undefined: as often as they like. */
  readonly rate: RateLimits | undefined;
  /** Which documents are run. */
  readonly documents: DocumentPolicy;
  /** Memory where no url is given. */
  readonly cache: { readonly url?: string | undefined };
  readonly log: LogConfig;
  readonly accessLog: AccessLogConfig;
  readonly traces: TracesConfig;
  readonly proxy: ProxyConfig;
  /** AUDITGRAPH_… variables that nothing reads: misspelled, mostly. To be told, no more. */
  readonly unknownVariables: readonly string[];
  readonly sources: readonly SourceConfig[];
}

/** Serve over the sandbox: it was asked for, or a checkout was started with nothing named. */
export interface SandboxMode {
  readonly mode: "sandbox";
}

/** The environment; process.env in production. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a file. Throws what node:fs throws. */
export type ReadFile = (path: string) => string;

/**
 * What the configuration must know of a kind of source. The registry's kinds fit, so that a new kind changes nothing
 * here. In the file a kind is written in lower case.
 */
export interface KindRules {
  readonly kind: AuditSourceKind;
  /** Types of credentials that the kind takes, "cloud" and "env" among them. */
  readonly credentials: readonly string[];
  /** Keys that only some kinds know. One that knows projectId cannot be asked without a project. */
  readonly options: readonly ("projectId" | "instances" | "changesSince")[];
  /** Service types in a catalog; with none the endpoint cannot be left out. */
  readonly upstream: { readonly serviceTypes: readonly string[] };
}
