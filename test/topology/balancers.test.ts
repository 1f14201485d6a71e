import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { haproxy, isThere, nginx, runBalancer, type RunningBalancer } from "./balancer-program.js";
import { ask, buildProduct, type Covered, isCutShort, type Replica, startReplica, variablesFor } from "./support.js";

const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const QUERY = `query ($from: DateTime!) {
  auditLogFiles(instances: [{ source: "mysql-eu", instanceId: "${INSTANCE}" }], window: { from: $from }, first: 20) {
    nodes { id }
    coverage { state problem { code } }
  }
}`;
const QUESTIONS = 60;

describe.each([nginx, haproxy])("$name before two replicas, as its example has it", (program) => {
  const whereItIs = isThere(program) ? test : test.skip;
  let sandbox: Sandbox;
  let replicas: Replica[] = [];
  let balancer: RunningBalancer;
  let baseUrl = "";

  beforeAll(async () => {
    if (!isThere(program)) return;
    buildProduct();
    sandbox = await startSandbox({ control: false });
    const variables = variablesFor(sandbox, "redis://127.0.0.1:9");
    const [one, two] = await Promise.all([startReplica(variables), startReplica(variables)]);
    replicas = [one, two];
    const portOf = (replica: Replica): number => Number(new URL(replica.baseUrl).port);
    balancer = await runBalancer(program, [portOf(one), portOf(two)]);
    ({ baseUrl } = balancer);
  }, 120_000);
  afterAll(async () => {
    if (!isThere(program)) return;
    await balancer.stop();
    for (const replica of replicas) replica.kill("SIGTERM");
    await Promise.all(replicas.map((replica) => replica.ended()));
    await sandbox.stop();
  });

  whereItIs(
    "keeps what is the operator's from callers, and passes bodies on up to auditgraph's own limit",
    async () => {
      for (const path of ["/metrics", "/readyz", "/livez"]) expect((await fetch(`${baseUrl}${path}`)).status).toBe(404);
      const long = { query: `{ __typename } # ${"x".repeat(1_000_000)}` };
      const token = sandbox.control.keystone.issue();
      expect(await ask(baseUrl, token, long)).toEqual({ __typename: "Query" });
    },
  );

  whereItIs(
    "loses no answer when a replica is killed in the middle of the load",
    async () => {
      const token = sandbox.control.keystone.issue();
      const [victim] = replicas;
      // Held back, so that questions are under way in both when one dies.
      sandbox.control.faults.add({ kind: "latency", source: "mysql-eu", ms: 50 });
      const now = Date.now();
      let answered = 0;
      const page = async (variables: object): Promise<Covered & { readonly nodes: readonly object[] }> => {
        const data = await ask(baseUrl, token, { query: QUERY, variables });
        const { auditLogFiles } = data as { auditLogFiles: Awaited<ReturnType<typeof page>> };
        return isCutShort(auditLogFiles) ? page(variables) : auditLogFiles;
      };
      const answers = Array.from({ length: QUESTIONS }, async (_, i) => {
        const from = new Date(now - 21 * 86_400_000 + i * 3_600_000).toISOString();
        const { nodes, coverage } = await page({ from });
        answered += 1;
        if (answered === 5) victim?.kill("SIGKILL");
        return [nodes.length, ...coverage.map(({ state }) => state)];
      });
      expect(await Promise.all(answers)).toEqual(answers.map(() => [20, "COMPLETE"]));
      expect(await victim?.ended()).toBeNull();
    },
    60_000,
  );
});
