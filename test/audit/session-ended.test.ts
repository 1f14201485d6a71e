import { untilSessionEnds, whenSessionEnds } from "../../src/audit/session.js";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("thousands that wait for an operation hear of its end, some in each turn of the event loop, by one listener", async () => {
  const controller = new AbortController();
  const listened = jest.spyOn(controller.signal, "addEventListener");
  let told = 0;
  for (let i = 0; i < 1_000; i += 1) whenSessionEnds(controller.signal, () => (told += 1));
  const stop = whenSessionEnds(controller.signal, () => (told += 1_000_000));
  stop();
  controller.abort();
  for (let before = 0; told < 1_000; before = told) {
    expect(told - before).toBeLessThanOrEqual(100);
    await turn();
    expect(told).toBeGreaterThan(before);
  }
  expect([told, listened.mock.calls.length]).toEqual([1_000, 1]);
});

test("each rejects with what ended it, also the last one", async () => {
  const controller = new AbortController();
  const waiting = Array.from({ length: 500 }, () => untilSessionEnds(new Promise(() => undefined), controller.signal));
  controller.abort();
  const outcomes = await Promise.allSettled(waiting);
  expect(outcomes.every((each) => each.status === "rejected" && String(each.reason).includes("given up"))).toBe(true);
});
