import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, startChild } from "../federation/support/child.js";
import { freePort } from "../support/free-port.js";

/** Hive Gateway before whatever answers at `audit`, by the files of examples/ as docker-compose.yml has them. */
export const startHiveGateway = async (audit: string, examples = "examples"): Promise<Child> => {
  const compose = ["examples/federation/compose.mjs", `audit=${audit}/graphql=schema/subgraph.graphql`];
  const supergraph = join(mkdtempSync(join(tmpdir(), "auditgraph-")), "supergraph.graphql");
  writeFileSync(supergraph, execFileSync(process.execPath, compose));
  const config = ["-c", join(examples, "deploy/gateway.config.mjs")];
  const address = ["-h", "127.0.0.1", "-p", String(await freePort())];
  return startChild({
    command: "test/gateway/node_modules/.bin/hive-gateway",
    args: ["supergraph", supergraph, ...config, ...address],
    env: { NO_COLOR: "1" },
    serves: /Listening on (\S+)/,
  });
};
