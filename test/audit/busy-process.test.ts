import { OperationTime } from "../../src/audit/operation-time.js";
import { Holds } from "../../src/audit/patience.js";
import { Standings } from "../../src/audit/standings.js";
import { FakeClock } from "../upstream/support/fake-clock.js";
import { pass, wait } from "./support/waits.js";

const RULES = { patienceMs: 1_000, maxPatienceMs: 5_000, deadlineMs: 10_000 };

/** When a source of this name is given up that never answers, for an operation's own time. */
const givenUpAfter = async (timeOf: (clock: FakeClock) => OperationTime) => {
  const clock = new FakeClock();
  const standings = new Standings(clock, RULES);
  const [begun, asked] = [clock.now(), wait("well")];
  void new Holds(standings, RULES.patienceMs, { now: begun, time: timeOf(clock) }).all([asked], () => true);
  while (asked.given() === undefined) await pass(clock, 50);
  return { ms: clock.now() - begun, why: asked.given(), isSlow: standings.isSlow("well") };
};

/** Of an operation one of whose requests is at the source. */
const asking = (waits?: () => boolean): OperationTime => {
  const time = new OperationTime(waits);
  time.asks("well");
  return time;
};

test("a source is not held to hold a page while the operation waits for its turn: a busy process is not its fault", async () => {
  const waiting = (clock: FakeClock) => {
    const until = clock.now() + 3_000;
    return asking(() => clock.now() <= until);
  };
  const held = { why: "UPSTREAM_TIMEOUT", isSlow: true };
  expect(await givenUpAfter(() => asking())).toEqual({ ...held, ms: 1_100 });
  expect(await givenUpAfter(waiting)).toEqual({ ...held, ms: 4_100 });
});

test("where none of the operation's calls has a place at the source, it is given up, and nothing is said of it to others", async () => {
  const answered = (): OperationTime => {
    const time = new OperationTime();
    time.asks("well")();
    return time;
  };
  expect(await givenUpAfter(answered)).toEqual({ why: "UPSTREAM_TIMEOUT", isSlow: false, ms: 1_100 });
});
