import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error" | "level">;

export interface LogOptions {
  /** Standard error by default: standard output belongs to the one line with the base URL. */
  readonly destination?: DestinationStream;
  readonly level?: "debug" | "info" | "warn" | "error" | "silent";
}

/** Whatever carries a secret under one of these names, at the top or one level down, is written as [redacted]. */
const SECRET_NAMES = [
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
];
const pathsOf = (name: string): string[] => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`];

/** JSON lines. `url` counts as a secret: a pre-signed link is one, and a GET's query holds the caller's variables. */
export const createLog = ({ destination, level = "info" }: LogOptions = {}): Logger =>
  pino(
    {
      level,
      base: { service: "auditgraph" },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_NAMES.flatMap(pathsOf), censor: "[redacted]" },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
