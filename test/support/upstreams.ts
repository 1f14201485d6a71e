import { parseConfig } from "../../src/config/parse.js";
import type { SourceConfig } from "../../src/config/sources.js";
import { defaultServer } from "../../src/config/settings.js";
import { sourceKinds } from "../../src/sources/registry.js";
import type { UpstreamKind, UpstreamOptions, UpstreamRuntime } from "../../src/upstream/options.js";
import * as product from "../../src/upstream/upstreams.js";

const [plain] = parseConfig(
  {
    sources: [{ name: "s", kind: "nova", endpoint: "http://127.0.0.1:9", credentials: { type: "token", token: "t" } }],
  },
  { origin: "test", env: {}, kinds: sourceKinds },
).sources;
if (!plain) throw new Error("no source was made");

type Said = Partial<UpstreamOptions> & Pick<SourceConfig, "name" | "credentials">;

/** A source with these options, and the configuration's defaults for the others. */
export const sourceConfig = <T extends Partial<SourceConfig>>(said: T): SourceConfig & T => ({
  ...plain,
  endpoint: undefined,
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
