import type { Config } from "./config/config.js";
import { ConfigError } from "./config/config-error.js";
import type { Telemetry } from "./telemetry/create-telemetry.js";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its directory is not there",
  ENOTDIR: "its directory is none",
  EACCES: "this process may not write it",
  EISDIR: "it is a directory",
  EROFS: "the file system takes no writes",
  ENOSPC: "the disk is full",
};

const reasonOf = (error: unknown): string => {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return reasons[code] ?? "it cannot be opened";
};

/** Sends the access log where the configuration wants it. Throws ConfigError for a file that cannot be written. */
export const directAccessLog = ({ accessLog }: Pick<Telemetry, "accessLog">, { accessLog: to }: Config): void => {
  try {
    accessLog.direct(to);
  } catch (error) {
    const file = typeof to === "object" ? to.file : to;
    const cure = "Name a file in accessLog.to.file that this process may append to.";
    throw new ConfigError(file, [{ path: "accessLog.to.file", problem: reasonOf(error), cure }]);
  }
};
