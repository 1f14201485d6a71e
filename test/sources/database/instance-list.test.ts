import { AuditError } from "../../../src/audit/errors.js";
import type { DatabaseReader } from "../../../src/audit/sources.js";
import { type ManualClock, manualClock } from "../../../sandbox/index.js";
import { type SandboxSources, startSandboxSources } from "../../support/sandbox-sources.js";

const SOURCE = "mysql-eu";
const SECOND = 1_000;

describe("a database service's instance list", () => {
  let clock: ManualClock;
  let sources: SandboxSources;
  /** One new operation of a caller. */
  const open = (callerKey = "one caller"): DatabaseReader => {
    const session = sources.session();
    return sources.database(SOURCE, { ...session, caller: { ...session.caller, key: callerKey } });
  };
  const calls = (): number => sources.sandbox.control.log.counters(SOURCE).byRoute.instances ?? 0;
  /** What the work costs of list calls. */
  const cost = async (work: () => Promise<unknown>): Promise<number> => {
    const before = calls();
    await work();
    return calls() - before;
  };

  beforeEach(async () => {
    clock = manualClock("2026-11-20T12:00:00Z");
    sources = await startSandboxSources({ clock });
  });
  afterEach(() => sources.stop());

  test("is read once for all operations within half a minute", async () => {
    expect(await cost(() => open().instances())).toBe(1);
    const first = await open().instances();
    clock.advance(30 * SECOND - 1);
    expect(await cost(() => open().instances())).toBe(0);
    expect(await cost(() => open().instanceIds())).toBe(0);
    expect(await open().instances()).toEqual(first);
  });

  test("is read again after half a minute, and shows what is new", async () => {
    const before = await open().instanceIds();
    const { id } = sources.sandbox.control.database(SOURCE).createInstance({ name: "new" });
    expect(await open().instanceIds()).toEqual(before);
    clock.advance(30 * SECOND);
    expect(await cost(async () => expect(await open().instanceIds()).toContain(id))).toBe(1);
  });

  test("is shared by callers where the source is asked in its own name", async () => {
    await open("one caller").instances();
    expect(await cost(() => open("another caller").instances())).toBe(0);
  });

  test("is not kept when it could not be read, nor when only its first page could", async () => {
    const control = sources.sandbox.control;
    for (let i = 0; i < 120; i += 1) control.database(SOURCE).createInstance({ name: `more-${i}` });
    // The second page and its retries.
    control.faults.add({ kind: "wrong-envelope", source: SOURCE, route: "instances", after: 1, times: 1 });
    await expect(open().instances()).rejects.toBeInstanceOf(AuditError);
    expect((await open().instances()).length).toBeGreaterThan(120);
  });

  describe("of several pages", () => {
    const more = (count: number): readonly string[] =>
      Array.from({ length: count }, (_, i) => {
        return sources.sandbox.control.database(SOURCE).createInstance({ name: `more-${i}` }).id;
      });
    /** Runs `change` before each call of the list but the first, with the number of those before it. */
    const between = (change: (pages: number) => void): void => {
      let pages = 0;
      sources.sandbox.control.onCall(({ source, route }) => {
        if (source !== SOURCE || route !== "instances") return;
        if (pages > 0) change(pages);
        pages += 1;
      });
    };
    const remove = (id: string | undefined): void => {
      if (id !== undefined) sources.sandbox.control.database(SOURCE).removeInstance(id);
    };

    test("loses none where one is removed between two pages", async () => {
      const made = more(250);
      between((pages) => remove(made[pages - 1]));
      const ids = new Set(await open().instanceIds());
      expect(made.filter((id) => !ids.has(id)).every((id) => made.indexOf(id) < 10)).toBe(true);
      expect(made.slice(10).filter((id) => !ids.has(id))).toEqual([]);
    });

    test("loses none where a hundred are removed between two pages", async () => {
      const made = more(350);
      between((pages) => {
        if (pages === 2) for (const id of made.slice(0, 100)) remove(id);
      });
      const ids = new Set(await open().instanceIds());
      expect(made.slice(100).filter((id) => !ids.has(id))).toEqual([]);
    });

    test("takes one call a page and tells each once where nothing moves", async () => {
      const before = (await open().instanceIds()).length;
      more(250);
      clock.advance(30 * SECOND);
      await expect(cost(async () => expect(await open().instanceIds()).toHaveLength(before + 250))).resolves.toBe(3);
    });

    test("fails, to be tried again, where it stands in another order at every page, and in bounded calls", async () => {
      const made = more(400);
      const names = made.map((_, i) => `more-${i}`);
      between(() => {
        names.reverse();
        for (const id of made) remove(id);
        for (const name of names) sources.sandbox.control.database(SOURCE).createInstance({ name });
      });
      const asked = cost(() =>
        expect(open().instances()).rejects.toMatchObject({ code: "UPSTREAM_CONTRACT_VIOLATION", retryable: true }),
      );
      expect(await asked).toBeLessThanOrEqual(100);
    });
  });

  test("answers for one instance that it holds, and the service for one that it does not", async () => {
    const [known = ""] = await open().instanceIds();
    expect(await cost(async () => expect((await open().instance(known))?.instanceId).toBe(known))).toBe(0);
    const { id } = sources.sandbox.control.database(SOURCE).createInstance({ name: "new" });
    expect(await cost(async () => expect((await open().instance(id))?.instanceId).toBe(id))).toBe(1);
  });
});
