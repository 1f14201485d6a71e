import { countedList } from "../../audit/support/paced.js";
import { type SandboxSources, startSandboxSources } from "../../support/sandbox-sources.js";

describe("a filter of many nodes", () => {
  let sources: SandboxSources;
  beforeAll(async () => {
    sources = await startSandboxSources();
  });
  afterAll(() => sources.stop());

  test("is looked through once for all instances of an operation", () => {
    const reader = sources.database("mysql-eu");
    const nodes = countedList(Array.from({ length: 500 }, (_, i) => `node-${i}`));
    const filter = { nodeIds: nodes.list };
    for (let i = 0; i < 100; i += 1) reader.files(`instance-${i}`, filter);
    expect(nodes.looks()).toBe(500);
  });
});
