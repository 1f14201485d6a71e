import { dirname, isAbsolute, resolve } from "node:path";
import { z } from "zod";
import type { CloudFacts, Wanted } from "./cloud-entry.js";
import type { CloudFault, Value } from "./cloud-values.js";
import { findCloud, readCloud, readEnvCredentials } from "./clouds.js";
import type { Origins } from "./credential-types.js";
import { setting } from "./environment.js";
import { certificateFailure, certificatesAt, type FileContext, provenCertificates } from "./files.js";
import { type Path, isMissing } from "./problems.js";
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

/** Credentials as they are written. `cloud` and `env` stand for others and are resolved below. */
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

/** What a source gets from its credentials, wherever they stand. */
export interface CredentialFacts extends Omit<CloudFacts, "cacert"> {
  /** Trusted certificates, PEM. */
  readonly ca: string | undefined;
}

const NOTHING = { region: undefined, interface: undefined, endpoint: undefined, projectId: undefined, ca: undefined };

/** The certificates of cacert: in the value itself, or in a file or directory where openstackclient would look, or beside `beside`. */
const trusted = (cacert: Value, beside: string | undefined, context: FileContext): string => {
  const { env, origin } = context;
  const [written] = cacert.list;
  if (written.trimStart().startsWith("-----BEGIN")) return provenCertificates(written);
  const file = written.replace(/^~(?=\/)/, setting(env, "HOME") ?? "~");
  const places = [
    file,
    ...[beside, origin].flatMap((near) => (near === undefined ? [] : [resolve(dirname(near), file)])),
  ];
  let failure: unknown;
  for (const place of isAbsolute(file) ? [file] : places) {
    try {
      return certificatesAt(place, context);
    } catch (error) {
      failure ??= error;
      if (!isMissing(error)) throw error;
    }
  }
  throw failure;
};

interface Place {
  readonly path: Path;
  /** Whose facts they are, for sentences. */
  readonly what: string;
  /** The file that they stand in. */
  readonly file?: string;
}

const usable = (
  found: CloudFacts | CloudFault,
  { path, what, file }: Place,
  context: FileContext,
): CredentialFacts | undefined => {
  const { problems } = context;
  if ("problem" in found) {
    problems.add(path, `${what} ${found.problem}`, found.cure);
    return undefined;
  }
  const { cacert, origins, ...facts } = found;
  const from = Object.entries(origins).flatMap(([fact, name]) =>
    name === undefined ? [] : [[fact, /^(?:OS|HUAWEICLOUD)_/.test(name) ? name : `${name} of ${what}`]],
  );
  try {
    const ca = cacert && trusted(cacert, file, context);
    return { ...facts, ca, origins: Object.fromEntries(from) as Origins };
  } catch (error) {
    const name = cacert?.name ?? "cacert";
    problems.add(
      path,
      `${what} names a file in ${name}, and ${certificateFailure(error)}`,
      "Name a PEM file with certificates.",
    );
    return undefined;
  }
};

interface Cloud {
  readonly name: string;
  /** The OS_* variables count beside it. */
  readonly byEnvironment: boolean;
}

const cloudFacts = (
  { name, byEnvironment }: Cloud,
  path: Path,
  wanted: Wanted,
  context: FileContext,
): CredentialFacts | undefined => {
  const { problems, readFile, env } = context;
  const found = findCloud(name, env, readFile);
  if ("searched" in found) {
    const places = found.searched.filter((place) => !/\.(?:yml|json)$/.test(place));
    problems.add(path, "there is no clouds.yaml", `Put one at ${places.join(", ")}.`);
    return undefined;
  }
  if ("known" in found) {
    problems.add(
      path,
      `${found.path} has no cloud ${JSON.stringify(name)}`,
      `It knows ${found.known.join(", ") || "none"}.`,
    );
    return undefined;
  }
  const facts = readCloud(found.entry, byEnvironment ? env : undefined, wanted);
  return usable(facts, { path, what: `cloud ${JSON.stringify(name)} in ${found.path}`, file: found.path }, context);
};

/**
 * Puts what clouds.yaml or the environment hold in the place of `cloud` and `env`, with all that came with it. Undefined,
 * with a problem, where they hold nothing usable.
 */
export const resolveCredentials = (
  written: WrittenCredentials,
  path: Path,
  wanted: Wanted,
  context: FileContext,
): CredentialFacts | undefined => {
  const { env } = context;
  if (written.type === "cloud") {
    return cloudFacts({ name: written.cloud, byEnvironment: false }, [...path, "cloud"], wanted, context);
  }
  if (written.type !== "env") return { credentials: written, ...NOTHING, origins: {} };
  const name = setting(env, "OS_CLOUD");
  if (name !== undefined) return cloudFacts({ name, byEnvironment: true }, path, wanted, context);
  return usable(readEnvCredentials(env, wanted), { path, what: "the environment" }, context);
};
