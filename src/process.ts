import { requireSandbox } from "./built-sandbox.js";
import { type Environment, setting } from "./config/environment.js";
import { loadConfig, type SandboxMode, waitingForRestart } from "./config/load.js";
import type { Config } from "./config/parse.js";
import { ConfigError } from "./config/problems.js";
import { Product } from "./product.js";
import { sourceKinds } from "./sources/registry.js";
import { createLog, type Log } from "./telemetry/log.js";

/** What the command line and the environment say. */
interface RunOptions {
  /** The file that --config names. */
  readonly file: string | undefined;
  /** --sandbox. */
  readonly sandbox: boolean;
  readonly env: Environment;
}

/** With these variables over the environment. Throws ConfigError. */
const load = ({ env, ...named }: RunOptions, variables: Environment = {}): Config | SandboxMode =>
  loadConfig({ ...named, env: { ...env, ...variables }, kinds: sourceKinds });

const startSandboxProduct = async (env: Environment, log: Log): Promise<Product> => {
  // Loaded only here: a server that has a configuration need not wait for it.
  const { startConfiguredSandbox } = await import("./configured-sandbox.js");
  const { sandbox, config } = await startConfiguredSandbox(env);
  if (setting(env, "LOG_LEVEL") !== undefined) log.level = config.log.level;
  try {
    const product = await Product.start(config, { log, isWholeProcess: true, sandbox });
    log.info({ control: sandbox.urls.control }, "faults can be switched on at the sandbox's control interface");
    return product;
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
};

/** The configuration of the file as it is now. */
const loadAgain = (options: RunOptions, variables?: Environment): Config => {
  const config = load(options, variables);
  if (config.mode === "sandbox") throw new Error("the configuration's name is lost");
  return config;
};

/** Serves a changed configuration. A wrong one is refused with its reasons in the log, and what was served stays. */
const reload = async (product: Product, started: Config, options: RunOptions, log: Log): Promise<void> => {
  try {
    const { host } = started.server;
    const wanted = loadAgain(options);
    // Judged by the address that it listens at: a loopback host in the file must not open a public one to everybody.
    const config = wanted.server.host === host ? wanted : loadAgain(options, { HOST: host });
    await product.reload(config);
    log.level = config.log.level;
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
const stopOnSignals = (product: Product, log: Log): void => {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "draining");
    product.stop().then(
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

interface Begun {
  readonly config: Config | SandboxMode;
  readonly product: Product;
}

const begin = async (options: RunOptions, log: Log): Promise<Begun> => {
  await requireSandbox(options);
  const config = load(options);
  if (config.mode === "sandbox") return { config, product: await startSandboxProduct(options.env, log) };
  log.level = config.log.level;
  return { config, product: await Product.start(config, { log, isWholeProcess: true }) };
};

/** Serves until a signal ends it: the file that is named, or the sandbox. */
export const run = async (options: RunOptions): Promise<{ readonly baseUrl: string; readonly isSandbox: boolean }> => {
  const log = createLog();
  const begun = begin(options, log);
  // From the first moment on: a signal that comes before it serves must not end the process.
  onSighup(async () => {
    const { config, product } = await begun;
    if (config.mode === "sandbox") {
      log.info("SIGHUP is ignored: the sandbox has no configuration to be read again");
      return;
    }
    // First, and whatever the configuration holds: a rotation of logs waits for it.
    product.reopenLogs();
    await reload(product, config, options, log);
  });
  const { config, product } = await begun;
  stopOnSignals(product, log);
  return { baseUrl: product.baseUrl, isSandbox: config.mode === "sandbox" };
};
