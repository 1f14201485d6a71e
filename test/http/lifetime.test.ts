import { setTimeout as sleep } from "node:timers/promises";
import { startProduct } from "./support/product.js";
import { WaitingSource } from "./support/waiting-source.js";
import { post } from "../support/post.js";

const PERIODS = "{ usageAuditPeriods { nodes { id } coverage { state problem { code retryable } } } }";

describe("an operation", () => {
  test("that outlasts its deadline is answered with what there is, and DEADLINE_EXCEEDED in coverage", async () => {
    const slow = new WaitingSource();
    const product = await startProduct({ sources: [slow.source], deadlineMs: 50 });
    const data = await product.data<{ usageAuditPeriods: object }>(PERIODS);
    await product.stop();
    expect(data.usageAuditPeriods).toEqual({
      nodes: [],
      coverage: [{ state: "FAILED", problem: { code: "DEADLINE_EXCEEDED", retryable: true } }],
    });
  });

  test("whose caller goes away is given up", async () => {
    const slow = new WaitingSource();
    const product = await startProduct({ sources: [slow.source] });
    const controller = new AbortController();
    const asked = slow.asked();
    const answer = post(product.baseUrl, { query: PERIODS }, {}, controller.signal);
    await asked;
    controller.abort();
    await expect(answer).rejects.toThrow();
    while (slow.givenUp.length === 0) await sleep(10);
    await product.stop();
    expect(slow.givenUp.map(({ message }) => message)).toEqual(["The caller went away before the answer was ready."]);
  });

  test("in flight when the server drains is finished; nothing new is accepted; then the sources are closed", async () => {
    const slow = new WaitingSource();
    const product = await startProduct({ sources: [slow.source] });
    const asked = slow.asked();
    const answer = product.ask(PERIODS);
    await asked;
    const stopped = product.stop();
    const isAccepted = (): Promise<boolean> =>
      fetch(`${product.baseUrl}/readyz`).then(
        () => true,
        () => false,
      );
    while (await isAccepted()) await sleep(10);
    expect(slow.closed).toBe(false);
    slow.release();
    expect((await answer).body.data).toEqual({
      usageAuditPeriods: { nodes: [], coverage: [{ state: "COMPLETE", problem: null }] },
    });
    await stopped;
    expect(slow.closed).toBe(true);
  });
});
