import type { Standings } from "../../../src/audit/standings.js";
import { parseConfig } from "../../../src/config/parse.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { createSources, sourceKinds } from "../../../src/sources/registry.js";
import type { Clock } from "../../../src/upstream/clock.js";
import { createUpstreams, type Upstreams } from "../../support/upstreams.js";
import { type Product, startProduct } from "../../http/support/product.js";
import { Random } from "../../properties/random.js";

/** The whole product over a sandbox, without a cache: every operation asks its sources anew. */
export interface SandboxProduct extends Product {
  readonly sandbox: Sandbox;
  readonly upstreams: Upstreams;
  stop(): Promise<void>;
}

export const startSandboxProduct = async (clock: Clock, standings?: Standings): Promise<SandboxProduct> => {
  const now = (): number => clock.now();
  const sandbox = await startSandbox({ clock: now, control: false });
  const config = parseConfig(sandbox.configuration(), { origin: "sandbox", env: {}, kinds: sourceKinds });
  const random = new Random(1);
  const upstreams = createUpstreams({ clock, random: () => random.next() });
  const sources = createSources(config.sources, upstreams);
  const product = await startProduct({
    sources,
    clock: now,
    close: () => upstreams.close(),
    ...(standings ? { standings } : {}),
  });
  return {
    ...product,
    sandbox,
    upstreams,
    stop: async () => {
      await product.stop();
      await sandbox.stop();
    },
  };
};
