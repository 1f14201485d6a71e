import { type Sandbox, type SandboxOptions, startSandbox } from "#sandbox";
import type { Environment } from "./config/environment.js";
import { type Config, parseConfig } from "./config/parse.js";
import { sourceKinds } from "./sources/registry.js";

/** Starts the sandbox, and reads its configuration in the way of every other. */
export const startConfiguredSandbox = async (
  env: Environment,
  options?: SandboxOptions,
): Promise<{ readonly sandbox: Sandbox; readonly config: Config }> => {
  const sandbox = await startSandbox(options);
  try {
    const config = parseConfig(sandbox.configuration(), { origin: "sandbox", env, kinds: sourceKinds });
    return { sandbox, config };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
};
