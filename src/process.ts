import { requireSandbox } from "./built-sandbox.js";
import type { Config } from "./config/parse.js";
import type { Environment } from "./config/environment.js";
import { loadConfig, type SandboxMode, waitingForRestart } from "./config/load.js";
import { ConfigError } from "./config/problems.js";
import { type Running, serve } from "./product.js";
import { sourceKinds } from "./sources/registry.js";
import { createLog, type Log } from "./telemetry/log.js";

interface ReloadOptions {
  /** The configuration that the process was started with. */
  readonly started: Config;
  /** Reads the configuration anew, with these variables over the environment. Throws ConfigError. */
  readonly load: (variables: Environment) => Config;
  readonly apply: (config: Config) => Promise<void>;
  readonly log: Log;
}

/** Takes a changed configuration. A wrong one is refused with its reasons in the log, and what was served stays. */
const reload = async ({ started, load, apply, log }: ReloadOptions): Promise<void> => {
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

/**
 * Runs the work at every SIGHUP, one after the other. Signals that come while one waits are met by that one: it begins
 * after them.
 */
const onSighup = (work: () => Promise<void>): void => {
  let last = Promise.resolve();
  let isWaiting = false;
  process.on("SIGHUP", () => {
    if (isWaiting) return;
    isWaiting = true;
    last = last.then(() => {
      isWaiting = false;
      return work();
    });
  });
};

/** SIGTERM and SIGINT drain and end the process with 0; a second one does not wait. */
const stopOnSignals = (stop: () => Promise<void>, log: Log): void => {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "draining");
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the drain failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
};

interface RunOptions {
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

interface Run extends Running {
  /** What is served is made up. */
  readonly isSandbox: boolean;
}

/** Serves until a signal ends it: the file that is named, or the sandbox. */
export const run = async ({ file, sandbox, env }: RunOptions): Promise<Run> => {
  const log = createLog();
  const load = (variables: Environment = {}): Config | SandboxMode =>
    loadConfig({ file, sandbox, env: { ...env, ...variables }, kinds: sourceKinds });

  const begin = async (): Promise<Begun> => {
    await requireSandbox({ file, env });
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
