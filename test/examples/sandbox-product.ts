import type { Config } from "../../src/config/parse.js";
import { startConfiguredSandbox } from "../../src/served-sandbox.js";
import { Product } from "../../src/product.js";
import { createLog } from "../../src/telemetry/log.js";
import { systemClock } from "../../src/upstream/clock.js";

/** The moment that the examples are told at; upstreams, product and tokens agree on it. */
export const NOW = Date.parse("2026-11-20T12:00:00Z");

/** The product over the embedded upstreams, all real HTTP, at one fixed moment: what `npm start` serves, but for `server`. */
export const startSandboxProduct = async (server: Partial<Config["server"]> = {}): Promise<Product> => {
  const now = () => NOW;
  const { sandbox, config } = await startConfiguredSandbox({ PORT: "0" }, { clock: now });
  const asked = { ...config, server: { ...config.server, ...server } };
  return Product.start(asked, { log: createLog({ level: "silent" }), clock: { ...systemClock, now }, sandbox });
};
