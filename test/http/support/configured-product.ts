import { parseConfig } from "../../../src/config/parse.js";
import { type ManualClock, manualClock, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { sourceKinds } from "../../../src/sources/registry.js";
import { systemClock } from "../../../src/upstream/clock.js";
import { type Product, startWith } from "./product.js";

/** The product as an operator's file makes it, over a sandbox; one clock for both. */
export interface ConfiguredProduct extends Product {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
}

export const START = "2026-11-20T12:00:00Z";

export const startConfigured = async (settings: (sandbox: Sandbox) => object): Promise<ConfiguredProduct> => {
  const clock = manualClock(START);
  const sandbox = await startSandbox({ clock, control: false });
  // A deadline is met on a busy machine too: whoever tests one names it.
  const file = { server: { port: 0, deadlineMs: 60_000 }, ...sandbox.configuration(), ...settings(sandbox) };
  const config = parseConfig(file, { origin: "auditgraph.yaml", env: {}, kinds: sourceKinds });
  const product = await startWith(config, { clock: { ...systemClock, now: clock } });
  const stop = async (): Promise<void> => {
    await product.stop();
    await sandbox.stop();
  };
  return { ...product, sandbox, clock, stop };
};
