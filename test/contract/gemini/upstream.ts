import type { DatabaseName } from "../../../sandbox/index.js";
import { DatabaseControl } from "../../../sandbox/control/control.js";
import { DatabaseService } from "../../../sandbox/database/service.js";
import { DatabaseState } from "../../../sandbox/database/world.js";
import { dds, type Dialect } from "../../../sandbox/database/dialects.js";
import { FaultBook } from "../../../sandbox/fault-book.js";
import { RequestLog, UpstreamServer } from "../../../sandbox/server.js";
import type { Service } from "../../../sandbox/http.js";
import { PROJECTS } from "../../../sandbox/keystone/directory.js";
import { KeystoneService } from "../../../sandbox/keystone/service.js";
import { TokenStore } from "../../../sandbox/keystone/tokens.js";
import { NOW } from "../support/read.js";

/** How the made-up service speaks: small pages that are mandatory, and words of its own. */
const spoken: Dialect = {
  ...dds,
  paths: { files: "audit-files", links: "audit-file-links", policy: "audit-file-policy" },
  keys: { files: "audit_files", total: "total_count" },
  maxLimit: 20,
  pagingMandatory: true,
  file: ({ id, name, bytes, begin, end, nodeId }, writeTime) => ({
    id,
    name,
    size: bytes,
    node_id: nodeId,
    from_time: writeTime(begin),
    end_time: writeTime(end),
  }),
};

/** A server of the made-up service, and one of the identity service beside it. */
export const startGemini = async (name: string) => {
  const world = { seed: 1, clock: () => NOW };
  const tokens = new TokenStore(world);
  const log = new RequestLog(20_000);
  const faults = new FaultBook(1, { expireTokens: () => tokens.expireAll(), revokeTokens: () => tokens.revokeAll() });
  const projectId = PROJECTS["eu-de"]?.id ?? "";
  const state = new DatabaseState(name as DatabaseName, spoken, "eu-de", projectId, world, []);
  const service = new DatabaseService(state, tokens);
  const identity = new KeystoneService(world, tokens);
  const here = { host: "127.0.0.1", publicHost: "127.0.0.1" };
  const serve = (of: string, served: Service) =>
    new UpstreamServer({ name: of, port: 0, ...here, service: served, world, log, faults, hooks: new Set() });
  const servers = [serve(name, service), serve("keystone", identity)] as const;
  await Promise.all(servers.map((server) => server.start()));
  [service.origin, identity.origin] = [servers[0].origin, servers[1].origin];
  return {
    endpoint: service.origin,
    authUrl: `${identity.origin}/v3`,
    projectId,
    instances: new DatabaseControl(state),
    log,
    faults,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
};
