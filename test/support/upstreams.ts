import { defaultSource, type SourceConfig } from "../../src/config/sources.js";
import { defaultServer } from "../../src/config/settings.js";
import type { UpstreamKind, UpstreamOptions, UpstreamRuntime } from "../../src/upstream/options.js";
import * as product from "../../src/upstream/upstreams.js";

type Said = Partial<UpstreamOptions> & Pick<SourceConfig, "name" | "credentials">;

/** A source with these options, and the configuration's defaults for the others. */
export const sourceConfig = <T extends Partial<SourceConfig>>(said: T): SourceConfig & T => ({
  ...defaultSource,
  name: "s",
  kind: "NOVA",
  region: null,
  credentials: { type: "token", token: "t" },
  ca: undefined,
  interface: "public",
  origins: {},
  ...said,
});

export interface Upstreams extends product.Upstreams {
  client(options: Said, kind: UpstreamKind): ReturnType<product.Upstreams["client"]>;
}

/** The product's, where a test says what it is about and the configuration's defaults say the rest. */
export const createUpstreams = (runtime: Partial<UpstreamRuntime> = {}): Upstreams => {
  const upstreams = product.createUpstreams({ deadlineMs: defaultServer.deadlineMs, ...runtime });
  return { ...upstreams, client: (said, kind) => upstreams.client(sourceConfig(said), kind) };
};
