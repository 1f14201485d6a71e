import { type Party, Turns } from "../../src/fairness/lines.js";

/** How many sets are made meanwhile. */
const setsDuring = (work: () => void): number => {
  const Real = globalThis.Set;
  let made = 0;
  globalThis.Set = class<T> extends Real<T> {
    constructor(members?: Iterable<T> | null) {
      super(members);
      made += 1;
    }
  };
  try {
    work();
  } finally {
    globalThis.Set = Real;
  }
  return made;
};

test("a party that comes and leaves with thousands of requests takes its set along, and the longest is known all the same", () => {
  const turns = new Turns<Party>();
  const [many, few] = [{ inside: 0 }, { inside: 0 }];
  const made = setsDuring(() => {
    for (let i = 0; i < 5; i += 1) turns.add(few);
    for (let i = 0; i < 2_000; i += 1) turns.add(many);
    expect(turns.longest()).toBe(many);
    for (let i = 0; i < 1_996; i += 1) turns.remove(many);
    expect([turns.longest(), turns.waitingOf(many), turns.waitingOf(few)]).toEqual([few, 4, 5]);
    for (let i = 0; i < 4; i += 1) turns.remove(many);
    expect([turns.size, turns.longest()]).toEqual([1, few]);
  });
  expect(made).toBeLessThan(20);
});
