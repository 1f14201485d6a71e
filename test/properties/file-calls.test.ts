import fc from "fast-check";
import { countList, totalOf } from "../../src/audit/count.js";
import { type Page, readPage } from "../../src/audit/page.js";
import { planPage } from "../../src/audit/page-plan.js";
import type { AuditRecord } from "../../src/audit/record.js";
import { DAY, HOUR, MINUTE } from "../../src/audit/window.js";
import { callsOfRefs } from "../../src/graphql/node-price.js";
import { callsOfCount, callsOfFileList } from "../../src/graphql/file-price.js";
import { callsOfPeriods } from "../../src/graphql/price.js";
import { manualClock } from "../../sandbox/index.js";
import { type SandboxSources, sourcesOver, startSandboxSources } from "../support/sandbox-sources.js";
import { filesOf, SHAPES } from "./file-shapes.js";
import { Random } from "./random.js";

/** `PAGES=2000 SEED=7 npx jest test/properties/file-calls.test.ts` for the long run. */
const PAGES = Number(process.env.PAGES ?? 40);
const SEED = Number(process.env.SEED ?? 20_261_121);
const NOW = Date.UTC(2026, 10, 1, 12);

const kinds = fc.record({
  order: fc.constantFrom("ascending" as const, "descending" as const, "none" as const),
  filter: fc.constantFrom("begin" as const, "overlap" as const, "containment" as const),
});

const lists = fc.record({
  kind: kinds,
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  timelines: fc.constantFrom(1, 1, 2, 3, 8),
  days: fc.constantFrom(1, 7, 29, 60, 365, 1_000),
  shape: fc.constantFrom(...SHAPES),
  size: fc.constantFrom(1, 10, 50, 100, 200),
  readOrder: fc.constantFrom("OLDEST_FIRST" as const, "NEWEST_FIRST" as const),
  isCold: fc.boolean(),
  boundary: fc.constantFrom("inclusive" as const, "exclusive" as const),
  /** How long each file is at least: hundreds may run side by side. */
  lasting: fc.constantFrom(0, 0, 0, 10 * MINUTE, 8 * HOUR),
});
type Case = typeof lists extends fc.Arbitrary<infer T> ? T : never;

/** Some hundred files of one second run for a while: read newest first, each later part lists them all. */
const BURST: Case = {
  kind: { order: "ascending", filter: "overlap" },
  seed: 1_964_819_183,
  timelines: 1,
  days: 365,
  shape: "bursts among others",
  size: 100,
  readOrder: "NEWEST_FIRST",
  isCold: true,
  boundary: "exclusive",
  lasting: 0,
};
/** The same where an oldest-first read goes on behind its second. */
const BURST_BEHIND: Case = {
  ...BURST,
  seed: 2_147_483_627,
  days: 29,
  shape: "bursts",
  readOrder: "OLDEST_FIRST",
  boundary: "inclusive",
};
/** Hundreds of files run where the read goes on. */
const SIDE_BY_SIDE: Case = {
  kind: { order: "ascending", filter: "overlap" },
  seed: 2_147_483_647,
  timelines: 2,
  days: 29,
  shape: "dense start",
  size: 200,
  readOrder: "OLDEST_FIRST",
  isCold: true,
  boundary: "inclusive",
  lasting: 8 * HOUR,
};

/** Hundreds run into a read of the list's newest end, and hide that it keeps an order. */
const NEWEST_OF_MANY: Case = {
  ...SIDE_BY_SIDE,
  kind: { order: "descending", filter: "overlap" },
  seed: 236_394_010,
  days: 7,
  readOrder: "NEWEST_FIRST",
  isCold: false,
};

describe("the planned calls", () => {
  let sources: SandboxSources;
  beforeAll(async () => {
    sources = await startSandboxSources({ clock: manualClock(NOW), recordLimit: 10 });
  });
  afterAll(() => sources.stop());

  let instances = 0;
  /** What is wrong with a walk's pages, in words; undefined when nothing is. */
  const overrunOf = async (each: Case): Promise<string | undefined> => {
    const { kind, timelines, days, shape, size, readOrder, isCold, boundary, lasting } = each;
    const random = new Random(each.seed);
    const made = Array.from({ length: timelines }, () => {
      const source = (["mysql-eu", "rds-eu", "dds-eu"] as const)[random.below(3)] ?? "mysql-eu";
      const database = sources.sandbox.control.database(source);
      // Never one that an earlier list had, of which the process remembers how it was.
      const name = `planned-${(instances += 1)}`;
      const files = filesOf({ shape, days, until: NOW, lasting }, random);
      const { id } = database.createInstance({ name, behaviour: { ...kind, boundary }, files });
      return { source, id, remove: () => database.removeInstance(id) };
    });
    const window = { from: NOW - days * DAY - random.below(2) * 100 * DAY, to: NOW };
    const slices = Math.max(1, Math.ceil((window.to - window.from) / (30 * DAY)));
    try {
      for (let after: string | null = null, pages = 0; pages < 4; pages += 1) {
        const on = isCold ? sourcesOver(sources.sandbox, manualClock(NOW)) : sources;
        const planned = callsOfFileList({ timelines, slices, size, goesOn: after !== null });
        const calls = { planned, made: 0, deduplicated: 0 };
        const session = { ...on.session(), calls };
        const list = { binding: 1, order: readOrder, window: () => window };
        const read = made.map(({ source, id }) => on.database(source, session).files(id));
        const plan = planPage({ first: size, after }, list, session);
        const page: Page<AuditRecord> = await readPage(plan, read);
        if (page.coverage.some(({ state }) => state !== "COMPLETE")) return `page ${pages}: more than ${planned} calls`;
        const rest = callsOfCount({ timelines, slices });
        calls.planned = calls.made + rest;
        // Hundreds of files across the edge of a count are read there, one by one: the plan has no room for them.
        if (
          pages === 0 &&
          lasting < HOUR &&
          (await totalOf(page, () => countList(page, read, plan)).catch(() => -1)) === -1
        )
          return `count: more than ${rest}`;
        if (isCold) await on.stop();
        if (!page.hasNextPage) return undefined;
        after = page.endCursor;
      }
      return undefined;
    } finally {
      for (const { remove } of made) remove();
    }
  };

  it(
    "are enough for pages and counts of files, however they stand",
    async () => {
      await fc.assert(
        fc.asyncProperty(lists, async (each) => {
          const overrun = await overrunOf(each);
          if (overrun !== undefined) throw new Error(overrun);
        }),
        {
          numRuns: PAGES,
          seed: SEED,
          endOnFailure: true,
          examples: [[BURST], [BURST_BEHIND], [SIDE_BY_SIDE], [NEWEST_OF_MANY]],
        },
      );
    },
    120_000 + PAGES * 3_000,
  );

  it(
    "are enough for files that are named, however they stand, and for those that are gone",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          lists,
          fc.integer({ min: 1, max: 60 }),
          fc.constantFrom(0, 0.5),
          async ({ kind, days, shape, seed, boundary }, count, gone) => {
            const random = new Random(seed);
            const source = (["mysql-eu", "rds-eu", "dds-eu"] as const)[random.below(3)] ?? "mysql-eu";
            const database = sources.sandbox.control.database(source);
            const made = database.createInstance({ name: `named-${seed}`, behaviour: { ...kind, boundary } });
            try {
              const files = made.setFiles(filesOf({ shape, days, until: NOW }, random));
              const chosen = [
                ...new Set(Array.from({ length: count }, () => files[random.below(files.length)])),
              ].flatMap((file) => file ?? []);
              const isGone = chosen.map(() => random.chance(gone));
              made.remove(chosen.filter((_, i) => isGone[i]).map(({ id }) => id));
              const on = sourcesOver(sources.sandbox, manualClock(NOW));
              const refs = chosen.map(({ id, begin }) => {
                return { type: "AuditLogFile", source, instanceId: made.id, begin, upstreamId: id } as const;
              });
              const calls = { planned: callsOfRefs(refs), made: 0, deduplicated: 0 };
              const reader = on.database(source, { ...on.session(), calls });
              const found = await Promise.all(chosen.map(({ id, begin }) => reader.file(made.id, begin, id)));
              expect(found.map((file) => file?.upstreamId)).toEqual(
                chosen.map(({ id }, i) => (isGone[i] ? undefined : id)),
              );
              await on.stop();
            } finally {
              database.removeInstance(made.id);
            }
          },
        ),
        { numRuns: PAGES, seed: SEED, endOnFailure: true },
      );
    },
    120_000 + PAGES * 3_000,
  );

  it.each([
    ["NEWEST_FIRST", 12],
    ["OLDEST_FIRST", 12],
    ["OLDEST_FIRST", 150],
    ["NEWEST_FIRST", 200],
  ] as const)("are enough for pages of a Nova's periods, %s, %d a page", async (order, size) => {
    const window = { from: Date.UTC(1990, 0, 1), to: NOW };
    for (let after: string | null = null, pages = 0; pages < 3; pages += 1) {
      const on = sourcesOver(sources.sandbox, manualClock(NOW));
      const source = on.source("compute-eu");
      if (source.subject !== "usage") throw new Error("compute-eu is no Nova");
      const session = {
        ...on.session(),
        calls: { planned: callsOfPeriods({ novas: 1, size }), made: 0, deduplicated: 0 },
      };
      const plan = planPage({ first: size, after }, { binding: 1, order, window: () => window }, session);
      const page: Page<AuditRecord> = await readPage(plan, [source.open(session).periods]);
      expect(page.coverage.map(({ state }) => state)).toEqual(["COMPLETE"]);
      after = page.endCursor;
      await on.stop();
    }
  });
});
