import { type NamedFile, namedFile } from "./config/load.js";
import { ConfigError } from "./config/problems.js";

/** A build for operators may leave the sandbox out (Dockerfile). Throws ConfigError where nothing else could be served. */
export const requireSandbox = async (named: NamedFile): Promise<void> => {
  if (namedFile(named) !== undefined) return;
  try {
    await import("#sandbox");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    const problem =
      "no configuration is named by --config or AUDITGRAPH_CONFIG, and this build has no sandbox to serve";
    throw new ConfigError("auditgraph", [{ path: "", problem, cure: "" }]);
  }
};
