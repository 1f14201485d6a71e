import { type Asker, Cancellation, type EndSignal } from "../../src/audit/session.js";
import { AuditError } from "../../src/audit/errors.js";
import { type Entrant, Gate, type GateOptions } from "../../src/fairness/gate.js";
import { QueuePartFull, queueRefusal } from "../../src/upstream/failures.js";
import { tick } from "./support/fake-clock.js";
import { failure } from "./support/session.js";

const never: EndSignal = new Cancellation();
/** A request of one operation of one caller. */
const by = (key: string, moment = 1, signal = never): Entrant => ({
  caller: { key, token: undefined, scopes: new Set() },
  moment,
  signal,
});
const anyone = by("anyone");
const refusal: GateOptions["refusal"] = (full) => queueRefusal("s", full);

/** The order in which the requests get their places, each given back at once; one at a time has a place. */
const orderOf = async (asked: readonly Entrant[]): Promise<string[]> => {
  const gate = new Gate({ refusal, maxConcurrency: 1, maxQueue: 100 });
  const order: string[] = [];
  const first = await gate.enter(anyone);
  const others = asked.map(async (entrant, at) => {
    const leave = await gate.enter(entrant);
    order.push(`${entrant.caller.key}${entrant.moment}-${at}`);
    leave();
  });
  first();
  await Promise.all(others);
  return order;
};

describe("the gate before a source", () => {
  it("lets no more through than it may, and the rest of an operation in order of arrival", async () => {
    const gate = new Gate({ refusal, maxConcurrency: 1, maxQueue: 10 });
    const order: number[] = [];
    const first = await gate.enter(anyone);
    const others = [1, 2, 3].map(async (at) => {
      const leave = await gate.enter(anyone);
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
    const gate = new Gate({ refusal, maxConcurrency: 1, maxQueue: 1 });
    await gate.enter(anyone);
    void gate.enter(anyone);
    const error = await failure(gate.enter(anyone));
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true, retryAfterMs: 1_000 });
  });

  it("forgets who gave up waiting, with the reason of the operation's signal", async () => {
    const gate = new Gate({ refusal, maxConcurrency: 1, maxQueue: 10 });
    const leave = await gate.enter(anyone);
    const leaving = new AbortController();
    const waiting = failure(gate.enter(by("anyone", 1, leaving.signal)));
    const patient = gate.enter(anyone);
    const reason = new AuditError("DEADLINE_EXCEEDED", "late");
    leaving.abort(reason);
    expect(await waiting).toBe(reason);
    expect(gate.waiting).toBe(1);
    leave();
    (await patient)();
    expect(gate.inside).toBe(0);
  });

  it("takes a place back once, however often it is given back", async () => {
    const gate = new Gate({ refusal, maxConcurrency: 2, maxQueue: 10 });
    const leave = await gate.enter(anyone);
    await gate.enter(anyone);
    leave();
    leave();
    expect(gate.inside).toBe(1);
  });

  it("lets nobody in whose operation is over", async () => {
    const gate = new Gate({ refusal, maxConcurrency: 2, maxQueue: 10 });
    const error = await failure(gate.enter(by("anyone", 1, AbortSignal.abort())));
    expect(error.code).toBe("DEADLINE_EXCEEDED");
    expect(gate.inside).toBe(0);
  });

  it("admits no more of those who wait in a turn of the event loop than there are places, however soon they leave", async () => {
    const gate = new Gate({ refusal, maxConcurrency: 2, maxQueue: 100 });
    const [first] = [await gate.enter(anyone), await gate.enter(anyone)];
    let admitted = 0;
    const others = Array.from({ length: 20 }, async () => {
      const leave = await gate.enter(anyone);
      admitted += 1;
      leave();
    });
    first();
    const turns: number[] = [];
    while (admitted < others.length) {
      const before = admitted;
      await tick();
      turns.push(admitted - before);
    }
    // The first of them ends the turn in which the place was given back.
    expect(turns.slice(1).every((each) => each <= 2)).toBe(true);
    expect(turns.length).toBeGreaterThan(8);
    await Promise.all(others);
  });

  it("gives callers their turns, a caller's operations theirs in its turn, and an operation its order", async () => {
    const [a1, a2, b1] = [by("a", 1), by("a", 2), by("b", 3)];
    expect(await orderOf([a1, a1, a1, a2, a2, b1, b1])).toEqual([
      "a1-0",
      "b3-5",
      "a2-3",
      "b3-6",
      "a1-1",
      "a2-4",
      "a1-2",
    ]);
  });

  it("lets operations that asked for little go before those that asked for much, but for one place in four", async () => {
    const much = { ...by("greedy", 1), calls: { made: 500, deduplicated: 0 } };
    const asked = [...Array.from({ length: 3 }, () => much), ...Array.from({ length: 6 }, () => by("other", 2))];
    expect((await orderOf(asked)).map((each) => each.slice(0, -2))).toEqual([
      "other2",
      "other2",
      "other2",
      "greedy1",
      "other2",
      "other2",
      "other2",
      "greedy1",
      "greedy1",
    ]);
  });

  it("counts what an operation has waiting as asked for: a crowd that comes at once does not go first", async () => {
    const crowd = Array.from({ length: 40 }, () => by("greedy", 1));
    const order = await orderOf([...crowd, ...Array.from({ length: 12 }, () => by("other", 2))]);
    // In turns with the first level's share of the crowd, and before the rest of it but for one place in four.
    expect(order.findLastIndex((each) => each.startsWith("other"))).toBeLessThan(40);
    expect(order).toHaveLength(52);
  });

  it("leaves a caller half of the places while another waits, and all of them while none does", async () => {
    const gate = new Gate({ refusal, maxConcurrency: 4, maxQueue: 100 });
    const greedy = await Promise.all([1, 2, 3, 4].map((moment) => gate.enter(by("greedy", moment))));
    const admitted: string[] = [];
    const wait = (key: string): void => void gate.enter(by(key)).then(() => admitted.push(key));
    for (const key of ["greedy", "greedy", "greedy", "other", "other", "other"]) wait(key);
    for (const leave of greedy) {
      leave();
      await tick();
    }
    expect(admitted).toEqual(["other", "other", "greedy", "greedy"]);
  });

  it("refuses an operation that has half of the queue, by its own fault, and nobody else", async () => {
    const refused: string[] = [];
    const counted: GateOptions["refusal"] = (full) => {
      refused.push(full);
      return refusal(full);
    };
    const gate = new Gate({ refusal: counted, maxConcurrency: 1, maxQueue: 4 });
    await gate.enter(anyone);
    for (let n = 0; n < 2; n += 1) void gate.enter(by("greedy", 7));
    const error = await failure(gate.enter(by("greedy", 7)));
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true, retryAfterMs: 1_000 });
    expect(error.message).toBe('Too many requests of this operation wait for source "s": ask for less at once.');
    void gate.enter(by("greedy", 8));
    const other = await failure(gate.enter(by("greedy", 8)));
    expect(other.message).toBe('Too many requests of this caller wait for source "s": ask for less at once.');
    void gate.enter(by("other", 9));
    expect([gate.waiting, refused]).toEqual([4, ["operation", "caller"]]);
  });

  it("takes the place for a newcomer from whoever has the most in a full queue", async () => {
    const gate = new Gate({ refusal, maxConcurrency: 1, maxQueue: 8 });
    await gate.enter(anyone);
    const greedy = [1, 1, 1, 2, 2, 2].map((moment) =>
      gate.enter(by("greedy", moment)).catch((error: unknown) => error),
    );
    for (let moment = 3; moment < 5; moment += 1) void gate.enter(by("other", moment));
    void gate.enter(by("third", 5));
    expect(await Promise.race(greedy)).toBeInstanceOf(QueuePartFull);
    expect(gate.waiting).toBe(8);
  });

  it("lets what several wait for go in the name of whoever has a turn first, and gives the place back in that", async () => {
    const gate = new Gate({ refusal, maxConcurrency: 1, maxQueue: 100 });
    let leave = await gate.enter(anyone);
    let join: (asker: Asker) => void = () => undefined;
    const company = {
      watch: (joined: (asker: Asker) => void) => {
        join = joined;
        return () => (join = () => undefined);
      },
    };
    const order: string[] = [];
    const wait = (name: string, entrant: Entrant): void =>
      void gate.enter(entrant).then((left) => {
        order.push(name);
        leave = left;
      });
    for (const name of ["greedy 1", "greedy 2"]) wait(name, by("greedy", 1));
    wait("shared", { ...by("greedy", 1), company });
    wait("greedy 4", by("greedy", 1));
    join(by("other", 2));
    wait("other's own", by("other", 2));
    for (let n = 0; n < 5; n += 1) {
      leave();
      await tick();
    }
    leave();
    expect(order).toEqual(["greedy 1", "shared", "greedy 2", "other's own", "greedy 4"]);
    expect([gate.inside, gate.waiting]).toEqual([0, 0]);
  });
});
