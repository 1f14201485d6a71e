import type { Running } from "../../src/product.js";
import { serveSandbox } from "../../src/serve-sandbox.js";
import { createLog } from "../../src/telemetry/log.js";
import { systemClock } from "../../src/upstream/clock.js";

/** The moment that the examples are told at; upstreams, product and tokens agree on it. */
export const NOW = Date.parse("2026-11-20T12:00:00Z");

/** The product over the embedded upstreams, all real HTTP, at one fixed moment: what `npm start` serves. */
export const startSandboxProduct = (): Promise<Running> => {
  const now = () => NOW;
  return serveSandbox({
    env: { PORT: "0" },
    log: createLog({ level: "silent" }),
    clock: { ...systemClock, now },
    sandbox: { clock: now },
  });
};
