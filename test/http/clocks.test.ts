import { parseConfig } from "../../src/config/parse.js";
import { manualClock, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { sourceKinds } from "../../src/sources/registry.js";
import { systemClock } from "../../src/upstream/clock.js";
import { START } from "./support/configured-product.js";
import { type Product, startWith } from "./support/product.js";

const MINUTE = 60_000;
const INSTANCES =
  '{ databaseInstances(sources: ["mysql-docs"]) { nodes { name } coverage { state problem { code } } } }';

/** The gateway refuses a signature that is 15 minutes old; huawei-otc-atlas.md, 1.10. */
describe("an access key on a machine whose clock is off", () => {
  let sandbox: Sandbox;
  let product: Product;
  const start = async (aheadMs: number, secretKey?: string): Promise<void> => {
    const clock = manualClock(START);
    sandbox = await startSandbox({ clock, control: false });
    const [source] = sandbox.configuration().sources.filter(({ name }) => name === "mysql-docs");
    const credentials = { ...(source?.credentials as object), ...(secretKey === undefined ? {} : { secretKey }) };
    const file = { server: { port: 0 }, sources: [{ ...source, credentials }] };
    const config = parseConfig(file, { origin: "auditgraph.yaml", env: {}, kinds: sourceKinds });
    product = await startWith(config, { clock: { ...systemClock, now: () => clock() + aheadMs } });
  };
  afterEach(async () => {
    await product.stop();
    await sandbox.stop();
  });
  const statuses = (): number => sandbox.control.log.requests().length;

  test.each([
    ["ahead", 20 * MINUTE],
    ["behind", -3 * 60 * MINUTE],
  ])("signs once more by the service's clock, and by that from then on: %s", async (_where, aheadMs) => {
    await start(aheadMs);
    const first = await product.data(INSTANCES);
    expect(JSON.stringify(first)).toContain("documented");
    expect(statuses()).toBe(2);
    sandbox.control.log.reset();
    await product.data(
      '{ databaseInstance(ref: { source: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin07" }) { auditPolicy { enabled } } }',
    );
    expect(statuses()).toBe(1);
  });

  test("sends a signature once that is refused for its key, where the clocks agree", async () => {
    await start(0, "not-the-secret");
    const { body } = await product.ask(INSTANCES);
    expect(JSON.stringify(body)).toContain("UPSTREAM_REJECTED");
    expect(statuses()).toBe(1);
  });

  test("and twice at each call where they differ as well, without end to it", async () => {
    await start(20 * MINUTE, "not-the-secret");
    for (const sent of [2, 4]) {
      const { body } = await product.ask(INSTANCES);
      expect(JSON.stringify(body)).toContain("UPSTREAM_REJECTED");
      expect(statuses()).toBe(sent);
    }
  });
});
