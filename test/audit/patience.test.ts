import { AuditError } from "../../src/audit/errors.js";
import { OperationTime } from "../../src/audit/operation-time.js";
import { Holds } from "../../src/audit/patience.js";
import { Standings } from "../../src/audit/standings.js";
import { planPage } from "../../src/audit/page-plan.js";
import { readPage } from "../../src/audit/page.js";
import type { Timeline } from "../../src/audit/timeline.js";
import type { AuditRecord } from "../../src/audit/record.js";
import { FakeClock, tick } from "../upstream/support/fake-clock.js";
import { memoryTimeline, operation } from "./support.js";
import { type Asked, pass, wait } from "./support/waits.js";

const RULES = { patienceMs: 1_000, maxPatienceMs: 5_000, deadlineMs: 10_000 };

describe("how long a source holds a page", () => {
  let clock: FakeClock;
  let standings: Standings;

  beforeEach(() => {
    clock = new FakeClock();
    standings = new Standings(clock, RULES);
  });

  /** Of an operation whose requests are at its sources. */
  const asking = (): OperationTime => {
    const time = new OperationTime();
    for (const source of ["slow", "s", "well", "large"]) time.asks(source);
    return time;
  };

  const holds = (patienceMs = 1_000, time = asking()): Holds =>
    new Holds(standings, patienceMs, { now: clock.now(), time });

  /** Milliseconds after which nobody waits any more. */
  const heldFor = async (waits: readonly Asked[], of = holds(), isThere = true): Promise<number> => {
    const begun = clock.now();
    let isOver = false;
    void of.all(waits, () => isThere).then(() => (isOver = true));
    const over = (): boolean => isOver;
    await tick();
    while (!over()) await pass(clock, 50);
    return clock.now() - begun;
  };

  it("is its share, and a moment to show what is at hand; from then on a short try", async () => {
    const [first, second] = [wait("slow"), wait("slow")];
    expect(await heldFor([first])).toBe(1_100);
    expect(first.given()).toBe("UPSTREAM_TIMEOUT");
    expect(await heldFor([second])).toBe(250);
    expect(second.given()).toBe("UPSTREAM_TIMEOUT");
  });

  it("is what the caller names", async () => {
    expect(await heldFor([wait("slow")], holds(300))).toBe(400);
  });

  it("does not count while no other source is there, until the time to write the answer", async () => {
    const only = wait("slow");
    expect(await heldFor([only], holds(), false)).toBe(9_000);
    expect(only.given()).toBe("DEADLINE_EXCEEDED");
    expect(standings.isSlow("slow")).toBe(false);
  });

  it("counts twice a step at most where the process itself was held", async () => {
    const held = wait("well");
    let isOver = false;
    void holds()
      .all([held], () => true)
      .then(() => (isOver = true));
    clock.advance(5_000);
    await tick();
    held.arrive();
    await tick();
    expect([isOver, held.given()]).toEqual([true, undefined]);
  });

  it("is longer for a source that has much to read and comes on", async () => {
    const of = holds();
    for (let step = 0; step < 60; step += 1) {
      const part = wait("large");
      const over = of.all([part], () => true);
      await pass(clock, 50);
      part.arrive();
      await over;
      expect(part.given()).toBeUndefined();
    }
  });

  it("is told to whoever has an older answer, before the source is given up", async () => {
    const time = asking();
    const asked = wait("slow");
    time.whenHurried("slow", asked.arrive);
    expect(await heldFor([asked], holds(1_000, time))).toBe(1_000);
    expect(asked.given()).toBeUndefined();
    expect(standings.isSlow("slow")).toBe(true);
  });

  it("ends with the reason why it was tried again", async () => {
    const time = asking();
    time.triedAgain("slow", new AuditError("UPSTREAM_RATE_LIMITED", "Too many.", { retryable: true }));
    const asked = wait("slow");
    await heldFor([asked], holds(1_000, time));
    expect(asked.given()).toBe("UPSTREAM_RATE_LIMITED");
  });

  it("is its share again once it came through a page, and after any answer once a pause is over that grows", () => {
    standings.heldTooLong("s");
    standings.answered("s");
    expect(standings.isSlow("s")).toBe(true);
    standings.cameThrough("s");
    expect(standings.isSlow("s")).toBe(false);
    for (const pauseMs of [4_000, 8_000, 16_000, 30_000, 30_000]) {
      standings.heldTooLong("s");
      clock.advance(pauseMs - 1);
      standings.answered("s");
      expect(standings.shareOf("s", 1_000)).toBe(150);
      clock.advance(1);
      standings.answered("s");
      expect(standings.shareOf("s", 1_000)).toBe(1_000);
    }
  });

  it("is a short try still where it answered something, and was given up all the same", async () => {
    const time = asking();
    const of = holds(1_000, time);
    await heldFor([wait("s")], of);
    time.answered("s");
    of.ended([{ source: "s" }]);
    expect(standings.isSlow("s")).toBe(true);
    const again = holds(1_000, time);
    again.ended([{ source: "s" }]);
    expect(standings.isSlow("s")).toBe(false);
  });

  it("is never more than half of the operation's time", () => {
    const { rules } = new Standings(clock, { patienceMs: 9_000, maxPatienceMs: 20_000, deadlineMs: 10_000 });
    expect(rules).toMatchObject({ patienceMs: 5_000, maxPatienceMs: 5_000 });
  });
});

describe("a page with a source that never answers", () => {
  const hanging = (name: string, chunks: number): Timeline<AuditRecord> => {
    const timeline = memoryTimeline(
      name,
      [
        [9, "x"],
        [7, "y"],
        [5, "z"],
      ],
      { chunk: 1 },
    );
    return {
      source: timeline.source,
      async *read(request) {
        let given = 0;
        for await (const chunk of timeline.read(request)) {
          if (given === chunks) await new Promise(() => undefined);
          given += 1;
          yield chunk;
        }
      },
    };
  };

  const ask = async (timelines: readonly Timeline<AuditRecord>[], patienceMs?: number) => {
    const clock = new FakeClock(0);
    const standings = new Standings(clock, RULES);
    const session = operation(1, { standings, time: new OperationTime() });
    const args = { first: 10, ...(patienceMs === undefined ? {} : { patienceMs }) };
    const plan = planPage(args, { binding: "x", order: "NEWEST_FIRST", window: () => ({ from: 0, to: 20 }) }, session);
    let isOver = false;
    const read = readPage(plan, timelines).finally(() => (isOver = true));
    const over = (): boolean => isOver;
    await tick();
    while (!over()) await pass(clock, 50);
    const page = await read;
    return { page, ms: clock.now() };
  };

  const well = () =>
    memoryTimeline(
      "well",
      [
        [12, "a"],
        [8, "b"],
        [6, "c"],
        [2, "d"],
      ],
      { chunk: 1 },
    );

  it("has all records of the others, and says from when to when the source's are missing", async () => {
    const { page, ms } = await ask([well(), hanging("slow", 1)], 500);
    expect(ms).toBe(600);
    expect(page.edges.map(({ record }) => record.key.id)).toEqual(["a", "x", "b", "c", "d"]);
    expect(page.coverage).toMatchObject([
      { state: "COMPLETE" },
      { state: "FAILED", problem: { code: "UPSTREAM_TIMEOUT" }, missing: [{ from: 0, to: 9 }] },
    ]);
  });

  it("is cut short, and goes on, where the operation's time is over for a source that nobody else waits for", async () => {
    const { page, ms } = await ask([hanging("slow", 2)]);
    expect(ms).toBe(9_000);
    expect(page.edges.map(({ record }) => record.key.id)).toEqual(["x", "y"]);
    expect(page).toMatchObject({
      hasNextPage: true,
      coverage: [{ state: "FAILED", problem: { code: "DEADLINE_EXCEEDED", retryable: true } }],
    });
    expect(page.coverage[0]?.missing).toBeUndefined();
    expect(page.endCursor).not.toBeNull();
  });

  it("refuses a patience that is out of range, and names the range", async () => {
    await expect(ask([well()], 5_001)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringMatching(/^patienceMs: .* 1 to 5000 ms/) as string,
    });
    await expect(ask([well()], 0)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});
