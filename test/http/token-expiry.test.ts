import { Agent, request } from "undici";
import { HOUR } from "../../src/audit/window.js";
import { type ConfiguredProduct, startConfigured } from "./support/configured-product.js";

const policy = (source: string, instanceId: string): string =>
  `{ databaseInstance(ref: { source: "${source}", instanceId: "${instanceId}" }) { auditPolicy { enabled } } }`;

/** One operation for each identity that logs in. */
const OPERATIONS = [
  '{ usageAuditPeriod(source: "compute-eu") { end } }',
  '{ usageAuditPeriod(source: "compute-us") { end } }',
  policy("mysql-eu", "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07"),
  policy("dds-eu", "4c6e8a0b2d1f43579b8d7f6e5c4a3b2din02"),
];

describe("operations at the moment their tokens end", () => {
  let product: ConfiguredProduct;
  const issued = (): number => product.sandbox.control.keystone.issued;
  // A thousand requests in flight, on no more connections than a listener's backlog takes at once.
  let agent: Agent;
  const ask = async (query: string): Promise<unknown> => {
    const { statusCode, body } = await request(`${product.baseUrl}/graphql`, {
      dispatcher: agent,
      method: "POST",
      idempotent: true,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    const { errors } = (await body.json()) as { errors?: unknown };
    return statusCode === 200 ? errors : statusCode;
  };
  const failures = async (count: number): Promise<unknown[]> => {
    const asked = Array.from({ length: count }, (_, at) => ask(OPERATIONS[at % OPERATIONS.length] ?? ""));
    return (await Promise.all(asked)).filter((failure) => failure !== undefined);
  };

  beforeEach(async () => {
    agent = new Agent({ connections: 250, pipelining: 4, headersTimeout: 0, bodyTimeout: 0 });
    // Patience for a slow machine: what counts here is who logs in, not how fast.
    product = await startConfigured((sandbox) => ({
      server: { port: 0, deadlineMs: 120_000 },
      sources: sandbox.configuration().sources.map((source) => ({ ...source, timeoutMs: 60_000 })),
    }));
    expect(await failures(OPERATIONS.length)).toEqual([]);
    expect(issued()).toBeGreaterThanOrEqual(OPERATIONS.length);
  });
  afterEach(async () => {
    await agent.close();
    await product.stop();
  });

  test.each([
    ["run out", 1_000, () => product.clock.advance(HOUR + 1)],
    ["are ended early, by expiry", 200, () => product.sandbox.control.keystone.expireAll()],
    ["are ended early, by revocation", 200, () => product.sandbox.control.keystone.revokeAll()],
  ])(
    "tokens %s under %i operations: one login for each identity, and no caller sees an error",
    async (_how, count, end) => {
      const before = issued();
      end();
      expect(await failures(count)).toEqual([]);
      expect(issued() - before).toBe(OPERATIONS.length);
    },
    120_000,
  );
});
