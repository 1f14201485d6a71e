import { type Environment, setting } from "./config/environment.js";
import { loadConfig, namedFile, type SandboxMode, waitingForRestart } from "./config/load.js";
import type { Config } from "./config/parse.js";
import { ConfigError } from "./config/problems.js";
import type { Control, Reloaded } from "./control.js";
import { FollowedFiles } from "./followed-files.js";
import { Product } from "./product.js";
import { requireSandbox, startConfiguredSandbox } from "./served-sandbox.js";
import { sourceKinds } from "./sources/registry.js";
import { createLog, type Log } from "./telemetry/log.js";

/** What the command line and the environment say. */
interface RunOptions {
  /** The file that --config names. */
  readonly file: string | undefined;
  /** --sandbox. */
  readonly sandbox: boolean;
  /** --control: the socket to hear of reloads at. */
  readonly control?: string | undefined;
  readonly env: Environment;
}

/** With these variables over the environment. Throws ConfigError. */
const load = ({ env, ...named }: RunOptions, variables: Environment = {}): Config | SandboxMode =>
  loadConfig({ ...named, env: { ...env, ...variables }, kinds: sourceKinds });

const startSandboxProduct = async (env: Environment, log: Log): Promise<Product> => {
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

const reasonsOf = (error: unknown): readonly string[] =>
  error instanceof ConfigError ? error.message.split("\n") : ["an unexpected fault; the log of the process has it"];

interface Served {
  readonly product: Product;
  /** What the process was started with. */
  readonly started: Config;
  /** What it serves now. */
  config: Config;
  readonly log: Log;
}

/** Serves a changed configuration. A wrong one is refused with its reasons in the log, and what was served stays. */
const reload = async (served: Served, options: RunOptions): Promise<Reloaded> => {
  const { product, started, log } = served;
  try {
    const { host } = started.server;
    const wanted = loadAgain(options);
    // Judged by the address that it listens at: a loopback host in the file must not open a public one to everybody.
    const config = wanted.server.host === host ? wanted : loadAgain(options, { HOST: host });
    await product.reload(config);
    served.config = config;
    log.level = config.log.level;
    const restart = waitingForRestart(started, wanted);
    const sources = config.sources.map(({ name }) => name);
    log.info({ sources }, "the configuration was read again and is served");
    if (restart.length > 0) log.warn({ settings: restart }, "changed settings wait for a restart");
    return { served: true, sources, restart };
  } catch (error) {
    product.reloadRefused();
    const reasons = error instanceof ConfigError ? { problems: reasonsOf(error) } : { err: error };
    log.error(reasons, "the configuration was read again and refused; the one before is still served");
    return { served: false, problems: reasonsOf(error) };
  }
};

/** Reloads, one after the other, whoever asks for them. */
class Reloads {
  #last: Promise<unknown> = Promise.resolve();
  #isWaiting = false;
  #env: Environment;

  constructor(
    private readonly options: RunOptions,
    private readonly served: Promise<Served | undefined>,
    private readonly log: Log,
  ) {
    this.#env = options.env;
  }

  /** Signals that come while one waits are met by that one: it begins after them. */
  onSignal(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    void this.#next(async (served) => {
      this.#isWaiting = false;
      // First, and whatever the configuration holds: a rotation of logs waits for it.
      served?.product.reopenLogs();
      await this.#reload(served, this.#env);
    });
  }

  /** Certificates, keys or secrets were replaced: the rest of the configuration is read again with them. */
  onFiles(files: readonly string[]): void {
    void this.#next((served) => {
      this.log.info({ files }, "files that the configuration names have changed; it is read again");
      return this.#reload(served, this.#env);
    });
  }

  /** With another environment, which holds from now on if it is taken. */
  ask(env: Environment): Promise<Reloaded> {
    return this.#next((served) => this.#reload(served, env));
  }

  async #reload(served: Served | undefined, env: Environment): Promise<Reloaded> {
    if (!served) {
      const problem = "the sandbox has no configuration to be read again";
      this.log.info(`SIGHUP is ignored: ${problem}`);
      return { served: false, problems: [problem] };
    }
    const reloaded = await reload(served, { ...this.options, env });
    if (reloaded.served) this.#env = env;
    return reloaded;
  }

  #next<T>(work: (served: Served | undefined) => Promise<T>): Promise<T> {
    const done = this.#last.then(async () => work(await this.served));
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** SIGTERM and SIGINT drain and end the process with 0; a second one does not wait. */
const stopOnSignals = (product: Product, log: Log, others: readonly (() => void)[]): void => {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "draining");
    for (const stop of others) stop();
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

const listenAt = async (path: string, reloads: Reloads): Promise<Control> => {
  const { listenForReloads } = await import("./control.js");
  return listenForReloads(path, (environment) => reloads.ask(environment));
};

/** Serves until a signal ends it: the file that is named, or the sandbox. */
export const run = async (told: RunOptions): Promise<{ readonly baseUrl: string; readonly isSandbox: boolean }> => {
  // Another environment names no other file.
  const options = { ...told, file: namedFile(told) };
  const log = createLog();
  const begun = begin(options, log);
  const served = begun.then(({ config, product }) =>
    config.mode === "sandbox" ? undefined : { product, started: config, config, log },
  );
  // Who awaits `begun` is told of a start that fails.
  served.catch(() => undefined);
  const reloads = new Reloads(options, served, log);
  // From the first moment on: a signal that comes before it serves must not end the process.
  process.on("SIGHUP", () => reloads.onSignal());
  const { config, product } = await begun;
  const control = options.control === undefined ? undefined : await listenAt(options.control, reloads);
  const now = await served;
  const files =
    now &&
    new FollowedFiles(
      () => now.config.followed,
      (paths) => reloads.onFiles(paths),
    );
  stopOnSignals(product, log, [() => control?.close(), () => files?.stop()]);
  return { baseUrl: product.baseUrl, isSandbox: config.mode === "sandbox" };
};
