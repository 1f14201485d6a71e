import type { Running } from "./app.js";
import type { Config, Environment, SandboxMode } from "./config/config.js";
import { loadConfig } from "./config/load-config.js";
import { onSighup } from "./on-sighup.js";
import { reload } from "./reload.js";
import { serve } from "./serve.js";
import { sourceKinds } from "./sources/registry.js";
import { stopOnSignals } from "./stop-on-signals.js";
import { createLog } from "./telemetry/log.js";

export interface RunOptions {
  /** The file that --config names. */
  readonly file: string | undefined;
  /** --sandbox. */
  readonly sandbox: boolean;
  readonly env: Environment;
}

interface Begun {
  readonly running: Running;
  readonly isSandbox: boolean;
  readonly onHangUp: () => Promise<void>;
}

export interface Run extends Running {
  /** What is served is made up. */
  readonly isSandbox: boolean;
}

/** Serves until a signal ends it: the file that is named, or the sandbox. */
export const run = async ({ file, sandbox, env }: RunOptions): Promise<Run> => {
  const log = createLog();
  const load = (variables: Environment = {}): Config | SandboxMode =>
    loadConfig({ file, sandbox, env: { ...env, ...variables }, kinds: sourceKinds });

  const begin = async (): Promise<Begun> => {
    const started = load();
    if (started.mode === "sandbox") {
      const onHangUp = (): Promise<void> => {
        log.info("SIGHUP is ignored: the sandbox has no configuration to be read again");
        return Promise.resolve();
      };
      // Loaded only here: a server that has a configuration need not wait for it.
      const { serveSandbox } = await import("./serve-sandbox.js");
      return { running: await serveSandbox({ env, log, isWholeProcess: true }), isSandbox: true, onHangUp };
    }
    log.level = started.log.level;
    const running = await serve(started, { log, isWholeProcess: true });
    const apply = async (config: Config): Promise<void> => {
      await running.reconfigure(config);
      log.level = config.log.level;
    };
    const again = (variables: Environment): Config => {
      const config = load(variables);
      if (config.mode === "sandbox") throw new Error("the configuration's name is lost");
      return config;
    };
    const onHangUp = async (): Promise<void> => {
      // First, and whatever the configuration holds: whoever rotates logs waits for it.
      running.reopenLogs();
      await reload({ started, load: again, apply, log });
    };
    return { running, isSandbox: false, onHangUp };
  };

  const begun = begin();
  // From the first moment on: a signal that comes before it serves must not end the process.
  onSighup(async () => (await begun).onHangUp());
  const { running, isSandbox } = await begun;
  stopOnSignals(() => running.stop(), log);
  return { ...running, isSandbox };
};
