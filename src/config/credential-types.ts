/** Which of a service's endpoints in a catalog. */
export type Interface = "public" | "internal" | "admin";

/** Where what decides whose data is read was named: a key of clouds.yaml or a variable. */
export type Origins = Readonly<
  Partial<Record<"identity" | "project" | "domain" | "region" | "interface" | "endpoint", string | undefined>>
>;

/** What a token is for; a project, or one of the others. */
export interface ScopeConfig {
  readonly projectName?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectDomainName?: string | undefined;
  readonly projectDomainId?: string | undefined;
  readonly domainName?: string | undefined;
  readonly domainId?: string | undefined;
  readonly trustId?: string | undefined;
  readonly system?: boolean | undefined;
}

export interface UserConfig {
  readonly username?: string | undefined;
  readonly userId?: string | undefined;
  readonly userDomainName?: string | undefined;
  readonly userDomainId?: string | undefined;
}

/** An agency of Huawei Cloud and Open Telekom Cloud: another domain's project is read in its name. */
export interface AgencyConfig {
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
