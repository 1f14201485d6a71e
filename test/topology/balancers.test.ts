import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { freePort } from "../support/redis-server.js";
import { ask, buildProduct, type Replica, startReplica, variablesFor } from "./support.js";

const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";
const QUERY = `query ($from: DateTime!) {
  auditLogFiles(instances: [{ source: "mysql-eu", instanceId: "${INSTANCE}" }], window: { from: $from }, first: 20) {
    nodes { id }
    coverage { state }
  }
}`;
const QUESTIONS = 60;

interface Program {
  readonly name: string;
  readonly file: string;
  /** Of its command line: to look at the file alone, and to run in the foreground. */
  readonly check: (file: string, folder: string) => readonly string[];
  readonly run: (file: string, folder: string) => readonly string[];
}

const nginx = (file: string, folder: string): readonly string[] => ["-e", "stderr", "-p", folder, "-c", file];
const programs: readonly Program[] = [
  {
    name: "nginx",
    file: "nginx.conf",
    check: (file, folder) => [...nginx(file, folder), "-g", `pid ${folder}/pid;`, "-t"],
    run: (file, folder) => [...nginx(file, folder), "-g", `pid ${folder}/pid; daemon off;`],
  },
  { name: "haproxy", file: "haproxy.cfg", check: (file) => ["-c", "-f", file], run: (file) => ["-db", "-f", file] },
];

const isThere = ({ name }: Program): boolean => spawnSync(name, ["-v"]).status === 0;

describe.each(programs)("$name before two replicas, as its example has it", (program) => {
  const { name, file, check, run } = program;
  const whereItIs = isThere(program) ? test : test.skip;
  let sandbox: Sandbox;
  let replicas: Replica[] = [];
  let balancer: ChildProcess | undefined;
  let baseUrl = "";

  beforeAll(async () => {
    if (!isThere(program)) return;
    buildProduct();
    sandbox = await startSandbox({ control: false });
    const variables = variablesFor(sandbox, "redis://127.0.0.1:9");
    replicas = await Promise.all([startReplica(variables), startReplica(variables)]);
    const [one = "", two = ""] = replicas.map((replica) => new URL(replica.baseUrl).port);
    const port = String(await freePort());
    const folder = mkdtempSync(join(tmpdir(), "auditgraph-balancer-"));
    const here = join(folder, file);
    const example = readFileSync(join("examples/deploy/balancers", file), "utf8");
    const ports: Readonly<Record<string, string>> = { "8080": port, "4000": one, "4010": two };
    writeFileSync(
      here,
      example.replace(/(?<=127\.0\.0\.1:)(\d+)/g, (was) => ports[was] ?? was),
    );
    const { status, stderr } = spawnSync(name, check(here, folder), { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, expect.not.stringMatching(/warn/i)]);
    balancer = spawn(name, run(here, folder), { stdio: "ignore" });
    baseUrl = `http://127.0.0.1:${port}`;
    const answers = (): Promise<boolean> =>
      fetch(`${baseUrl}/livez`)
        .then(() => true)
        .catch(() => false);
    while (!(await answers())) {
      expect(balancer.exitCode).toBeNull();
      await sleep(20);
    }
  }, 120_000);
  afterAll(async () => {
    if (!isThere(program)) return;
    balancer?.kill("SIGTERM");
    if (balancer?.exitCode === null && balancer.signalCode === null) await once(balancer, "exit");
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
      const answers = Array.from({ length: QUESTIONS }, async (_, i) => {
        const variables = { from: new Date(now - 21 * 86_400_000 + i * 3_600_000).toISOString() };
        const { auditLogFiles } = (await ask(baseUrl, token, { query: QUERY, variables })) as {
          auditLogFiles: { nodes: object[]; coverage: { state: string }[] };
        };
        answered += 1;
        if (answered === 5) victim?.kill("SIGKILL");
        return [auditLogFiles.nodes.length, ...auditLogFiles.coverage.map(({ state }) => state)];
      });
      expect(await Promise.all(answers)).toEqual(answers.map(() => [20, "COMPLETE"]));
      expect(await victim?.ended()).toBeNull();
    },
    60_000,
  );
});
