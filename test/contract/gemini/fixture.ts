import { databaseKind } from "../../../src/sources/database/kind.js";
import { sourceKinds } from "../../../src/sources/registry.js";
import { databaseFixture, fill, INSTANCE } from "../support/database-fixture.js";
import type { KindFixture } from "../support/kind-fixture.js";
import { sourceConfig } from "../../support/upstreams.js";
import { inOrder } from "../support/read.js";
import { gemini } from "./dialect.js";
import { startGemini } from "./upstream.js";

/** The one registry entry. */
export const kinds = [...sourceKinds, databaseKind(gemini)];

const NAME = "gemini-eu";

/** The one fixture. */
export const geminiFixture: KindFixture = {
  ...databaseFixture({ name: "GEMINI", cap: 20 }, async () => {
    const { endpoint, authUrl, projectId, instances, log, faults, stop } = await startGemini(NAME);
    const nodes = [{ id: "node-1", name: "gemini_1", role: "master" }];
    const truth = inOrder(fill(instances.createInstance({ ...INSTANCE, nodes, behaviour: { order: "none" } }), NAME));
    const source = sourceConfig({
      name: NAME,
      kind: gemini.kind,
      region: "eu-de",
      endpoint,
      projectId,
      credentials: {
        type: "password" as const,
        authUrl,
        username: "admin",
        password: "admin-pw",
        userDomainName: "Default",
        projectName: "eu-de",
        projectDomainName: "Default",
      },
    });
    return { source, truth, log, faults, stop };
  }),
  kinds,
};
