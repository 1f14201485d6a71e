import { type Running, serve, type ServeOptions } from "./product.js";
import { type Environment, setting } from "./config/environment.js";
import { parseConfig } from "./config/parse.js";
import { type SandboxOptions, startSandbox } from "#sandbox";
import { sourceKinds } from "./sources/registry.js";

export interface ServeSandboxOptions extends Pick<ServeOptions, "log" | "clock" | "isWholeProcess"> {
  readonly env: Environment;
  readonly sandbox?: SandboxOptions;
}

/** Starts the embedded upstreams and serves over them, by a configuration that went the way of every other. */
export const serveSandbox = async ({ env, sandbox: options, ...rest }: ServeSandboxOptions): Promise<Running> => {
  const sandbox = await startSandbox(options);
  const origin = "sandbox";
  try {
    const config = parseConfig(sandbox.configuration(), { origin, env, kinds: sourceKinds });
    if (setting(env, "LOG_LEVEL") !== undefined) rest.log.level = config.log.level;
    const running = await serve(config, { ...rest, isSandbox: true });
    rest.log.info({ control: sandbox.urls.control }, "faults can be switched on at the sandbox's control interface");
    return {
      ...running,
      stop: async () => {
        await running.stop();
        await sandbox.stop();
      },
    };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
};
