import { spawnSync } from "node:child_process";
import { hasGateway } from "../../federation/support/supergraph.js";
import { hasRedis } from "../../support/redis-server.js";
import { isThere, nginx } from "../../topology/balancer-program.js";

const missing = [
  ...(hasRedis ? [] : ["redis-server"]),
  ...(isThere(nginx) ? [] : ["nginx"]),
  ...(spawnSync("prometheus", ["--version"]).status === 0 ? [] : ["prometheus"]),
  ...(hasGateway ? [] : ["Hive Gateway (npm ci --prefix test/gateway)"]),
];

/** A describe that says plainly when it is skipped, and why. */
export const describeWhereAllIs = (name: string, tests: () => void): void => {
  if (missing.length === 0) describe(name, tests);
  else describe.skip(`${name} (SKIPPED: ${missing.join(", ")} not installed here)`, tests);
};
