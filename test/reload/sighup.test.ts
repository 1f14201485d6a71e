import { renameSync, writeFileSync } from "node:fs";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { build, fileWith, Process } from "../support/process.js";
import { post } from "../support/post.js";

const SERVED = "the configuration was read again and is served";
const REFUSED = "the configuration was read again and refused; the one before is still served";

interface Answer {
  readonly data?: { readonly auditSources: readonly { readonly name: string }[] };
  readonly errors?: readonly object[];
}

const QUERY = `{
  auditSources { name }
  auditRecords(window: { from: "2019-11-02T00:00:00Z", to: "2019-12-02T00:00:00Z" }, first: 5) {
    nodes { id }
    coverage { source { name } state problem { code } }
  }
}`;

const ask = async (baseUrl: string, query = QUERY): Promise<Answer> => {
  const response = await post(baseUrl, { query });
  return (await response.json()) as Answer;
};

describe("a process that is told to read its configuration again", () => {
  let sandbox: Sandbox;
  let file: string;
  let served: Process;
  let baseUrl: string;
  /** Whole or not at all, as editors and configuration management write. */
  const write = (settings: object): void => {
    writeFileSync(`${file}.new`, JSON.stringify(settings));
    renameSync(`${file}.new`, file);
  };
  const sources = (...names: readonly string[]): object[] =>
    sandbox.configuration().sources.filter(({ name }) => names.includes(String(name)));
  const names = async (): Promise<readonly string[] | undefined> =>
    (await ask(baseUrl, "{ auditSources { name } }")).data?.auditSources.map(({ name }) => name);

  beforeAll(async () => {
    build();
    sandbox = await startSandbox({ control: false });
    file = fileWith("");
  });
  beforeEach(async () => {
    write({ sources: sources("compute-docs", "mysql-docs") });
    served = new Process(["--config", file]);
    baseUrl = await served.baseUrl();
  });
  afterEach(async () => {
    served.kill("SIGTERM");
    expect((await served.ended()).code).toBe(0);
  });
  afterAll(() => sandbox.stop());

  test("fails no operation while it does so again and again, and each answer is of one configuration", async () => {
    const both = ["compute-docs", "mysql-docs"];
    let isOver = false;
    const answers: Answer[] = [];
    const askOn = async (): Promise<void> => {
      while (!isOver) answers.push(await ask(baseUrl));
    };
    const callers = [askOn(), askOn(), askOn(), askOn()];
    for (let round = 1; round <= 12; round += 1) {
      write({ sources: round % 2 === 0 ? sources(...both) : sources("mysql-docs") });
      served.kill("SIGHUP");
      await served.logged(SERVED, round);
    }
    isOver = true;
    await Promise.all(callers);
    const seen = new Set<string>();
    for (const answer of answers) {
      expect(answer.errors).toBeUndefined();
      const { auditSources, auditRecords } = answer.data as unknown as {
        auditSources: { name: string }[];
        auditRecords: { coverage: { source: { name: string }; state: string; problem: unknown }[] };
      };
      const configured = auditSources.map(({ name }) => name);
      seen.add(configured.join());
      expect([...new Set(auditRecords.coverage.map(({ source }) => source.name))].sort()).toEqual(configured);
      expect(auditRecords.coverage.filter(({ state }) => state !== "COMPLETE")).toEqual([]);
    }
    expect([...seen].sort()).toEqual(["compute-docs,mysql-docs", "mysql-docs"]);
  }, 60_000);

  test("refuses a wrong file with every reason, serves on, and takes it once it is mended", async () => {
    write({ sources: sources("lb"), limits: { cost: 0 }, server: { surprise: 1 } });
    served.kill("SIGHUP");
    const [refusal] = await served.logged(REFUSED);
    expect(refusal).toMatchObject({
      level: "error",
      problems: [expect.stringContaining("surprise"), expect.stringContaining("limits.cost")],
    });
    expect(await names()).toEqual(["compute-docs", "mysql-docs"]);
    write({ sources: sources("lb") });
    served.kill("SIGHUP");
    expect(await served.logged(SERVED)).toMatchObject([{ sources: ["lb"] }]);
    expect(await names()).toEqual(["lb"]);
  });

  test("names what waits for a restart, and listens where it listened", async () => {
    write({ server: { host: "localhost" }, limits: { bodyBytes: 2048 }, sources: sources("lb") });
    served.kill("SIGHUP");
    await served.logged(SERVED);
    expect(await served.logged("changed settings wait for a restart")).toMatchObject([
      { level: "warn", settings: ["server.host", "limits.bodyBytes"] },
    ]);
    expect(await names()).toEqual(["lb"]);
  });

  test("tells at /readyz since when the configuration is served, and of its sources alone", async () => {
    const ready = async (): Promise<{ configuredAt: string; sources: { name: string }[] }> =>
      (await fetch(`${baseUrl}/readyz`)).json() as never;
    const before = await ready();
    write({ sources: sources("lb") });
    served.kill("SIGHUP");
    await served.logged(SERVED);
    const after = await ready();
    expect(Date.parse(after.configuredAt)).toBeGreaterThan(Date.parse(before.configuredAt));
    expect(after.sources.map(({ name }) => name)).toEqual(["lb"]);
  });
});

describe("a sandbox that is told to read its configuration again", () => {
  beforeAll(build);

  test("says that there is none, and serves on", async () => {
    const served = new Process();
    const baseUrl = await served.baseUrl();
    served.kill("SIGHUP");
    await served.logged("SIGHUP is ignored: the sandbox has no configuration to be read again");
    expect((await fetch(`${baseUrl}/readyz`)).status).toBe(200);
    served.kill("SIGTERM");
    expect((await served.ended()).code).toBe(0);
  });
});
