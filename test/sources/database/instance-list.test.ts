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

  test("answers for one instance that it holds, and the service for one that it does not", async () => {
    const [known = ""] = await open().instanceIds();
    expect(await cost(async () => expect((await open().instance(known))?.instanceId).toBe(known))).toBe(0);
    const { id } = sources.sandbox.control.database(SOURCE).createInstance({ name: "new" });
    expect(await cost(async () => expect((await open().instance(id))?.instanceId).toBe(id))).toBe(1);
  });
});
