import type { AccessConfig } from "./config/config.js";
import { ConfigError } from "./config/config-error.js";
import type { AccessPolicy } from "./server/access/access-policy.js";
import { openAccess } from "./server/access/open-access.js";

/** The policy of the configured access mode. Throws ConfigError for a mode that this version does not serve. */
export const accessOf = (access: AccessConfig, origin: string): AccessPolicy => {
  if (access.mode === "open") return openAccess;
  const problem = `the access mode ${access.mode} is not served by this version`;
  throw new ConfigError(origin, [{ path: "access.mode", problem, cure: "Use open, on a loopback host." }]);
};
