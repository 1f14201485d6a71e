import { TestServer } from "../support/server.js";
import { createSources } from "../../src/sources/registry.js";
import { createLog } from "../../src/telemetry/log.js";
import { systemClock } from "../../src/upstream/clock.js";
import { createUpstreams } from "../support/upstreams.js";
import { geminiFixture, kinds } from "./gemini/fixture.js";
import { sourceContract } from "./source-contract.js";
import type { Upstream } from "./support/kind-fixture.js";
import { NOW } from "./support/read.js";
import { post } from "../support/post.js";

// A made-up database service: one dialect object, one enum value (both in gemini/dialect.ts), one entry of the
// registry and one fixture (both in gemini/fixture.ts). Nothing of src/ knows it.
describe("a dialect that is added", () => {
  describe("keeps the contract of every kind", () => sourceContract(geminiFixture));

  describe("is served through the whole API", () => {
    let upstream: Upstream;
    let running: TestServer;
    const ask = async (query: string): Promise<unknown> => {
      const response = await post(running.baseUrl, { query });
      return response.json();
    };

    beforeAll(async () => {
      upstream = await geminiFixture.start();
      const upstreams = createUpstreams({ clock: { ...systemClock, now: () => NOW } });
      const sources = createSources([upstream.source], upstreams, kinds);
      const log = createLog({ level: "silent" });
      running = await TestServer.start({ sources, clock: () => NOW, log, close: () => upstreams.close() });
    });
    afterAll(async () => {
      await running.stop();
      await upstream.stop();
    });

    test("auditSources names its kind, and finds it by its kind", async () => {
      const source = { name: "gemini-eu", kind: "GEMINI", health: "UNKNOWN" };
      expect(await ask("{ auditSources { name kind health } }")).toMatchObject({ data: { auditSources: [source] } });
      expect(await ask("{ auditSources(kinds: [GEMINI]) { name kind health } }")).toMatchObject({
        data: { auditSources: [source] },
      });
      expect(await ask("{ auditSources(kinds: [DDS]) { name } }")).toMatchObject({ data: { auditSources: [] } });
    });

    test("its instances are listed with their policy, and their files with download links", async () => {
      const { data } = (await ask(`{ databaseInstances { nodes {
        instanceId name engine source { kind } auditPolicy { enabled keepDays }
        auditLogFiles(window: { from: "2026-07-01T00:00:00Z", to: "2026-07-11T00:00:00Z" }, first: 3) {
          totalCount coverage { state recordsRead } nodes { sizeIsExact nodeId downloadLink { url } }
        }
      } } }`)) as {
        data: { databaseInstances: { nodes: { auditLogFiles: { nodes: { downloadLink: { url: string } }[] } }[] } };
      };
      const held = upstream.truth.filter(
        ({ time }) => time >= Date.parse("2026-07-01T00:00:00Z") && time < Date.parse("2026-07-11T00:00:00Z"),
      );
      const [instance] = data.databaseInstances.nodes;
      expect(instance).toMatchObject({
        instanceId: upstream.truth[0]?.instance,
        name: "contract",
        engine: "DDS-Community",
        source: { kind: "GEMINI" },
        auditPolicy: { enabled: true, keepDays: 732 },
        auditLogFiles: { totalCount: held.length, coverage: [{ state: "COMPLETE" }] },
      });
      expect(instance?.auditLogFiles.nodes).toHaveLength(3);
      for (const file of instance?.auditLogFiles.nodes ?? []) {
        expect(file).toMatchObject({ sizeIsExact: true, nodeId: "node-1" });
        expect((await fetch(file.downloadLink.url)).status).toBe(200);
      }
    });

    test("its records stand in the one time line, which can be asked for its kind alone", async () => {
      const answer = await ask(`{ auditRecords(
        window: { from: "2026-06-01T00:00:00Z", to: "2026-08-05T00:00:00Z" }, filter: { kinds: [GEMINI] }, first: 5
      ) { nodes { __typename occurredAt source { kind } } } }`);
      const newest = upstream.truth.slice(-5).reverse();
      expect(answer).toMatchObject({
        data: {
          auditRecords: {
            nodes: newest.map(({ time }) => ({
              __typename: "AuditLogFile",
              occurredAt: new Date(time).toISOString().replace(".000Z", "Z"),
              source: { kind: "GEMINI" },
            })),
          },
        },
      });
    });
  });
});
