import type { Sandbox, SandboxOptions } from "#sandbox";
import type { Environment } from "./config/environment.js";
import { type NamedFile, namedFile } from "./config/load.js";
import { type Config, parseConfig } from "./config/parse.js";
import { ConfigError } from "./config/problems.js";
import { sourceKinds } from "./sources/registry.js";

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

/** Starts the sandbox, and reads its configuration in the way of every other. Loads it: who has a configuration need not. */
export const startConfiguredSandbox = async (
  env: Environment,
  options?: SandboxOptions,
): Promise<{ readonly sandbox: Sandbox; readonly config: Config }> => {
  const sandbox = await (await import("#sandbox")).startSandbox(options);
  try {
    const config = parseConfig(sandbox.configuration(), { origin: "sandbox", env, kinds: sourceKinds });
    return { sandbox, config };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
};
