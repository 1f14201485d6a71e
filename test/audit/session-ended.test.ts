import { Cancellation, untilSessionEnds, whenSessionEnds } from "../../src/audit/session.js";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("thousands that wait for an operation hear of its end, some in each turn of the event loop", async () => {
  const operation = new Cancellation();
  let told = 0;
  for (let i = 0; i < 1_000; i += 1) whenSessionEnds(operation, () => (told += 1));
  const stop = whenSessionEnds(operation, () => (told += 1_000_000));
  stop();
  operation.abort(undefined);
  operation.abort(new Error("the second time"));
  for (let before = 0; told < 1_000; before = told) {
    expect(told - before).toBeLessThanOrEqual(100);
    await turn();
    expect(told).toBeGreaterThan(before);
  }
  expect([told, operation.aborted, operation.reason]).toEqual([1_000, true, undefined]);
});

test("each rejects with what ended it, also the last one", async () => {
  const operation = new Cancellation();
  const waiting = Array.from({ length: 500 }, () => untilSessionEnds(new Promise(() => undefined), operation));
  operation.abort(undefined);
  const outcomes = await Promise.allSettled(waiting);
  expect(outcomes.every((each) => each.status === "rejected" && String(each.reason).includes("given up"))).toBe(true);
});
