import type { Config, Environment } from "./config/config.js";
import { ConfigError } from "./config/config-error.js";
import { waitingForRestart } from "./config/waiting-for-restart.js";
import type { Log } from "./telemetry/log.js";

export interface ReloadOptions {
  /** The configuration that the process was started with. */
  readonly started: Config;
  /** Reads the configuration anew, with these variables over the environment. Throws ConfigError. */
  readonly load: (variables: Environment) => Config;
  readonly apply: (config: Config) => Promise<void>;
  readonly log: Log;
}

/** Takes a changed configuration. A wrong one is refused with its reasons in the log, and what was served stays. */
export const reload = async ({ started, load, apply, log }: ReloadOptions): Promise<void> => {
  try {
    const { host } = started.server;
    const wanted = load({});
    // Judged by the address that is listened at: else a loopback host in the file could open a public one to everybody.
    const config = wanted.server.host === host ? wanted : load({ HOST: host });
    await apply(config);
    const restart = waitingForRestart(started, wanted);
    const sources = config.sources.map(({ name }) => name);
    log.info({ sources }, "the configuration was read again and is served");
    if (restart.length > 0) log.warn({ settings: restart }, "changed settings wait for a restart");
  } catch (error) {
    const reasons = error instanceof ConfigError ? { problems: error.message.split("\n") } : { err: error };
    log.error(reasons, "the configuration was read again and refused; the one before is still served");
  }
};
