import { isNativeError } from "node:util/types";
import { type DestinationStream, type Logger, pino } from "pino";
import { withoutSecrets } from "./without-secrets.js";

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error" | "level" | "child">;

export interface LogOptions {
  /** Standard error by default: standard output belongs to the one line with the base URL. */
  readonly destination?: DestinationStream;
  readonly level?: "debug" | "info" | "warn" | "error" | "silent";
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
