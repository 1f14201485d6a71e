import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { type Product, startProduct } from "./support/product.js";
import { WaitingSource } from "./support/waiting-source.js";

/** Some 600 points, and three reads of the source. */
const LARGE = `{ ${["a", "b", "c"].map((name) => `${name}: usageAuditPeriods(sources: ["slow"], first: 200) { nodes { id } }`).join(" ")} }`;
const READS = 3;
/** Large operations at work at once, and those of one caller that may wait. */
const [AT_ONCE, WAITING] = [3, 48];

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("large operations", () => {
  let product: Product;
  const slow = new WaitingSource();
  let over: ReturnType<Product["ask"]>[] = [];
  const by = (token: string) => ({ "x-auth-token": token });
  const ask = (count: number, token: string) => {
    const asked = Array.from({ length: count }, () => product.ask(LARGE, {}, by(token)));
    over.push(...asked);
    return asked;
  };
  const waiting = async (): Promise<number> => {
    const metrics = await (await fetch(`${product.baseUrl}/metrics`)).text();
    return Number(/^auditgraph_large_operations\{state="waiting"\} (\d+)$/m.exec(metrics)?.[1]);
  };
  const reads = async (count: number): Promise<void> => {
    while (slow.reads < count) await turn();
    for (let i = 0; i < 200; i += 1) await turn();
  };

  beforeEach(async () => {
    slow.reads = 0;
    product = await startProduct({ sources: [slow.source, memoryDatabaseSource()], deadlineMs: 60_000 });
  });
  afterEach(async () => {
    let isOver = false;
    const all = Promise.all(over).finally(() => (isOver = true));
    const release = (): void => {
      slow.release();
      if (!isOver) setImmediate(release);
    };
    release();
    await all;
    over = [];
    await product.stop();
  });

  test("work a few at once; the others wait, and a small one does not", async () => {
    void ask(10, "greedy");
    await reads(AT_ONCE * READS);
    expect(slow.reads).toBe(AT_ONCE * READS);
    const small = await product.ask('{ auditLogFiles(window: { from: "2026-01-01T00:00:00Z" }) { nodes { id } } }');
    expect([small.status, small.body.errors]).toEqual([200, undefined]);
    expect(slow.reads).toBe(AT_ONCE * READS);
    slow.release();
    await reads(2 * AT_ONCE * READS);
    expect(slow.reads).toBe(2 * AT_ONCE * READS);
  });

  test("that are too many of one caller are refused, and another's wait for the next turn", async () => {
    const answers = ask(AT_ONCE + WAITING + 5, "greedy");
    const refused = await Promise.any(answers);
    expect([refused.status, refused.headers.get("retry-after"), refused.body.errors?.[0]?.extensions]).toEqual([
      429,
      "1",
      { code: "RATE_LIMITED", retryable: true, retryAfterMs: 1_000 },
    ]);
    await reads(AT_ONCE * READS);
    const [other] = ask(1, "other");
    while ((await waiting()) <= WAITING) await turn();
    slow.release();
    await reads(2 * AT_ONCE * READS);
    slow.release();
    expect((await other)?.status).toBe(200);
    expect(slow.reads).toBeLessThanOrEqual(4 * AT_ONCE * READS);
  });
});
