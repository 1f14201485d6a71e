import type { Log } from "./telemetry/log.js";

/** SIGTERM and SIGINT drain and end the process with 0; a second one does not wait. */
export const stopOnSignals = (stop: () => Promise<void>, log: Log): void => {
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
