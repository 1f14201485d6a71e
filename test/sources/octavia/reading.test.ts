import { Merge } from "../../../src/audit/merge.js";
import type { Session } from "../../../src/audit/session.js";
import type { OctaviaBalancer } from "../../../sandbox/index.js";
import { readAll, session } from "../../contract/support/read.js";
import { AUDITED, type AuditedWord, cloud, keysOf, type Octavia, Rig, WINDOW } from "./support.js";

const PENDING_WORDS = AUDITED.slice(1);

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

const read = (source: Octavia, of: Session = session()) => readAll(source.open(of).audits(), WINDOW);
/** Changes the world before the request of this number. */
const before = (number: number, change: () => void): void => {
  let seen = 0;
  rig.control.onCall(({ source }) => {
    if (source !== "balancers-eu") return;
    seen += 1;
    if (seen === number) change();
  });
};

describe("calls of a report", () => {
  test.each([
    [60, 40, 1],
    [200, 200, 1],
    [2_000, 50, 1],
    [2_000, 200, 1],
    // One page, and four lists of which none has more than 200, twice.
    [2_000, 400, 9],
  ])("of %d balancers with %d in an audited status: at most %d", async (count, audited, calls) => {
    const all = cloud(count, audited);
    rig.control.octavia.setBalancers(all);
    const { keys, problem } = await read(rig.open());
    expect([problem, keys.length]).toEqual([undefined, audited]);
    expect(keys).toEqual(keysOf(all));
    expect(rig.requests().length).toBe(calls);
  });

  test("with the listing whole, one for each 200 balancers", async () => {
    const all = cloud(2_000, 300);
    rig.control.octavia.setBalancers(all);
    expect((await read(rig.open({ listing: "whole" }))).keys).toEqual(keysOf(all));
    expect(rig.requests().length).toBe(11);
  });

  test("no more than an operation's plan, which grows with what there is", async () => {
    rig.control.octavia.setBalancers(cloud(900, 850)).behave({ pageMax: 100 });
    const calls = { made: 0, deduplicated: 0, planned: 1, most: 1_000 };
    const { problem, keys } = await read(rig.open(), { ...session(), calls });
    expect([problem, keys.length]).toEqual([undefined, 850]);
    expect(calls.made).toBe(rig.requests().length);
    expect(calls.made).toBeLessThanOrEqual(calls.planned);
  });
});

describe("a balancer that changes between two lists", () => {
  const all = cloud(30, 20);
  const withStatus = (word: string): OctaviaBalancer => {
    const found = all.find(({ provisioningStatus }) => provisioningStatus === word);
    if (!found) throw new Error(`nobody in ${word}`);
    return found;
  };
  beforeEach(() => {
    rig.control.octavia.setBalancers(all).behave({ pageMax: 12 });
  });

  // The first page, the three PENDING at once, ERROR, and both again; with pages of four each list has two.
  const CALLS = 17;
  const moves = AUDITED.flatMap((from) => AUDITED.filter((to) => to !== from).map((to) => [from, to] as const));
  const move = (id: string, provisioningStatus: AuditedWord) => () =>
    void rig.control.octavia.updateBalancer(id, { provisioningStatus });

  test.each(moves)("from %s to %s is there, wherever the change falls", async (from, to) => {
    for (let number = 2; number <= CALLS; number += 1) {
      rig.control.reset();
      rig.control.octavia.setBalancers(all).behave({ pageMax: 4 });
      const { id } = withStatus(from);
      before(number, move(id, to));
      const { keys } = await read(rig.open());
      expect([number, keys.length, keys.some((key) => key.id === id)]).toEqual([number, 20, true]);
      expect(rig.requests().length).toBeGreaterThanOrEqual(CALLS - 2);
    }
  });

  test.each(
    PENDING_WORDS.flatMap((word) => [
      ["ERROR", word],
      [word, "ERROR"],
    ]) as readonly (readonly [AuditedWord, AuditedWord])[],
  )("from %s to %s and back is there, wherever both changes fall", async (from, to) => {
    for (let first = 2; first <= CALLS; first += 2) {
      for (let second = first + 1; second <= CALLS; second += 4) {
        rig.control.reset();
        rig.control.octavia.setBalancers(all).behave({ pageMax: 4 });
        const { id } = withStatus(from);
        before(first, move(id, to));
        before(second, move(id, from));
        const { keys } = await read(rig.open());
        expect([first, second, keys.length, keys.some((key) => key.id === id)]).toEqual([first, second, 20, true]);
      }
    }
  });

  test("is told in its later state, and coverage says that the source changed", async () => {
    const { id } = withStatus("ERROR");
    // Behind the first PENDING lists, before the first of ERROR: the first pass meets it nowhere.
    before(5, move(id, "PENDING_DELETE"));
    const merge = new Merge([rig.open().open(session()).audits()], {
      window: WINDOW,
      order: "OLDEST_FIRST",
      expected: 50,
    });
    const found: unknown[] = [];
    for await (const run of merge.runs())
      found.push(...[...run].filter(({ key }) => key.id === id).map(({ status }) => status));
    expect(found).toEqual(["PENDING_DELETE"]);
    expect(merge.trackers.map(({ coverage }) => coverage.state)).toEqual(["CHANGED_WHILE_READING"]);
  });

  test("and leaves for a status that is not audited is told as it was met, with the same word", async () => {
    const { id } = withStatus("ERROR");
    before(6, () => void rig.control.octavia.updateBalancer(id, { provisioningStatus: "ACTIVE" }));
    const { chunks, keys } = await read(rig.open());
    expect(keys.map((key) => key.id)).toContain(id);
    expect(chunks.some(({ reanchored }) => reanchored)).toBe(true);
  });
});

test("where a page's marker was purged meanwhile, the report is read once more", async () => {
  const all = cloud(40, 30);
  rig.control.octavia.setBalancers(all).behave({ pageMax: 4 });
  // The first page, the first of ERROR, and before its second the balancer is gone that it begins behind.
  const gone = all.filter(({ provisioningStatus }) => provisioningStatus === "ERROR")[3]?.id ?? "";
  before(3, () => void rig.control.octavia.purge(gone));
  const { keys, problem } = await read(rig.open());
  expect(problem).toBeUndefined();
  expect(keys).toEqual(keysOf(all.filter(({ id }) => id !== gone)));
});

test("a page that does not move on ends the read, instead of going round for ever", async () => {
  rig.control.octavia.setBalancers(cloud(40, 30)).behave({ pageMax: 4 });
  rig.control.faults.add({ source: "balancers-eu", kind: "repeated-page" });
  const { problem } = await read(rig.open());
  expect(problem?.code).toBe("UPSTREAM_CONTRACT_VIOLATION");
  expect(rig.requests().length).toBeLessThan(10);
});

test("nothing of an error's body reaches anybody", async () => {
  rig.control.octavia.behave({ databaseDown: true });
  const { problem } = await read(rig.open({ maxRetries: 0 }));
  expect(problem?.code).toBe("UPSTREAM_UNAVAILABLE");
  expect(`${problem?.message ?? ""} ${problem?.detail ?? ""}`).not.toMatch(/SELECT|pymysql|db\.internal/);
});
