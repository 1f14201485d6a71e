import { startConfiguredSandbox } from "../../src/served-sandbox.js";
import { Product } from "../../src/product.js";
import { createLog } from "../../src/telemetry/log.js";
import { systemClock } from "../../src/upstream/clock.js";

/** The moment that the examples are told at; upstreams, product and tokens agree on it. */
export const NOW = Date.parse("2026-11-20T12:00:00Z");

/** The product over the embedded upstreams, all real HTTP, at one fixed moment: what `npm start` serves. */
export const startSandboxProduct = async (): Promise<Product> => {
  const now = () => NOW;
  const { sandbox, config } = await startConfiguredSandbox({ PORT: "0" }, { clock: now });
  return Product.start(config, { log: createLog({ level: "silent" }), clock: { ...systemClock, now }, sandbox });
};
