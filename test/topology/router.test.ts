import type { Child } from "../federation/support/child.js";
import { hasGateway } from "../federation/support/supergraph.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { type Balancer, startBalancer } from "./balancer.js";
import { startHiveGateway } from "./hive-gateway.js";
import { ask, buildProduct, type Covered, isCutShort, type Replica, startReplica, variablesFor } from "./support.js";

const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const QUERY = `query ($from: DateTime!) {
  auditLogFiles(instances: [{ source: "mysql-eu", instanceId: "${INSTANCE}" }], window: { from: $from }, first: 20) {
    nodes { id }
    coverage { state problem { code } }
  }
}`;

const whereInstalled = hasGateway ? describe : describe.skip;

/** Without Redis: replicas answer without it, and so this runs wherever the router is installed. */
whereInstalled("a router before two replicas, set up as docker-compose.yml sets it up", () => {
  let sandbox: Sandbox;
  let replicas: Replica[];
  let balancer: Balancer;
  let router: Child;

  beforeAll(async () => {
    buildProduct();
    sandbox = await startSandbox({ control: false });
    const variables = variablesFor(sandbox, "redis://127.0.0.1:9");
    replicas = await Promise.all([startReplica(variables), startReplica(variables)]);
    balancer = await startBalancer(replicas.map(({ baseUrl }) => baseUrl));
    router = await startHiveGateway(balancer.baseUrl);
  }, 120_000);
  afterAll(async () => {
    await router.stop();
    await balancer.stop();
    for (const replica of replicas) replica.kill("SIGTERM");
    await Promise.all(replicas.map((replica) => replica.ended()));
    await sandbox.stop();
  });

  test("loses no answer when one is killed in the middle of the load", async () => {
    const token = sandbox.control.keystone.issue();
    const [victim] = replicas;
    // Held back, so that questions are under way in both when one dies.
    sandbox.control.faults.add({ kind: "latency", source: "mysql-eu", ms: 50 });
    const now = Date.now();
    let answered = 0;
    const page = async (variables: object): Promise<Covered & { readonly nodes: readonly object[] }> => {
      const data = await ask(router.baseUrl, token, { query: QUERY, variables });
      const { auditLogFiles } = data as { auditLogFiles: Awaited<ReturnType<typeof page>> };
      return isCutShort(auditLogFiles) ? page(variables) : auditLogFiles;
    };
    const answers = Array.from({ length: 60 }, async (_, i) => {
      const from = new Date(now - 21 * 86_400_000 + i * 3_600_000).toISOString();
      const { nodes, coverage } = await page({ from });
      answered += 1;
      if (answered === 5) victim?.kill("SIGKILL");
      return [nodes.length, ...coverage.map(({ state }) => state)];
    });
    expect(await Promise.all(answers)).toEqual(answers.map(() => [20, "COMPLETE"]));
    expect(await victim?.ended()).toBeNull();
  }, 60_000);
});
