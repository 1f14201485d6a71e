import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { parseConfig } from "../../src/config/parse.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { type Product, startWith } from "../http/support/product.js";

export interface ObservedProduct extends Product {
  readonly sandbox: Sandbox;
  /** What /metrics says. */
  metrics(): Promise<string>;
}

/** The product over the sandbox, as an operator's file and environment make it. */
export const startObserved = async (settings: object = {}, isWholeProcess = false): Promise<ObservedProduct> => {
  const sandbox = await startSandbox({ control: false });
  const file = { server: { port: 0 }, log: { level: "debug" }, ...sandbox.configuration(), ...settings };
  const config = parseConfig(file, { origin: "auditgraph.yaml", env: {}, kinds: sourceKinds });
  const product = await startWith(config, { isWholeProcess });
  return {
    ...product,
    sandbox,
    metrics: async () => (await fetch(`${product.baseUrl}/metrics`)).text(),
    stop: async () => {
      await product.stop();
      await sandbox.stop();
    },
  };
};

/** The values of a metric's series, by their labels as they stand. */
export const seriesOf = (text: string, name: string): Record<string, number> =>
  Object.fromEntries(
    [...text.matchAll(new RegExp(`^${name}(\\{[^}]*\\})? (\\S+)$`, "gm"))].map(([, labels = "", value]) => [
      labels,
      Number(value),
    ]),
  );
