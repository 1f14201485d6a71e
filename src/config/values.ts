import { z } from "zod";

/** An object that knows its keys: any other is named, with those that may stand there. */
export const strict = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}; known are ${Object.keys(shape).join(", ")}`
        : undefined,
  });

/** Not empty: an empty value is a variable that was set to nothing more often than it is meant. */
export const text = z.string().min(1, "must not be empty");

/** A whole number, also as text, since ${NAME} is text. */
export const wholeNumber = (least: number, most: number): z.ZodType<number> =>
  z.preprocess(
    (value) => (typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z
      .int(`must be a whole number from ${least} to ${most}`)
      .min(least, `must be at least ${least}`)
      .max(most, `must be at most ${most}`),
  );

/** A share from 0 to 1, also as text. */
export const share: z.ZodType<number> = z.preprocess(
  (value) => (typeof value === "string" && /^\d(?:\.\d{1,15})?$/.test(value) ? Number(value) : value),
  z.number("must be a number from 0 to 1").min(0, "must be at least 0").max(1, "must be at most 1"),
);

/** true or false, also as text. */
export const flag = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean("must be true or false"),
);

const addresses = [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()];

/** An IP address, or a network of them in CIDR notation. */
export const addressOrNetwork = text.superRefine((value, context) => {
  if (addresses.some((each) => each.safeParse(value).success)) return;
  context.addIssue({ code: "custom", message: "must be an IP address or a network, like 10.0.0.7 or 10.0.0.0/8" });
});

const parsed = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined);

/** An absolute URL of one of the schemes. Without a user, a query or a fragment, which would be lost or leak. */
const urlOf = (schemes: readonly string[], like: string): z.ZodType<string> =>
  text.superRefine((value, context) => {
    const url = parsed(value);
    const refuse = (message: string): void => context.addIssue({ code: "custom", message });
    if (url === undefined || !schemes.includes(url.protocol)) refuse(`must be a URL like ${like}`);
    else if (url.search !== "" || url.hash !== "") refuse("must be a URL without a query and a fragment");
    else if (url.protocol.startsWith("http") && (url.username !== "" || url.password !== ""))
      refuse("must be a URL without a user and a password; they belong to credentials");
  });

export const httpUrl = urlOf(["http:", "https:"], "https://host.example/path");
export const redisUrl = urlOf(["redis:", "rediss:"], "redis://host.example:6379");

interface OptionFacts {
  /** The environment variable that wins over the file. */
  readonly env?: string;
  /** What counts where the key is left out and there is no one default: half a sentence. */
  readonly otherwise?: string;
}

/**
 * One key of the file with what the reference and editors say of it: Markdown without a full stop at its end. Its type,
 * range and default need no words; they are taken from the schema itself.
 */
export const option = <S extends z.ZodType>(schema: S, description: string, { env, otherwise }: OptionFacts = {}): S =>
  schema.meta({
    description,
    ...(env === undefined ? {} : { "x-env": env }),
    ...(otherwise === undefined ? {} : { "x-otherwise": otherwise }),
  });

/** Is a host name or address this machine only? */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
