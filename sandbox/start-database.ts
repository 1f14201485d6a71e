import { DatabaseControl } from "./control/control.js";
import type { Dialect } from "./database/dialects.js";
import { DatabaseService } from "./database/service.js";
import { DatabaseState } from "./database/world.js";
import type { FaultBook } from "./fault-book.js";
import { PROJECTS } from "./keystone/directory.js";
import { KeystoneService } from "./keystone/service.js";
import { listen, makeShared, type SharedOptions } from "./listen.js";
import type { RequestLog } from "./server.js";

const REGION = "eu-de";

export interface DatabaseOptions extends SharedOptions {
  /** The source's name in the request log, and in faults. */
  readonly name: string;
  /** One of `dialects`, or one made of them. */
  readonly dialect: Dialect;
}

/** One database service that runs alone, with an identity service that lets its callers in. */
export interface DatabaseUpstream {
  readonly endpoint: string;
  /** …/v3 */
  readonly authUrl: string;
  readonly region: string;
  readonly projectId: string;
  /** It has no instances until they are created here. */
  readonly instances: DatabaseControl;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  readonly stop: () => Promise<void>;
}

export const startDatabase = async ({ name, dialect, ...options }: DatabaseOptions): Promise<DatabaseUpstream> => {
  const shared = makeShared(options);
  const { world, tokens, faults, log } = shared;
  const projectId = PROJECTS[REGION]?.id ?? "";
  const database = new DatabaseService(new DatabaseState(name, dialect, REGION, projectId, world, []), tokens);
  const identity = new KeystoneService(world, tokens);
  const services = [
    [name, database],
    ["keystone", identity],
  ] as const;
  const { origins, stop } = await listen<string>(services, shared);
  database.origin = origins[name] ?? "";
  identity.origin = origins.keystone ?? "";
  return {
    endpoint: database.origin,
    authUrl: `${identity.origin}/v3`,
    region: REGION,
    projectId,
    instances: new DatabaseControl(database.state),
    faults,
    log,
    stop,
  };
};
