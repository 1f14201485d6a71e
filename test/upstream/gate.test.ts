import { AuditError } from "../../src/audit/audit-error.js";
import { Gate } from "../../src/upstream/resilience/gate.js";
import { failure } from "./support/session.js";

const never = new AbortController().signal;

describe("the gate before a source", () => {
  it("lets no more through than it may, and the rest in order of arrival", async () => {
    const gate = new Gate({ source: "s", maxConcurrency: 1, maxQueue: 10 });
    const order: number[] = [];
    const first = await gate.enter(never);
    const others = [1, 2, 3].map(async (at) => {
      const leave = await gate.enter(never);
      order.push(at);
      leave();
    });
    expect([gate.inside, gate.waiting]).toEqual([1, 3]);
    first();
    await Promise.all(others);
    expect(order).toEqual([1, 2, 3]);
    expect([gate.inside, gate.waiting]).toEqual([0, 0]);
  });

  it("refuses what its queue cannot hold", async () => {
    const gate = new Gate({ source: "s", maxConcurrency: 1, maxQueue: 1 });
    await gate.enter(never);
    void gate.enter(never);
    const error = await failure(gate.enter(never));
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true, retryAfterMs: 1_000 });
  });

  it("forgets who gave up waiting, with the reason of the operation's signal", async () => {
    const gate = new Gate({ source: "s", maxConcurrency: 1, maxQueue: 10 });
    const leave = await gate.enter(never);
    const leaving = new AbortController();
    const waiting = failure(gate.enter(leaving.signal));
    const patient = gate.enter(never);
    const reason = new AuditError("DEADLINE_EXCEEDED", "late");
    leaving.abort(reason);
    expect(await waiting).toBe(reason);
    expect(gate.waiting).toBe(1);
    leave();
    (await patient)();
    expect(gate.inside).toBe(0);
  });

  it("takes a place back once, however often it is given back", async () => {
    const gate = new Gate({ source: "s", maxConcurrency: 2, maxQueue: 10 });
    const leave = await gate.enter(never);
    await gate.enter(never);
    leave();
    leave();
    expect(gate.inside).toBe(1);
  });

  it("lets nobody in whose operation is over", async () => {
    const gate = new Gate({ source: "s", maxConcurrency: 2, maxQueue: 10 });
    const error = await failure(gate.enter(AbortSignal.abort()));
    expect(error.code).toBe("DEADLINE_EXCEEDED");
    expect(gate.inside).toBe(0);
  });
});
