import { z } from "zod";
import { httpUrl, strict, text } from "./values.js";

const password = strict({
  type: z.literal("password"),
  authUrl: httpUrl,
  username: text.optional(),
  userId: text.optional(),
  password: text,
  userDomainName: text.optional(),
  userDomainId: text.optional(),
  projectName: text.optional(),
  projectId: text.optional(),
  projectDomainName: text.optional(),
  projectDomainId: text.optional(),
}).superRefine((value, context) => {
  if (value.username === undefined && value.userId === undefined) {
    context.addIssue({ code: "custom", path: ["username"], message: "is missing; name the user here, or by userId" });
  }
  if (value.projectName === undefined && value.projectId === undefined) {
    const message = "is missing; name the project here, or by projectId";
    context.addIssue({ code: "custom", path: ["projectName"], message });
  }
});

const applicationCredential = strict({
  type: z.literal("applicationCredential"),
  authUrl: httpUrl,
  id: text,
  secret: text,
});

/** Header values: what could end a header is refused here, not at the first request. */
const headerText = text.regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces");

const token = strict({ type: z.literal("token"), token: headerText, authUrl: httpUrl.optional() });

const aksk = strict({
  type: z.literal("aksk"),
  accessKey: headerText,
  secretKey: text,
  securityToken: headerText.optional(),
  iamEndpoint: httpUrl.optional(),
});

const basic = strict({
  type: z.literal("basic"),
  username: text.regex(/^[^:\s]+$/, "must not hold white space or a colon"),
  password: text.regex(/^\S+$/, "must not hold white space"),
});

const forward = strict({ type: z.literal("forward") });
const cloud = strict({ type: z.literal("cloud"), cloud: text });
const env = strict({ type: z.literal("env") });

const variants = [password, applicationCredential, token, aksk, basic, forward, cloud, env] as const;
const types = variants.map(({ shape }) => shape.type.value);

/** Credentials as they are written. `cloud` and `env` stand for others and are resolved (resolve-credentials.ts). */
export const credentialsSchema = z.discriminatedUnion("type", variants, {
  error: ({ input }) => (input === undefined ? "is missing" : `must be one of ${types.join(", ")}`),
});
export type WrittenCredentials = z.infer<typeof credentialsSchema>;
