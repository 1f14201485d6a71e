import { z } from "zod";
import { httpUrl, option, strict, text } from "./values.js";

const said = <S extends z.ZodRawShape>(description: string, shape: S): z.ZodObject<S, z.core.$strict> =>
  option(strict(shape), description);

const AUTH_URL = "the identity service, such as `https://identity.example/v3`";
const authUrl = option(httpUrl, AUTH_URL);
const sharedAuthUrl = option(httpUrl.optional(), AUTH_URL);

const passwordWith = <U extends z.ZodType<string | undefined>>(url: U) =>
  said("a Keystone user with a password", {
    type: z.literal("password"),
    authUrl: url,
    username: option(text.optional(), "the user, or `userId`"),
    userId: option(text.optional(), "the user's id"),
    password: option(text, "the user's password"),
    userDomainName: option(text.optional(), "the user's domain, or `userDomainId`"),
    userDomainId: option(text.optional(), "the id of the user's domain"),
    projectName: option(text.optional(), "the project, or `projectId`"),
    projectId: option(text.optional(), "the project's id"),
    projectDomainName: option(text.optional(), "the project's domain, or `projectDomainId`"),
    projectDomainId: option(text.optional(), "the id of the project's domain"),
  }).superRefine(({ username, userId, projectName, projectId }, context) => {
    const missing = (key: string, message: string): void => context.addIssue({ code: "custom", path: [key], message });
    if (username === undefined && userId === undefined) {
      missing("username", "is missing; name the user here, or by userId");
    }
    if (projectName === undefined && projectId === undefined) {
      missing("projectName", "is missing; name the project here, or by projectId");
    }
  });

const applicationCredentialWith = <U extends z.ZodType<string | undefined>>(url: U) =>
  said("a Keystone application credential", {
    type: z.literal("applicationCredential"),
    authUrl: url,
    id: option(text, "the credential's id"),
    secret: option(text, "its secret"),
  });

/** Header values: what could end a header is refused here, not at the first request. */
const headerText = text.regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces");

const token = said("a fixed token; its end is yours to watch", {
  type: z.literal("token"),
  token: option(headerText, "a fixed X-Auth-Token"),
  authUrl: option(
    httpUrl.optional(),
    "the identity service, where the token's catalog and project are to be looked up",
  ),
});

const aksk = said("an access key: each request is signed (SDK-HMAC-SHA256)", {
  type: z.literal("aksk"),
  accessKey: option(headerText, "the access key (AK)"),
  secretKey: option(text, "the secret key (SK): it signs, and is never sent"),
  securityToken: option(headerText.optional(), "of temporary keys"),
  iamEndpoint: option(httpUrl.optional(), "the IAM service, which tells a region's project", {
    otherwise: "known for myhuaweicloud and otc.t-systems.com endpoints",
  }),
});

const basic = said("HTTP Basic", {
  type: z.literal("basic"),
  username: option(text.regex(/^[^:\s]+$/, "must not hold white space or a colon"), "the user"),
  password: option(text.regex(/^\S+$/, "must not hold white space"), "the user's password"),
});

const forward = said(
  "the caller's own X-Auth-Token goes to the source, and nothing is shared between callers. Project, catalog and endpoint " +
    "are those of the caller's token, as far as the source names none and the access mode tells them",
  { type: z.literal("forward") },
);
const cloud = said("an entry of clouds.yaml, found as OpenStack clients find it", {
  type: z.literal("cloud"),
  cloud: option(text, "the entry's name"),
});
const env = said("the `OS_*` variables of an openrc file, or `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`", {
  type: z.literal("env"),
});

export const credentialVariants = [
  passwordWith(authUrl),
  applicationCredentialWith(authUrl),
  token,
  aksk,
  basic,
  forward,
  cloud,
  env,
] as const;
const types = credentialVariants.map(({ shape }) => shape.type.value);

/** Credentials as they are written. `cloud` and `env` stand for others (credentials.ts). */
export const credentialsSchema = z.discriminatedUnion("type", credentialVariants, {
  error: ({ input }) => (input === undefined ? "is missing" : `must be one of ${types.join(", ")}`),
});
export type WrittenCredentials = z.infer<typeof credentialsSchema>;

/** Those that can prove a service account to an identity service, which is named beside them. */
export const accountSchema = z.discriminatedUnion(
  "type",
  [passwordWith(sharedAuthUrl), applicationCredentialWith(sharedAuthUrl), token, cloud, env],
  {
    error: ({ input }) =>
      input === undefined
        ? "is missing"
        : "cannot validate callers' tokens; use password, applicationCredential, token, cloud or env",
  },
);
export type WrittenAccount = z.infer<typeof accountSchema>;

/** Which of a service's endpoints in a catalog. */
export type Interface = "public" | "internal" | "admin";

/** Where what decides whose data is read was named: a key of clouds.yaml or a variable. */
export type Origins = Readonly<
  Partial<Record<"identity" | "project" | "domain" | "region" | "interface" | "endpoint", string | undefined>>
>;

type WrittenAs<Type extends WrittenCredentials["type"]> = Readonly<Extract<WrittenCredentials, { type: Type }>>;
type Password = WrittenAs<"password">;

export type UserConfig = Pick<Password, "username" | "userId" | "userDomainName" | "userDomainId">;

/** What a token is for: a project, or one of those that clouds.yaml and the environment may name. */
export interface ScopeConfig extends Pick<
  Password,
  "projectName" | "projectId" | "projectDomainName" | "projectDomainId"
> {
  readonly domainName?: string | undefined;
  readonly domainId?: string | undefined;
  readonly trustId?: string | undefined;
  readonly system?: boolean | undefined;
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
  | (Password & ScopeConfig & { readonly agency?: AgencyConfig | undefined })
  | (Omit<WrittenAs<"applicationCredential">, "id"> &
      ScopeConfig &
      UserConfig & {
        readonly id?: string | undefined;
        /** With its user, in place of the id. */
        readonly name?: string | undefined;
      })
  | (WrittenAs<"token"> & ScopeConfig)
  | WrittenAs<"aksk" | "basic" | "forward">;
