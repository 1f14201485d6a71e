import fc from "fast-check";
import { decodeCursor } from "../../src/audit/cursor.js";
import { MOST_GAPS } from "../../src/audit/gaps.js";
import { type PageArguments, planPage } from "../../src/audit/page-plan.js";
import { type Page, readPage } from "../../src/audit/page.js";
import type { AuditRecord } from "../../src/audit/record.js";
import { inWindow, type RecordOrder } from "../../src/audit/window.js";
import { type Entry, memoryTimeline, operation } from "../audit/support.js";

/** `WALKS=10000` for the long run, `SEED=7` for another one. */
const WALKS = Number(process.env.WALKS ?? 400);
const SEED = Number(process.env.SEED ?? 20_261_127);
const WINDOW = { from: 0, to: 40 };

interface Held {
  readonly name: string;
  readonly instance?: string;
  readonly entries: Entry[];
}

interface Walked {
  readonly held: readonly Held[];
  readonly order: RecordOrder;
  readonly backward: boolean;
  /** Drawn from as the walk goes: what is asked next, how large, what fails and when. */
  readonly draws: readonly number[];
}

const nameOf = ({ key }: AuditRecord): string => [key.time, key.source, key.instance, key.id].join(" ");

/** One walk: pages and refills in any order, with sources that fail and come back. Says what is wrong. */
const walk = async ({ held, order, backward, draws }: Walked): Promise<string | undefined> => {
  let drawn = 0;
  const draw = (below: number): number => (draws[drawn++ % draws.length] ?? 0) % below;
  const all = new Set(
    held.flatMap(({ name, instance = "", entries }) =>
      entries.map(([time, id]) => [time, name, instance, id].join(" ")),
    ),
  );
  const shown: string[] = [];
  const summedUp: boolean[] = [];
  const ask = async (args: PageArguments, isWell: boolean): Promise<Page<AuditRecord>> => {
    const plan = planPage(args, { binding: order, order, window: () => WINDOW }, operation(1));
    const timelines = held.map(({ name, instance, entries }) =>
      memoryTimeline(name, entries, {
        ...(instance === undefined ? {} : { instance }),
        chunk: 1 + draw(3),
        failsAfter: isWell || draw(3) > 0 ? Infinity : draw(4),
      }),
    );
    const page = await readPage(plan, timelines);
    const names = page.edges.map(({ record }) => nameOf(record));
    shown.push(...names);
    // What was not shown is named as missing, or lies behind the page's end.
    if (page.coverage.flatMap(({ missing = [] }) => missing).length > MOST_GAPS) summedUp.push(true);
    for (const cursor of [page.startCursor, page.endCursor]) {
      if (cursor === null) continue;
      const { gaps = [] } = decodeCursor(cursor, plan.binding, "after");
      if (gaps.length > MOST_GAPS || cursor.length > 2_048) return Promise.reject(new Error("a cursor too long"));
    }
    return page;
  };
  const isNamed = (page: Page<AuditRecord>, name: string): boolean => {
    const [time, source, instance] = name.split(" ");
    return page.coverage.some(
      (each) =>
        each.source.name === source &&
        (each.instance === null || each.instance === instance) &&
        (each.missing ?? []).some((span) => inWindow(Number(time), span)),
    );
  };
  let cursor: string | null = null;
  let isEnded = false;
  for (let pages = 0; pages < 500; pages += 1) {
    const isWell = pages > 60;
    const size = 1 + draw(7);
    const goOn = (page: Page<AuditRecord>): string | null => (backward ? page.startCursor : page.endCursor) ?? cursor;
    if (cursor !== null && (isEnded || draw(4) === 0)) {
      const page: Page<AuditRecord> = await ask(
        { ...(backward ? { last: size } : { first: size }), refill: cursor },
        isWell,
      );
      cursor = goOn(page);
      const hasMore = backward ? page.hasPreviousPage : page.hasNextPage;
      const isMissing = page.coverage.some(({ missing = [] }) => missing.length > 0);
      if (hasMore && !isMissing) return "more to refill, and nothing is missing";
      if (!isEnded || isMissing) continue;
      const lost = [...all].filter((name) => !shown.includes(name));
      if (lost.length > 0) return `lost ${lost.join(", ")}`;
      if (summedUp.length === 0 && shown.length !== all.size) return `repeated: ${shown.join(", ")}`;
      return undefined;
    }
    const page: Page<AuditRecord> = await ask(
      backward ? { last: size, before: cursor } : { first: size, after: cursor },
      isWell,
    );
    const hasMore = backward ? page.hasPreviousPage : page.hasNextPage;
    const isMissing = page.coverage.some(({ missing = [] }) => missing.length > 0);
    if (!hasMore) {
      const unnamed = [...all].filter((name) => !shown.includes(name) && !isNamed(page, name));
      if (unnamed.length > 0) return `neither shown nor missing: ${unnamed.join(", ")}`;
    }
    // A page that came to nothing because of a failure is asked for again.
    const isAgain = !hasMore && page.edges.length === 0 && page.coverage.some(({ state }) => state === "FAILED");
    isEnded = !hasMore && (!isAgain || (isWell && cursor !== null));
    if (isEnded && !isMissing) {
      const lost = [...all].filter((name) => !shown.includes(name));
      if (lost.length > 0) return `lost without a word: ${lost.join(", ")}`;
      return summedUp.length === 0 && shown.length !== all.size ? `repeated: ${shown.join(", ")}` : undefined;
    }
    cursor = goOn(page);
  }
  return "the walk does not end";
};

const entries = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 39 }), fc.constantFrom("a", "b", "c")), {
    selector: ([time, id]) => `${time} ${id}`,
    maxLength: 25,
  })
  .map((drawn) => drawn as Entry[]);
const held = fc.tuple(entries, entries, entries, entries).map(([a, b, c, d]): Held[] => [
  { name: "s0", entries: a },
  { name: "s1", instance: "i0", entries: b },
  { name: "s1", instance: "i1", entries: c },
  { name: "s2", entries: d },
]);
const walked = fc.record({
  held,
  order: fc.constantFrom("OLDEST_FIRST" as const, "NEWEST_FIRST" as const),
  backward: fc.boolean(),
  draws: fc.array(fc.nat(1_000_000), { minLength: 40, maxLength: 200 }),
});

test(`${WALKS} walks with failures, and their refills: what is not shown is named, and each record is shown once`, async () => {
  await fc.assert(
    fc.asyncProperty(walked, async (each) => {
      expect(await walk(each)).toBeUndefined();
    }),
    { numRuns: WALKS, seed: SEED },
  );
}, 600_000);
