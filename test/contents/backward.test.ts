import { type ConfiguredProduct, startConfigured } from "../http/support/configured-product.js";
import { Random } from "../properties/random.js";
import { CASES, told, wholeOf } from "./support/damaged-files.js";
import { INSTANCE, WINDOW } from "./support/entries.js";
import { auditFile, memoryStore, type PageAsk, pageOf, sandboxObject, walk } from "./support/memory-file.js";

type Page = Awaited<ReturnType<typeof pageOf>>;
type Filter = NonNullable<PageAsk["filter"]>;

const SEEDS = Array.from({ length: 4 }, (_, i) => i + 1);
const FILTERS: readonly Filter[] = [
  {},
  { includeUnreadable: false },
  { outcome: "FAILED" },
  { actions: ["drop_table", "drop", "dropCollection"] },
];

/** From the end to the beginning, by pages of any size; some go on at an edge within the page. Last to first. */
const back = async (ask: (before: string | null) => Promise<Page>, random: Random): Promise<Page["edges"]> => {
  const edges: Page["edges"][number][] = [];
  let before: string | null = null;
  for (let made = 0; made < 5_000; made += 1) {
    const page = await ask(before);
    const isPart = random.chance(0.3) && page.edges.length > 1;
    const kept = isPart ? page.edges.slice(1 + random.below(page.edges.length - 1)) : page.edges;
    edges.push(...kept.toReversed());
    if (!isPart && !page.hasPreviousPage) return edges;
    before = isPart ? (kept[0]?.cursor ?? null) : page.startCursor;
  }
  throw new Error("the walk does not end");
};

describe.each(CASES)("of %s", (_name, kind, faults) => {
  test.each(SEEDS)("a walk from the end is a walk from the front, turned round (seed %i)", async (seed) => {
    const random = new Random(seed);
    const filter = FILTERS[seed % FILTERS.length] ?? {};
    const bytes = 300 + random.below(seed === 1 ? 1_500_000 : 300_000);
    const whole = await wholeOf(bytes, kind, faults, filter);
    const file = auditFile(bytes);
    const object = sandboxObject(file, kind, faults);
    const edges = await back((before) => {
      const store = memoryStore(object, () => 1 + random.below(40_000));
      const [size, maxBytes] = [1 + random.below(200), 65_536 + random.below(200_000)];
      return pageOf(file, store, { size, maxBytes, before, filter });
    }, random);
    expect(edges.map(({ record }) => told(record)).reverse()).toEqual(whole.map(told));
    // A record has one cursor, whichever way it is come to.
    const cursors = new Map(edges.map(({ record, cursor }) => [record.byteOffset, cursor]));
    const front = await pageOf(
      file,
      memoryStore(object, () => 65_536),
      { filter },
    );
    expect(front.edges.map(({ cursor }) => cursor)).toEqual(
      front.edges.map(({ record }) => cursors.get(record.byteOffset)),
    );
  });
});

const line = (id: number, text: string): string =>
  `"${id}","4","0","Query",2026-01-01T00:00:00 UTC,"select","${text}","a[b] @  [c]","","","10.1.1.1","d"\n`;

test.each([1, 2, 200])("records longer than a block are passed whole from the end too (pages of %i)", async (size) => {
  const lengths = [1, 70_000, 1_200_000, 5 << 20, 1, 17 << 20, 3_900_000, 1];
  const text = Buffer.from(lengths.map((length, i) => line(i + 1, "y".repeat(length))).join(""));
  const object = { size: text.length, etag: '"long"', read: (from: number, to: number) => text.subarray(from, to) };
  const file = auditFile(text.length);
  const store = memoryStore(object, () => 1 << 20);
  const { entries } = await walk(file, store, () => ({ maxBytes: 64 << 20 }));
  const edges = await back((before) => pageOf(file, store, { size, maxBytes: 65_536, before }), new Random(size));
  expect(edges.map(({ record }) => told(record)).reverse()).toEqual(entries.map(told));
});

test("a record that is too long to be read is asked for once on the way back, but for its beginning", async () => {
  const text = Buffer.from(line(1, "x") + line(2, "y".repeat(17 << 20)) + line(3, "w"));
  const object = { size: text.length, etag: '"long"', read: (from: number, to: number) => text.subarray(from, to) };
  const reads = { calls: 0, bytes: 0 };
  const store = memoryStore(object, () => 1 << 20, reads);
  const page = await pageOf(auditFile(text.length), store, { size: 2, maxBytes: 64 << 20, before: null });
  expect(page.edges.map(({ record }) => record.facts.unreadable)).toEqual(["TOO_LONG", undefined]);
  // Beside the file: its first bytes, the block that the record behind it was found in, and what is shown of the record.
  expect(reads.bytes - text.length).toBeLessThan(1_048_576 + 3 * 65_536);
});

test("the newest entries of a large file cost its first bytes and one block of its end", async () => {
  const file = auditFile(50_000_000);
  const reads = { calls: 0, bytes: 0 };
  const page = await pageOf(
    file,
    memoryStore(sandboxObject(file), () => 65_536, reads),
    { size: 50, before: null },
  );
  expect(page).toMatchObject({ hasNextPage: false, hasPreviousPage: true, isWholeList: false });
  expect(page.edges).toHaveLength(50);
  expect(page.scan).toMatchObject({ stoppedBy: "PAGE_FULL", recordsRead: 50, recordIdGaps: 0 });
  expect(reads).toEqual({ calls: 2, bytes: 65_536 + 1_048_576 });
  const after = page.edges.at(-1)?.cursor ?? null;
  const beyond = await pageOf(
    file,
    memoryStore(sandboxObject(file), () => 65_536),
    { after },
  );
  expect(beyond).toMatchObject({ edges: [], hasNextPage: false });
});

describe("over HTTP", () => {
  let product: ConfiguredProduct;
  beforeAll(async () => {
    product = await startConfigured(() => ({}));
  });
  afterAll(() => product.stop());

  interface Entries {
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly byteOffset: number } }[];
    readonly pageInfo: Readonly<Record<"hasNextPage" | "hasPreviousPage", boolean>> &
      Readonly<Record<"startCursor" | "endCursor", string | null>>;
    readonly totalCount: number | null;
  }

  const ask = async (args: string) => {
    const { body } = await product.ask(`{
      auditLogFiles(instances: [{ source: "rds-eu", instanceId: "${INSTANCE}" }], first: 1, orderBy: OLDEST_FIRST,
        window: { from: "${WINDOW.from}", to: "${WINDOW.to}" }) {
        nodes { entries(${args}) {
          edges { cursor node { byteOffset } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
        } }
      }
    }`);
    const data = body.data as { auditLogFiles: { nodes: { entries: Entries | null }[] } } | null;
    return { body, entries: data?.auditLogFiles.nodes[0]?.entries ?? undefined };
  };
  const placesOf = (entries: Entries | undefined): number[] => entries?.edges.map(({ node }) => node.byteOffset) ?? [];

  test("pages from the end are those from the front, for the calls that were planned", async () => {
    const filter = `filter: { actions: ["drop_table", "drop"] }`;
    const { entries: front } = await ask(`first: 200, ${filter}, maxBytes: 67108864`);
    expect(front?.pageInfo.hasNextPage).toBe(false);
    expect(front?.totalCount).toBe(front?.edges.length);
    expect(front?.edges.length).toBeGreaterThan(4);
    const found: number[] = [];
    for (let before = ""; ;) {
      const { entries: page, body } = await ask(`last: 4, ${filter}${before}`);
      const { cost } = body.extensions as { cost: { upstreamCalls: Record<"planned" | "made", number> } };
      expect(cost.upstreamCalls.made).toBeLessThanOrEqual(cost.upstreamCalls.planned);
      expect(page?.pageInfo.hasNextPage).toBe(before !== "");
      found.unshift(...placesOf(page));
      if (!page?.pageInfo.hasPreviousPage) break;
      before = `, before: "${page.pageInfo.startCursor ?? ""}"`;
    }
    expect(found).toEqual(placesOf(front));
  });

  test.each([
    ["last: 0", "last"],
    ["last: 5, after: CURSOR", "first, after, last, before"],
    ["first: 5, before: CURSOR", "first, after, last, before"],
    ["first: 5, last: 5", "first, after, last, before"],
    ['last: 5, startAt: "2019-11-06T00:00:00Z"', "startAt"],
    ['last: 5, before: "nonsense"', "before"],
  ])("%s is refused, and named", async (args, named) => {
    const { entries } = await ask("first: 1");
    const { body } = await ask(args.replace("CURSOR", JSON.stringify(entries?.pageInfo.endCursor)));
    expect(body.errors?.[0]?.extensions.code).toMatch(/^INVALID_(ARGUMENT|CURSOR)$/);
    expect(body.errors?.[0]?.message.startsWith(`${named}: `)).toBe(true);
  });
});
