import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Child, startChild } from "./child.js";
import { freePort } from "../../support/free-port.js";
import { type RecordingProxy, startRecordingProxy } from "./recording-proxy.js";

const GATEWAY = "test/gateway/node_modules/.bin/hive-gateway";

/** Installed apart, by `npm run test:federation`; CI always has it. */
export const hasGateway = existsSync(GATEWAY) || process.env.CI === "true";

const startInventory = (): Promise<Child> =>
  startChild({
    command: process.execPath,
    args: ["examples/federation/inventory.mjs"],
    env: { PORT: "0" },
    serves: /serves at (\S+)/,
  });

const startGateway = async (supergraph: string): Promise<Child> => {
  const port = await freePort();
  return startChild({
    command: GATEWAY,
    args: [
      "supergraph",
      supergraph,
      "-c",
      "examples/federation/gateway.config.mjs",
      "-h",
      "127.0.0.1",
      "-p",
      `${port}`,
    ],
    env: { NO_COLOR: "1" },
    serves: /Listening on (http:\S+)/,
  });
};

export interface Supergraph {
  /** The gateway's. */
  readonly baseUrl: string;
  /** What reached the neighbour. */
  readonly neighbour: Pick<RecordingProxy, "headers">;
  stop(): Promise<void>;
}

/** A neighbour, the supergraph of both, and a gateway before them: the files of examples/federation, as they are. */
export const startSupergraph = async (auditUrl: string): Promise<Supergraph> => {
  const inventory = await startInventory();
  const neighbour = await startRecordingProxy(inventory.baseUrl);
  const { stdout } = await promisify(execFile)(process.execPath, [
    "examples/federation/compose.mjs",
    `audit=${auditUrl}/graphql=schema/subgraph.graphql`,
    `inventory=${neighbour.baseUrl}=examples/federation/inventory.graphql`,
  ]);
  const file = join(mkdtempSync(join(tmpdir(), "supergraph-")), "supergraph.graphql");
  writeFileSync(file, stdout);
  const gateway = await startGateway(file);
  return {
    baseUrl: gateway.baseUrl,
    neighbour,
    stop: async () => {
      await gateway.stop();
      await neighbour.stop();
      await inventory.stop();
    },
  };
};
