import { manualClock, startSandbox, type InstanceControl, type Sandbox } from "../../sandbox/index.js";
import { ask, stamp, type ListedFile } from "./support.js";

const clock = manualClock("2026-11-21T00:00:00Z");
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock });
});
afterAll(() => sandbox.stop());

const list = async (
  instance: InstanceControl,
  from: string,
  to: string,
  offset = 0,
): Promise<[ids: string[], total: number]> => {
  const project = sandbox.control.database("taurusdb").projectId;
  const query = `start_time=${stamp(from)}&end_time=${stamp(to)}&offset=${offset}&limit=100`;
  const url = `${sandbox.urls.taurusdb}/v3/${project}/instances/${instance.id}/audit-logs?${query}`;
  const { json } = await ask(url, { headers: sandbox.control.headersFor("mysql-eu") });
  return [(json.audit_logs as ListedFile[]).map(({ id }) => id), json.total_count as number];
};

let count = 0;
const fresh = (): InstanceControl =>
  sandbox.control.database("taurusdb").createInstance({ name: `test-${(count += 1)}` });
const hour = (n: number, id: string): { id: string; begin: string; end: string } => ({
  id,
  begin: `2026-03-01T${String(n).padStart(2, "0")}:00:00Z`,
  end: `2026-03-01T${String(n + 1).padStart(2, "0")}:00:00Z`,
});
const DAY = ["2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"] as const;

describe("what a test changes, the next answer shows", () => {
  it("files set, appended, inserted late, removed and pruned", async () => {
    const instance = fresh();
    instance.setFiles([hour(3, "c"), hour(1, "a")]);
    expect(await list(instance, ...DAY)).toEqual([["a", "c"], 2]);
    instance.append(hour(4, "d"));
    instance.insert(hour(2, "b"));
    expect(await list(instance, ...DAY)).toEqual([["a", "b", "c", "d"], 4]);
    expect(instance.remove(["c", "unknown"])).toBe(1);
    expect(await list(instance, ...DAY)).toEqual([["a", "b", "d"], 3]);
    expect(instance.prune(1)).toBe(1);
    expect(instance.prune(({ id }) => id === "d")).toBe(1);
    expect(await list(instance, ...DAY)).toEqual([["b"], 1]);
  });

  it("computed files too: inserted between, removed, pruned", async () => {
    const instance = sandbox.control.database("taurusdb").createInstance({
      name: "computed",
      sequence: { start: Date.UTC(2026, 2, 1), stepMs: 3_600_000, count: 24 },
    });
    const [before] = await list(instance, ...DAY);
    expect(before).toHaveLength(24);
    const [late] = instance.insert({ id: "late", begin: "2026-03-01T05:59:59Z" });
    const [second = "", tenth = ""] = [before[1], before[9]];
    expect(instance.remove([second, tenth])).toBe(2);
    const [after, total] = await list(instance, ...DAY);
    expect(total).toBe(23);
    const expected = before.filter((id) => id !== second && id !== tenth);
    expected.splice(5, 0, late?.id ?? "");
    expect(after).toEqual(expected);
    instance.prune(6);
    expect(await list(instance, ...DAY)).toEqual([expected.slice(6), 17]);
    expect(instance.files().map(({ id }) => id)).toEqual(expected.slice(6));
  });

  it("also between two calls of one reader", async () => {
    const instance = fresh();
    instance.setFiles([hour(1, "a")]);
    let calls = 0;
    const stop = sandbox.control.onCall(({ route }) => {
      if (route === "files" && (calls += 1) === 2) instance.append(hour(2, "b"));
    });
    expect(await list(instance, ...DAY)).toEqual([["a"], 1]);
    expect(await list(instance, ...DAY)).toEqual([["a", "b"], 2]);
    stop();
  });
});

it("a hook that fails drops the connection, and nothing else", async () => {
  const instance = fresh();
  const stop = sandbox.control.onCall(() => Promise.reject(new Error("on purpose")));
  await expect(list(instance, ...DAY)).rejects.toThrow("socket hang up");
  stop();
  expect(await list(instance, ...DAY)).toEqual([[], 0]);
});

describe("the order of a list", () => {
  const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const filled = (): InstanceControl => {
    const instance = fresh();
    instance.setFiles(ids.map((id, n) => hour(n, id)));
    return instance;
  };

  it("is ascending or descending by begin", async () => {
    const instance = filled();
    expect((await list(instance, ...DAY))[0]).toEqual(ids);
    instance.behave({ order: "descending" });
    expect((await list(instance, ...DAY))[0]).toEqual([...ids].reverse());
  });

  it("is none, but the same each time, and a file that goes leaves the others in place", async () => {
    const instance = filled().behave({ order: "none" });
    const [first] = await list(instance, ...DAY);
    expect(first).not.toEqual(ids);
    expect([...first].sort()).toEqual(ids);
    expect((await list(instance, ...DAY))[0]).toEqual(first);
    instance.remove(["d"]);
    expect((await list(instance, ...DAY))[0]).toEqual(first.filter((id) => id !== "d"));
  });

  it("is another each time when reshuffled", async () => {
    const instance = filled().behave({ order: "reshuffled" });
    const orders = new Set<string>();
    for (let n = 0; n < 6; n += 1) orders.add((await list(instance, ...DAY))[0].join(""));
    expect(orders.size).toBeGreaterThan(2);
  });

  it("is none for many files too, and each is listed once", async () => {
    const instance = sandbox.control.database("taurusdb").createInstance({
      name: "many",
      sequence: { start: Date.UTC(2026, 2, 1), stepMs: 60_000, count: 6_000 },
      behaviour: { order: "none" },
    });
    const seen = new Set<string>();
    for (let offset = 0; offset < 6_000; offset += 100) {
      for (const id of (await list(instance, "2026-03-01", "2026-03-20", offset))[0]) seen.add(id);
    }
    expect(seen.size).toBe(6_000);
  });
});

describe("the meaning of the window", () => {
  const FROM = "2026-03-01T02:00:00Z";
  const TO = "2026-03-01T04:00:00Z";
  it.each([
    ["begin", "inclusive", "cde"],
    ["begin", "exclusive", "cd"],
    ["overlap", "inclusive", "bcde"],
    ["overlap", "exclusive", "cd"],
    ["containment", "inclusive", "cd"],
    ["containment", "exclusive", "c"],
  ] as const)("%s, %s: %s, for files set and computed alike", async (filter, boundary, expected) => {
    const instance = fresh().behave({ filter, boundary });
    instance.setFiles(["a", "b", "c", "d", "e", "f"].map((id, n) => hour(n, id)));
    expect((await list(instance, FROM, TO))[0].join("")).toBe(expected);
    const computed = sandbox.control.database("taurusdb").createInstance({
      name: `window-${filter}-${boundary}`,
      sequence: { start: Date.UTC(2026, 2, 1, 1), stepMs: 4_000, count: 4_000 },
      behaviour: { filter, boundary },
    });
    const twin = fresh().behave({ filter, boundary });
    twin.setFiles(computed.files());
    for (const [from, to] of [
      [FROM, TO],
      ["2026-03-01T02:00:01Z", "2026-03-01T02:00:02Z"],
    ] as const) {
      expect(await list(twin, from, to)).toEqual(await list(computed, from, to));
    }
  });
});
