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

/** An id of a project or an instance: it goes into URLs. */
export const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - and _");

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

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

/** What a text says as a flag, by the words of YAML 1.1, which PyYAML reads; undefined for any other. */
export const flagOf = (text: string): boolean | undefined => {
  const word = text.toLowerCase();
  return Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined;
};

/** true or false, also as text: yes, no, on, off. */
export const flag = z.preprocess(
  (value) => (typeof value === "string" ? (flagOf(value) ?? value) : value),
  z.boolean("must be true or false"),
);

const addresses = [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()];

/** An IP address, or a network of them in CIDR notation. */
export const addressOrNetwork = text.superRefine((value, context) => {
  if (addresses.some((each) => each.safeParse(value).success)) return;
  context.addIssue({ code: "custom", message: "must be an IP address or a network, like 10.0.0.7 or 10.0.0.0/8" });
});

/** %(tenant_id)s, $(tenant_id)s, {project_id}: what a service puts values into before anyone asks it. */
const PLACEHOLDER = /%\(|\$\(|[{}]|%7[bd]/i;

const isDecodable = (path: string): boolean => {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
};

const parsed = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined);

/**
 * What is wrong with an absolute URL of one of the schemes, as half a sentence: a user, a query or a fragment would be lost
 * or leak, a placeholder would be asked for as it stands.
 */
const urlFault = (value: string, schemes: readonly string[], like: string): string | undefined => {
  if (PLACEHOLDER.test(value)) return "holds a placeholder; write the value in its place, or leave that part away";
  const url = parsed(value);
  if (url === undefined || !schemes.includes(url.protocol)) return `must be a URL like ${like}`;
  if (!isDecodable(url.pathname)) return "holds a % that encodes nothing; write %25 for it";
  if (url.search !== "" || url.hash !== "") return "must be a URL without a query and a fragment";
  if (url.protocol.startsWith("http") && (url.username !== "" || url.password !== ""))
    return "must be a URL without a user and a password; they belong to credentials";
  return undefined;
};

const HTTP = [["http:", "https:"], "https://host.example/path"] as const;

/** The same for a service's URL that stands in another file than ours. */
export const httpUrlFault = (value: string): string | undefined => urlFault(value, ...HTTP);

const urlOf = (schemes: readonly string[], like: string): z.ZodType<string> =>
  text.superRefine((value, context) => {
    const message = urlFault(value, schemes, like);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

export const httpUrl = urlOf(...HTTP);
export const redisUrl = urlOf(["redis:", "rediss:"], "redis://host.example:6379");

/** Scheme, host and port of pages, as a browser sends them in Origin; or `*`. */
export const origin = text.superRefine((value, context) => {
  if (value === "*" || (/^https?:$/.test(parsed(value)?.protocol ?? "") && parsed(value)?.origin === value)) return;
  context.addIssue({
    code: "custom",
    message: "must be an origin, like https://dashboard.example or http://localhost:5173, without a path; or *",
  });
});

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

/** Of the key beside a certificate. */
export const PRIVATE_KEY = "its private key, PEM, not encrypted";

/** A client's certificate, shown to `peer`. */
export const clientKeys = (peer: string) => ({
  certFile: option(text.optional(), `the client certificate that is shown to ${peer}, PEM`, {
    otherwise: "none is shown",
  }),
  keyFile: option(text.optional(), PRIVATE_KEY, { otherwise: "needed by `certFile`" }),
});

/** Is a host name or address this machine only? */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
