/** An account of an OpenStack identity service, by password. */
export interface PasswordOptions {
  readonly type: "password";
  /** With or without /v3 at its end. */
  readonly authUrl: string;
  readonly username?: string | undefined;
  readonly userId?: string | undefined;
  readonly password: string;
  readonly userDomainName?: string | undefined;
  readonly userDomainId?: string | undefined;
  readonly projectName?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectDomainName?: string | undefined;
  readonly projectDomainId?: string | undefined;
}

export interface ApplicationCredentialOptions {
  readonly type: "applicationCredential";
  readonly authUrl: string;
  readonly id: string;
  readonly secret: string;
}

export interface TokenOptions {
  readonly type: "token";
  readonly token: string;
  /** Where the token's project and catalog can be read, if anywhere. */
  readonly authUrl?: string | undefined;
}

export interface AkskOptions {
  readonly type: "aksk";
  readonly accessKey: string;
  readonly secretKey: string;
  /** Of temporary keys. */
  readonly securityToken?: string | undefined;
  /** Where the project of the region can be looked up; without it the project must be configured. */
  readonly iamEndpoint?: string | undefined;
}

export interface BasicOptions {
  readonly type: "basic";
  readonly username: string;
  readonly password: string;
}

/** The caller's own token. */
export interface ForwardOptions {
  readonly type: "forward";
}

export type LoginOptions = PasswordOptions | ApplicationCredentialOptions;
export type CredentialOptions = LoginOptions | TokenOptions | AkskOptions | BasicOptions | ForwardOptions;
