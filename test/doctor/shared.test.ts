import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { diagnose } from "../../src/diagnose.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { build, Process } from "../support/process.js";
import { freePort } from "../support/free-port.js";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.js";
import { startCollector } from "../telemetry/collector.js";
import { sendJson } from "../upstream/support/http-server.js";

interface Part {
  readonly endpoint: string;
  readonly verdict: string;
  readonly findings: readonly {
    readonly check: string;
    readonly verdict: string;
    readonly result: string;
    readonly cure: string;
  }[];
}

describe("the doctor of what replicas share", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    build();
    sandbox = await startSandbox({ control: false });
  });
  afterAll(() => sandbox.stop());

  const fileFor = (settings: object): string => {
    const file = join(mkdtempSync(join(tmpdir(), "auditgraph-")), "auditgraph.yaml");
    const lb = sandbox.configuration().sources.filter(({ name }) => name === "lb");
    writeFileSync(file, stringify({ ...settings, sources: lb }));
    return file;
  };
  const run = async (settings: object, json = true) => {
    const diagnosis = await diagnose({ file: fileFor(settings), json, env: {} });
    await diagnosis.close();
    return diagnosis;
  };
  const cachePart = async (cache: object): Promise<readonly [number, Part]> => {
    const { text, exitCode } = await run({ cache });
    return [exitCode, (JSON.parse(text) as { cache: Part }).cache];
  };
  /** In a process of its own: OpenTelemetry's exporter loads what jest does not let it load. */
  const tracesPart = async (endpoint: string): Promise<readonly [number | null, Part]> => {
    const { code, stdout } = await new Process([
      "doctor",
      "--json",
      "--config",
      fileFor({ traces: { endpoint } }),
    ]).ended();
    return [code, (JSON.parse(stdout) as { traces: Part }).traces];
  };
  const verdictsOf = ({ findings }: Part): string[] => findings.map(({ check, verdict }) => `${check}: ${verdict}`);

  test("says nothing of a cache and of traces that are not configured", async () => {
    const { text, exitCode } = await run({});
    expect([exitCode, Object.keys(JSON.parse(text) as object)]).toEqual([0, ["verdict", "access", "sources"]]);
  });

  test("a cache where nobody listens is a warning, with what to do, and no password in it", async () => {
    const [code, { endpoint, findings }] = await cachePart({ url: "redis://:sesame@127.0.0.1:9" });
    expect([code, endpoint]).toEqual([2, "127.0.0.1:9"]);
    expect(findings).toEqual([
      {
        check: "reachable",
        verdict: "warning",
        result: "cannot be used (ECONNREFUSED)",
        cure: expect.stringContaining("Nothing listens there") as string,
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain("sesame");
  });

  describeWithRedis("over a real Redis", () => {
    const PASSWORD = "sesame";
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis(["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"], PASSWORD);
    });
    afterAll(() => redis.kill());

    test("one that drops the least used is good, and is left as it was", async () => {
      const [code, part] = await cachePart({ url: redis.url });
      expect([code, verdictsOf(part)]).toEqual([0, ["reachable: good", "writes: good", "when full: good"]]);
      expect(part.findings[2]?.result).toBe(
        "drops keys beyond 64 MiB (allkeys-lru); 0 keys were dropped since it started",
      );
      expect(await redis.client.pttl("auditgraph:1:doctor")).toBeLessThanOrEqual(1_000);
      const { text } = await run({ cache: { url: redis.url } }, false);
      expect(text).toContain(`cache  127.0.0.1:${redis.port}\n  good     reachable `);
      expect(text).not.toContain(PASSWORD);
    });

    test("a wrong password is told as such", async () => {
      const [code, { findings }] = await cachePart({ url: redis.url.replace(PASSWORD, "wrong") });
      expect([code, findings.map(({ result, cure }) => [result, cure])]).toEqual([
        2,
        [["cannot be used (WRONGPASS)", "Check user and password in cache.url."]],
      ]);
    });

    test("an account that may not write is told as such, and one that may not ask is not held against it", async () => {
      await redis.client.acl("SETUSER", "reader", "on", ">pw", "~auditgraph:1:*", "+ping", "+get", "+client");
      const url = redis.url.replace(`:${PASSWORD}@`, "reader:pw@");
      const [code, part] = await cachePart({ url });
      expect([code, verdictsOf(part)]).toEqual([2, ["reachable: good", "writes: warning", "when full: skipped"]]);
      expect(part.findings[1]?.result).toBe("refuses what is written (NOPERM)");
    });

    test("one without a limit, and one that is full and drops nothing, are warnings", async () => {
      await redis.client.config("SET", "maxmemory", "0");
      const [, unlimited] = await cachePart({ url: redis.url });
      expect(verdictsOf(unlimited)).toEqual(["reachable: good", "writes: good", "when full: warning"]);
      await redis.client.config("SET", "maxmemory-policy", "noeviction");
      await redis.client.config("SET", "maxmemory", "1");
      const [, full] = await cachePart({ url: redis.url });
      expect(verdictsOf(full)).toEqual(["reachable: good", "writes: warning", "when full: warning"]);
      expect(full.findings[1]).toMatchObject({ result: "refuses what is written (OOM)" });
    });
  });

  test("a collector that takes an export is good, and gets no span", async () => {
    const collector = await startCollector();
    const [code, { endpoint, findings }] = await tracesPart(collector.url);
    expect([code, endpoint, findings]).toEqual([
      0,
      new URL(collector.url).host,
      [{ check: "export", verdict: "good", result: "takes an export without spans", cure: "" }],
    ]);
    expect([collector.seen.map(({ url }) => url), collector.spans()]).toEqual([["/v1/traces"], []]);
    await collector.close();
  });

  test.each([
    [404, "Check traces.endpoint"],
    [401, "OTEL_EXPORTER_OTLP_HEADERS"],
  ])("a collector that answers %i is a warning", async (status, cure) => {
    const collector = await startCollector((response) => sendJson(response, status, { message: "a secret" }));
    const [code, { findings }] = await tracesPart(collector.url);
    expect([code, findings]).toEqual([
      2,
      [
        {
          check: "export",
          verdict: "warning",
          result: `takes no export (HTTP ${status})`,
          cure: expect.stringContaining(cure) as string,
        },
      ],
    ]);
    await collector.close();
  });

  test("a collector that is not there is a warning", async () => {
    const [code, { findings }] = await tracesPart(`http://127.0.0.1:${await freePort()}`);
    expect([code, findings.map(({ result }) => result)]).toEqual([2, ["takes no export (ECONNREFUSED)"]]);
  });
});
