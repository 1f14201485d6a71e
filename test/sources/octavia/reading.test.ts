import { Merge } from "../../../src/audit/merge.js";
import type { RecordKey } from "../../../src/audit/record.js";
import type { Session } from "../../../src/audit/session.js";
import type { AnySource } from "../../../src/audit/sources.js";
import type { SourceConfig } from "../../../src/config/sources.js";
import { createSources } from "../../../src/sources/registry.js";
import { systemClock } from "../../../src/upstream/clock.js";
import type { Upstreams } from "../../../src/upstream/upstreams.js";
import { type OctaviaBalancer, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { NOW, readAll, session } from "../../contract/support/read.js";
import { configuredSources } from "../../contract/support/sandbox-upstream.js";
import { createUpstreams } from "../../support/upstreams.js";

const WINDOW = { from: 0, to: NOW + 3_600_000 };
const AUDITED = ["ERROR", "PENDING_CREATE", "PENDING_UPDATE", "PENDING_DELETE"] as const;
type AuditedWord = (typeof AUDITED)[number];
const PENDING_WORDS = AUDITED.slice(1);
const PROJECT = "6047a6bb792f4b7994d9e448d99e3303";

const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const balancer = (number: number, more: Partial<OctaviaBalancer> = {}): OctaviaBalancer => ({
  id: idOf(number),
  name: `lb-${number}`,
  projectId: PROJECT,
  provisioningStatus: "ACTIVE",
  operatingStatus: "ONLINE",
  created: Date.UTC(2026, 0, 1),
  updated: Date.UTC(2026, 5, 1) + (number % 400) * 60_000,
  provider: "amphora",
  vipAddress: null,
  hasTree: false,
  ...more,
});
/** Of so many balancers so many in an audited status, spread over them and over the statuses. */
const cloud = (count: number, audited: number): OctaviaBalancer[] =>
  Array.from({ length: count }, (_, number) => {
    const place = Math.floor((number * audited) / count);
    const isAudited = place !== Math.floor(((number - 1) * audited) / count);
    return balancer(number, isAudited ? { provisioningStatus: AUDITED[place % 4] ?? "ERROR" } : {});
  });

let sandbox: Sandbox;
let upstreams: Upstreams;
const open = (change: Partial<SourceConfig> = {}): AnySource & { readonly subject: "loadBalancer" } => {
  const ready = configuredSources(sandbox).filter(({ name }) => name === "balancers-eu");
  const [made] = createSources(
    ready.map((source) => ({ ...source, ...change })),
    upstreams,
  );
  if (made?.subject !== "loadBalancer") throw new Error("no load balancers");
  return made;
};
const requests = () => sandbox.control.log.requests("balancers-eu");
const keysOf = (all: readonly OctaviaBalancer[]): RecordKey[] =>
  all
    .filter(({ provisioningStatus }) => AUDITED.some((word) => word === provisioningStatus))
    .map(({ id, updated, created }) => ({ time: updated ?? created, source: "balancers-eu", instance: "", id }))
    .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
const read = (source: AnySource & { readonly subject: "loadBalancer" }, of: Session = session()) =>
  readAll(source.open(of).audits(), WINDOW);
/** Changes the world before the request of this number. */
const before = (number: number, change: () => void): void => {
  let seen = 0;
  sandbox.control.onCall(({ source }) => {
    if (source !== "balancers-eu") return;
    seen += 1;
    if (seen === number) change();
  });
};

beforeEach(async () => {
  sandbox = await startSandbox({ clock: () => NOW, control: false });
  upstreams = createUpstreams({ clock: { ...systemClock, now: () => NOW }, random: () => 0, deadlineMs: 10_000 });
});
afterEach(async () => {
  await upstreams.close();
  await sandbox.stop();
});

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
    sandbox.control.octavia.setBalancers(all);
    const { keys, problem } = await read(open());
    expect([problem, keys.length]).toEqual([undefined, audited]);
    expect(keys).toEqual(keysOf(all));
    expect(requests().length).toBe(calls);
  });

  test("with the listing whole, one for each 200 balancers", async () => {
    const all = cloud(2_000, 300);
    sandbox.control.octavia.setBalancers(all);
    expect((await read(open({ listing: "whole" }))).keys).toEqual(keysOf(all));
    expect(requests().length).toBe(11);
  });

  test("no more than an operation's plan, which grows with what there is", async () => {
    sandbox.control.octavia.setBalancers(cloud(900, 850)).behave({ pageMax: 100 });
    const calls = { made: 0, deduplicated: 0, planned: 1, most: 1_000 };
    const { problem, keys } = await read(open(), { ...session(), calls });
    expect([problem, keys.length]).toEqual([undefined, 850]);
    expect(calls.made).toBe(requests().length);
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
    sandbox.control.octavia.setBalancers(all).behave({ pageMax: 12 });
  });

  // The first page, the three PENDING at once, ERROR, and both again; with pages of four each list has two.
  const CALLS = 17;
  const moves = AUDITED.flatMap((from) => AUDITED.filter((to) => to !== from).map((to) => [from, to] as const));
  const move = (id: string, provisioningStatus: AuditedWord) => () =>
    void sandbox.control.octavia.updateBalancer(id, { provisioningStatus });

  test.each(moves)("from %s to %s is there, wherever the change falls", async (from, to) => {
    for (let number = 2; number <= CALLS; number += 1) {
      sandbox.control.reset();
      sandbox.control.octavia.setBalancers(all).behave({ pageMax: 4 });
      const { id } = withStatus(from);
      before(number, move(id, to));
      const { keys } = await read(open());
      expect([number, keys.length, keys.some((key) => key.id === id)]).toEqual([number, 20, true]);
      expect(requests().length).toBeGreaterThanOrEqual(CALLS - 2);
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
        sandbox.control.reset();
        sandbox.control.octavia.setBalancers(all).behave({ pageMax: 4 });
        const { id } = withStatus(from);
        before(first, move(id, to));
        before(second, move(id, from));
        const { keys } = await read(open());
        expect([first, second, keys.length, keys.some((key) => key.id === id)]).toEqual([first, second, 20, true]);
      }
    }
  });

  test("is told in its later state, and coverage says that the source changed", async () => {
    const { id } = withStatus("ERROR");
    // Behind the first PENDING lists, before the first of ERROR: the first pass meets it nowhere.
    before(5, move(id, "PENDING_DELETE"));
    const merge = new Merge([open().open(session()).audits()], { window: WINDOW, order: "OLDEST_FIRST", expected: 50 });
    const found: unknown[] = [];
    for await (const run of merge.runs())
      found.push(...[...run].filter(({ key }) => key.id === id).map(({ status }) => status));
    expect(found).toEqual(["PENDING_DELETE"]);
    expect(merge.trackers.map(({ coverage }) => coverage.state)).toEqual(["CHANGED_WHILE_READING"]);
  });

  test("and leaves for a status that is not audited is told as it was met, with the same word", async () => {
    const { id } = withStatus("ERROR");
    before(6, () => void sandbox.control.octavia.updateBalancer(id, { provisioningStatus: "ACTIVE" }));
    const { chunks, keys } = await read(open());
    expect(keys.map((key) => key.id)).toContain(id);
    expect(chunks.some(({ reanchored }) => reanchored)).toBe(true);
  });
});

test("where a page's marker was purged meanwhile, the report is read once more", async () => {
  const all = cloud(40, 30);
  sandbox.control.octavia.setBalancers(all).behave({ pageMax: 4 });
  // The first page, the first of ERROR, and before its second the balancer is gone that it begins behind.
  const gone = all.filter(({ provisioningStatus }) => provisioningStatus === "ERROR")[3]?.id ?? "";
  before(3, () => void sandbox.control.octavia.purge(gone));
  const { keys, problem } = await read(open());
  expect(problem).toBeUndefined();
  expect(keys).toEqual(keysOf(all.filter(({ id }) => id !== gone)));
});

test("a page that does not move on ends the read, instead of going round for ever", async () => {
  sandbox.control.octavia.setBalancers(cloud(40, 30)).behave({ pageMax: 4 });
  sandbox.control.faults.add({ source: "balancers-eu", kind: "repeated-page" });
  const { problem } = await read(open());
  expect(problem?.code).toBe("UPSTREAM_CONTRACT_VIOLATION");
  expect(requests().length).toBeLessThan(10);
});

describe("balancers that are looked up", () => {
  const audited = keysOf(cloud(30, 20)).map(({ id }) => id);
  beforeEach(() => void sandbox.control.octavia.setBalancers(cloud(30, 20)));
  const routes = (): string[] => requests().map(({ route }) => route);

  test("up to three cost a call each, more of them one report", async () => {
    const few = open().open(session());
    expect((await few.audit(audited[0] ?? ""))?.loadBalancerId).toBe(audited[0]);
    expect(await few.audit("00000000-0000-4000-8000-999999999999")).toBeNull();
    expect(await few.audit("123")).toBeNull();
    expect(routes()).toEqual(["balancer", "balancer"]);
    sandbox.control.log.reset();
    const many = open().open(session());
    const found = await Promise.all(audited.map((id) => many.audit(id)));
    expect(found.map((record) => record?.loadBalancerId)).toEqual(audited);
    expect(routes()).toEqual(["balancers"]);
  });

  test("one in no audited status is null, and has its name", async () => {
    const reader = open().open(session());
    const active = cloud(30, 20).find(({ provisioningStatus }) => provisioningStatus === "ACTIVE");
    expect(await reader.audit(active?.id ?? "")).toBeNull();
    expect(await reader.name(active?.id ?? "")).toBe(active?.name);
    expect(routes()).toEqual(["balancer"]);
  });

  test("parts are asked for once, and never of one that is known to have none", async () => {
    sandbox.control.octavia.setBalancers([
      balancer(1, { provisioningStatus: "ERROR", operatingStatus: "ERROR", hasTree: true }),
      balancer(2, { provisioningStatus: "ERROR" }),
    ]);
    const reader = open().open(session());
    await readAll(reader.audits(), WINDOW);
    const [tree, again, none] = await Promise.all([1, 1, 2].map((number) => reader.components(idOf(number))));
    expect(tree?.map(({ kind }) => kind)).toEqual(["LISTENER", "POOL", "HEALTH_MONITOR", "MEMBER", "MEMBER", "MEMBER"]);
    expect([again, none]).toEqual([tree, []]);
    expect(routes()).toEqual(["balancers", "status"]);
  });
});

test("nothing of an error's body reaches anybody", async () => {
  sandbox.control.octavia.behave({ databaseDown: true });
  const { problem } = await read(open({ maxRetries: 0 }));
  expect(problem?.code).toBe("UPSTREAM_UNAVAILABLE");
  expect(`${problem?.message ?? ""} ${problem?.detail ?? ""}`).not.toMatch(/SELECT|pymysql|db\.internal/);
});
