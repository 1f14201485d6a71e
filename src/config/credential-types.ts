/** Credentials as they are used: what clouds.yaml or the environment held is already in its place. */
export type CredentialsConfig =
  | {
      readonly type: "password";
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
  | { readonly type: "applicationCredential"; readonly authUrl: string; readonly id: string; readonly secret: string }
  | { readonly type: "token"; readonly token: string; readonly authUrl?: string | undefined }
  | {
      readonly type: "aksk";
      readonly accessKey: string;
      readonly secretKey: string;
      readonly securityToken?: string | undefined;
      readonly iamEndpoint?: string | undefined;
    }
  | { readonly type: "basic"; readonly username: string; readonly password: string }
  | { readonly type: "forward" };
