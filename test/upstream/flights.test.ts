import { Cancellation, type Session } from "../../src/audit/session.js";
import { Gate } from "../../src/fairness/gate.js";
import { Flights } from "../../src/upstream/cache/flights.js";
import { failure, session } from "./support/session.js";

test("whoever waits for another's read to land asks for itself when that one is given up", async () => {
  const flights = new Flights();
  const asked: string[] = [];
  const read = (name: string) => (shared: Session) =>
    new Promise<string>((resolve, reject) => {
      asked.push(name);
      // The first one's source hangs until nobody waits for it.
      if (name !== "first") resolve(name);
      shared.signal.addEventListener("abort", () => reject(new Error("given up")));
    });
  const end = new Cancellation();
  const first = failure(flights.share("key", session(0, end), read("first")));
  const second = flights.share("key", session(0), read("second"));
  end.abort(new Error("gone"));
  expect(await first).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  expect(await second).toBe("second");
  expect(asked).toEqual(["first", "second"]);
});

test.each([
  ["never comes", () => new Promise<void>(() => undefined)],
  ["is over", () => Promise.reject(new Error("gone"))],
])("a read has its turn as soon as one of those who wait for it, where that of the first %s", async (_what, turn) => {
  const flights = new Flights();
  const read = (name: string) => async (shared: Session) => {
    await shared.turn?.();
    return name;
  };
  let come = (): void => undefined;
  const comes = new Promise<void>((resolve) => (come = resolve));
  const first = flights.share("key", { ...session(0), turn }, read("first"));
  const second = flights.share("key", { ...session(0), turn: () => comes }, read("second"));
  come();
  expect(await Promise.all([first, second])).toEqual(["first", "second"]);
});

test("a read goes first at its source for no operation's sake that asked for much, however many join", async () => {
  const flights = new Flights();
  const gate = new Gate({ maxConcurrency: 1, maxQueue: 100, refusal: (full) => new Error(full) });
  const of = (key: string, moment: number, made: number): Session => ({
    ...session(0),
    moment,
    caller: { key, token: undefined, scopes: new Set() },
    calls: { made, deduplicated: 0 },
  });
  const order: string[] = [];
  const enter = (name: string) => async (shared: Session) => {
    const leave = await gate.enter(shared);
    order.push(name);
    leave();
  };
  const leave = await gate.enter(of("first", 1, 0));
  const joiner = of("another abuser", 3, 500);
  const all = [
    flights.share("key", of("abuser", 2, 500), enter("much")),
    // Asked too late for that read, it waits for it to land, and then goes out itself.
    flights.share("key", joiner, enter("joined")),
    enter("little")(of("page", 4, 0)),
  ];
  leave();
  await Promise.all(all);
  expect(order).toEqual(["little", "much", "joined"]);
  expect(joiner.calls?.made).toBe(500);
});
