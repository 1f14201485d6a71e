import type { Running } from "./app.js";
import { ConfigError } from "./config/config-error.js";
import { loadConfig } from "./config/load-config.js";
import { serve } from "./serve.js";
import { serveSandbox } from "./serve-sandbox.js";
import { sourceKinds } from "./sources/registry.js";
import { stopOnSignals } from "./stop-on-signals.js";
import { createLog } from "./telemetry/log.js";
import { usage } from "./usage.js";

const { argv, env, stdout, stderr } = process;
const log = createLog();

const run = async (): Promise<Running> => {
  const config = loadConfig({ argv: argv.slice(2), env, kinds: sourceKinds });
  if (config.mode === "sandbox") return serveSandbox({ env, log });
  return serve(config, { log });
};

/** An operator reads a sentence, never a stack trace: it goes to the terminal, and the exit code to the service manager. */
const fail = (error: unknown): never => {
  const message = error instanceof Error ? error.message : String(error);
  stderr.write(`${message}\n`);
  process.exit(error instanceof ConfigError ? error.exitCode : 1);
};

if (argv.includes("--help")) {
  stdout.write(usage);
} else {
  try {
    const running = await run();
    stopOnSignals(() => running.stop(), log);
    // The one line of standard output; everything else is the log's.
    stdout.write(`auditgraph serves at ${running.baseUrl}\n`);
  } catch (error) {
    fail(error);
  }
}
