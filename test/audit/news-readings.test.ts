import { AuditError } from "../../src/audit/errors.js";
import { readNews, whatIsShown } from "../../src/audit/news.js";
import { NewsReadings } from "../../src/audit/news-readings.js";
import type { NewsState } from "../../src/audit/news-token.js";
import { Cancellation, CallsSpent, type Session } from "../../src/audit/session.js";
import type { AuditLogFileRecord } from "../../src/audit/sources.js";
import type { Timeline } from "../../src/audit/timeline.js";
import { HOUR, MINUTE } from "../../src/audit/window.js";

const NOW = Date.UTC(2026, 10, 1, 12);
const SOURCE = { name: "db", kind: "DDS", region: null } as const;
const CALLERS = 20;

/** A list of files that counts its reads. Each takes turns of the event loop, so that others come meanwhile. */
class Files implements Timeline<AuditLogFileRecord> {
  readonly source = SOURCE;
  readonly instance = "one";
  reads = 0;
  failure: (() => Error | undefined) | undefined;
  readonly records: AuditLogFileRecord[] = [];

  add(id: string, end: number): void {
    const key = { time: end - HOUR, source: "db", instance: "one", id };
    const file = { instanceId: "one", nodeId: null, upstreamId: id, name: id, sizeBytes: 1, sizeIsExact: true };
    this.records.push({ ...file, key, source: SOURCE, fetchedAt: end, begin: key.time, end });
  }

  async *read({ window }: { readonly window: { readonly from: number; readonly to: number } }) {
    this.reads += 1;
    for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    const failure = this.failure?.();
    if (failure) throw failure;
    yield { records: [...this.records], through: window.to };
  }
}

describe("callers who poll one list", () => {
  let now: number;
  let files: Files;
  let readings: NewsReadings;
  let since: NewsState;

  /** Time goes on whenever somebody looks. */
  const clock = (): number => (now += 1);
  const session = (): Session => ({
    now: clock(),
    moment: 1,
    signal: new Cancellation(),
    caller: { key: "test", token: undefined, scopes: new Set() },
  });
  const listFor = ({ now: to }: Session) => ({ window: { from: 0, to }, timelines: [files], shareKey: () => "files" });
  const poll = (from = since) => {
    const asker = session();
    return readNews(listFor(asker), from, 50, asker, readings);
  };
  const pollAll = () => Promise.all(Array.from({ length: CALLERS }, () => poll()));

  beforeEach(async () => {
    now = NOW;
    files = new Files();
    readings = new NewsReadings(clock);
    const first = session();
    since = await whatIsShown(listFor(first), first, readings);
    now += MINUTE;
    files.add("new", now);
    files.reads = 0;
  });

  it("are served by one reading, although each of them asks at another moment", async () => {
    const answers = await pollAll();
    answers.push(await poll());
    expect(answers.map(({ records }) => records.map(({ key }) => key.id))).toEqual(answers.map(() => ["new"]));
    expect(files.reads).toBe(1);
    now += 6_000;
    await poll();
    expect(files.reads).toBe(2);
  });

  it("are told once, by one call, what the source says to all", async () => {
    files.failure = () => new AuditError("NOT_FOUND", "There is none.");
    const answers = await pollAll();
    expect(answers.map(({ coverage }) => coverage[0]?.problem?.code)).toEqual(answers.map(() => "NOT_FOUND"));
    expect(files.reads).toBe(1);
    files.failure = undefined;
    now += 6_000;
    const [failed] = answers;
    if (!failed) throw new Error("no answer");
    expect((await poll(failed.state)).records.map(({ key }) => key.id)).toEqual(["new"]);
  });

  it("do not all read where one could not go on: the next one does", async () => {
    files.failure = () => {
      files.failure = undefined;
      return new CallsSpent("QUERY_TOO_COMPLEX", "No calls are left.", { retryable: true });
    };
    const answers = await pollAll();
    expect(answers.filter(({ records }) => records.length === 1)).toHaveLength(CALLERS - 1);
    expect(files.reads).toBe(2);
  });

  it("never get a reading that is older than their token", async () => {
    const { state } = await poll();
    expect((await poll(state)).records).toEqual([]);
    expect(files.reads).toBe(2);
  });
});
