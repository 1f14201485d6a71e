import { isNativeError } from "node:util/types";
import type { Written } from "../config/settings.js";
import { type DestinationStream, type Logger, pino } from "pino";

/** Whatever carries a secret under one of these names, at the top or two levels down, is written as [redacted]. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "password",
  "secret",
  "secretKey",
  "securityToken",
  "token",
  "url",
  "x-auth-token",
  "x-subject-token",
  "X-Auth-Token",
  "X-Subject-Token",
]);
const CENSOR = "[redacted]";
const LEVELS = 3;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const holdsSecret = (value: unknown, levels: number): boolean => {
  if (!isObject(value) || levels === 0) return false;
  for (const name of Object.keys(value)) {
    if (SECRET_NAMES.has(name) || holdsSecret(value[name], levels - 1)) return true;
  }
  return false;
};

const censored = (value: unknown, levels: number): unknown => {
  if (!isObject(value) || levels === 0) return value;
  if (Array.isArray(value)) return value.map((item) => censored(item, levels - 1));
  const plain = isNativeError(value) ? pino.stdSerializers.err(value) : value;
  return Object.fromEntries(
    Object.entries(plain).map(([name, member]) => [
      name,
      SECRET_NAMES.has(name) ? CENSOR : censored(member, levels - 1),
    ]),
  );
};

/**
 * What a line of the log may hold of these facts. `url` counts as a secret: a pre-signed link is one, and a GET's query
 * holds the caller's variables. Almost no line holds one, so it is looked for before anything is copied: pino's own
 * redaction copies every line, and took a fifth of what an operation allocates.
 */
const withoutSecrets = (facts: Record<string, unknown>): Record<string, unknown> =>
  holdsSecret(facts, LEVELS) ? (censored(facts, LEVELS) as Record<string, unknown>) : facts;

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error" | "level" | "child">;

interface LogOptions {
  /** Standard error by default: standard output belongs to the one line with the base URL. */
  readonly destination?: DestinationStream;
  readonly level?: Written<"log">["level"];
}

/** JSON lines, without secrets. */
export const createLog = ({ destination, level = "info" }: LogOptions = {}): Logger =>
  pino(
    {
      level,
      base: { service: "auditgraph" },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withoutSecrets },
      // What withoutSecrets made of an error is written as it is.
      serializers: { err: (err: unknown) => (isNativeError(err) ? pino.stdSerializers.err(err) : err) },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
