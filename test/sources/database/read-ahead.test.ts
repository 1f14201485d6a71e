import type { AuditLogFileRecord } from "../../../src/audit/sources.js";
import { type FileLister, scanList, type Span } from "../../../src/sources/database/scan.js";
import { readAhead } from "../../../src/sources/database/scan.js";

const CAP = 10;
const SPAN: Span = { start: 0, end: 1_000 };

const file = (id: string): AuditLogFileRecord => ({
  key: { time: 0, source: "mysql", instance: "one", id },
  source: { name: "mysql", kind: "TAURUSDB", region: null },
  fetchedAt: 0,
  instanceId: "one",
  nodeId: null,
  upstreamId: id,
  name: id,
  sizeBytes: 1,
  sizeIsExact: true,
  begin: 0,
  end: 1,
});

/** A list that writes down what it is asked, and answers when it is told to. */
const listOf = (files: () => readonly string[]) => {
  const asked: number[] = [];
  let answer: (() => void)[] = [];
  const page = (offset: number) => {
    const ids = files().slice(offset, offset + CAP);
    return { ids, files: ids.map(file), total: files().length };
  };
  const fetch = async (_span: Span, offset: number) => {
    asked.push(offset);
    await new Promise<void>((resolve) => answer.push(resolve));
    return page(offset);
  };
  const lister: FileLister = {
    cap: CAP,
    fetch,
    fetchAnew: (_span, offset) => Promise.resolve(page(offset)),
    total: () => Promise.resolve(files().length),
    callsLeft: () => Infinity,
    contradiction: () => {
      throw new Error("not here");
    },
  };
  const release = (): void => {
    const waiting = answer;
    answer = [];
    for (const each of waiting) each();
  };
  return { lister, asked, release };
};
const named = (count: number): string[] => Array.from({ length: count }, (_, i) => `file ${i}`);
const idsOf = (files: readonly AuditLogFileRecord[] = []): string[] => files.map(({ upstreamId }) => upstreamId);

describe("a list that is read ahead", () => {
  test("is asked at once for as many pages as it is expected to have, and for none twice", async () => {
    const { lister, asked, release } = listOf(() => named(25));
    const list = readAhead(lister, SPAN, 25);
    expect(asked).toEqual([0, 9, 18]);
    release();
    const scan = await scanList(list, SPAN, await list.fetch(SPAN, 0));
    expect(idsOf(scan?.files)).toEqual(named(25));
    expect(asked).toEqual([0, 9, 18]);
  });

  test.each([
    ["nothing is known of it", 0],
    ["it may fit one page", 11],
  ])("is asked for its first page alone where %s", (_what, expected) => {
    const { lister, asked } = listOf(() => named(25));
    readAhead(lister, SPAN, expected);
    expect(asked).toEqual([0]);
  });

  test("is read on past what was expected", async () => {
    const { lister, asked, release } = listOf(() => named(25));
    const list = readAhead(lister, SPAN, 13);
    expect(asked).toEqual([0, 9]);
    release();
    const scanned = scanList(list, SPAN, await list.fetch(SPAN, 0));
    while (asked.length < 3) await Promise.resolve();
    release();
    expect(idsOf((await scanned)?.files)).toEqual(named(25));
    expect(asked).toEqual([0, 9, 18]);
  });

  test("finds its place again where the list moved between the pages, in whichever order they were answered", async () => {
    let files = named(25);
    const { lister, release } = listOf(() => files);
    const list = readAhead(lister, SPAN, 25);
    release();
    await list.fetch(SPAN, 18);
    files = ["new", ...files];
    const first = { ids: files.slice(0, CAP), files: files.slice(0, CAP).map(file), total: files.length };
    const scan = await scanList(list, SPAN, first);
    expect(idsOf(scan?.files).sort()).toEqual([...files].sort());
    expect(scan?.reanchored).toBe(true);
  });

  test("does not mind that a page fails that nobody needs", async () => {
    const { lister } = listOf(() => named(3));
    const failing = { ...lister, fetch: () => Promise.reject(new Error("down")) };
    readAhead(failing, SPAN, 100);
    await new Promise((resolve) => setImmediate(resolve));
  });
});
