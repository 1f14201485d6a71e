import { Standings } from "../../src/audit/standings.js";
import { FakeClock } from "../upstream/support/fake-clock.js";
import { type SandboxProduct, startSandboxProduct } from "./support/sandbox-product.js";
import { steppedAsk } from "./support/stepped.js";

/** `ASKS=200 npx jest test/resilience/each-kind.test.ts` for the long run: so often each list is asked in each case. */
const ASKS = Number(process.env.ASKS ?? 4);

const WINDOW = 'window: { from: "2019-11-01T00:00:00Z", to: "2019-12-01T00:00:00Z" }';
const PAGE = "nodes { id source { name } } coverage { source { name } state problem { code } }";
/** The merged lists, and the sources of each. */
const NOVAS = ["compute-eu", "compute-docs"];
const DATABASES = ["mysql-docs", "rds-eu", "dds-docs"];
const BALANCERS = ["lb", "balancers-eu"];
const LISTS = [
  ["auditRecords", `filter: { sources: $sources }, ${WINDOW}`, [...NOVAS, ...DATABASES, ...BALANCERS]],
  ["auditLogFiles", `filter: { sources: $sources }, ${WINDOW}`, DATABASES],
  ["databaseInstances", "sources: $sources", DATABASES],
  ["usageAuditPeriods", `sources: $sources, ${WINDOW}`, NOVAS],
  ["loadBalancerAudits", "filter: { sources: $sources }", BALANCERS],
] as const;
const KINDS = [
  ["NOVA", "compute-docs"],
  ["TAURUSDB", "mysql-docs"],
  ["RDS", "rds-eu"],
  ["DDS", "dds-docs"],
  ["ATLAS", "lb"],
  ["OCTAVIA", "balancers-eu"],
] as const;
const FAULTS = ["hang", "cut-body", "server-error"] as const;
/** Milliseconds that each answer of a source takes which is 100 times slower: than 10 ms, and than 20 ms. */
const SLOW = [1_000, 2_000] as const;

interface Page {
  readonly nodes: readonly { readonly id: string; readonly source: { readonly name: string } }[];
  readonly coverage: readonly {
    readonly source: { readonly name: string };
    readonly state: string;
    readonly problem: { readonly code: string } | null;
  }[];
}

describe(`${ASKS} asks of each merged list, while one source of it fails or is slow`, () => {
  const all = [...NOVAS, ...DATABASES, ...BALANCERS];
  let clock: FakeClock;
  let product: SandboxProduct;

  beforeEach(async () => {
    clock = new FakeClock();
    const standings = new Standings(clock, { patienceMs: 1_000, maxPatienceMs: 5_000, deadlineMs: 10_000 });
    product = await startSandboxProduct(clock, standings);
  });
  // What is still under way at the source ends with its time.
  afterEach(async () => {
    clock.advance(10_000);
    await product.stop();
  });

  const ask = async (faulty: string, [field, args]: (typeof LISTS)[number], sources: readonly string[]) => {
    const query = `query L($sources: [String!]) { list: ${field}(${args}, first: 200) { ${PAGE} } }`;
    const { data, errors, ms } = await steppedAsk(product, clock, all)(faulty, query, { sources });
    expect(errors).toEqual([]);
    return { ...(data as { readonly list: Page }).list, ms };
  };

  const cases = KINDS.flatMap(([kind, source]) => FAULTS.map((fault) => [kind, fault, source] as const));
  test.each(cases)(
    "%s, %s: all of the others is there, nothing is COMPLETE that is not, and the first ask teaches the later ones",
    async (_kind, fault, source) => {
      const lists = LISTS.filter(([, , sources]) => (sources as readonly string[]).includes(source));
      const well = new Map<string, Page["nodes"]>();
      for (const list of lists) {
        const others = list[2].filter((each) => each !== source);
        well.set(list[0], (await ask("", list, others)).nodes);
      }
      const id = product.sandbox.control.faults.add({ source, kind: fault });
      const waits: number[] = [];
      for (let asks = 0; asks < ASKS; asks += 1) {
        for (const list of lists) {
          const { nodes, coverage, ms } = await ask(source, list, list[2]);
          waits.push(ms);
          expect(nodes).toEqual(well.get(list[0]));
          for (const { source: told, state, problem } of coverage) {
            expect([told.name, state]).toEqual([told.name, told.name === source ? "FAILED" : "COMPLETE"]);
            expect(problem?.code).not.toBe("DEADLINE_EXCEEDED");
          }
        }
      }
      expect(Math.max(...waits)).toBeLessThanOrEqual(1_500);
      expect(Math.max(...waits.slice(1))).toBeLessThanOrEqual(300);
      product.sandbox.control.faults.remove(id);
    },
    60_000 + ASKS * 5_000,
  );

  const slowCases = KINDS.flatMap(([kind, source]) => SLOW.map((ms) => [kind, ms, source] as const));
  test.each(slowCases)(
    "%s, each answer after %d ms: all of the others is there, what lacks of its own is told, and 95 of 100 later asks hardly wait",
    async (_kind, ms, source) => {
      const lists = LISTS.filter(([, , sources]) => (sources as readonly string[]).includes(source));
      const well = new Map<string, Page["nodes"]>();
      for (const list of lists) well.set(list[0], (await ask("", list, list[2])).nodes);
      const stop = product.sandbox.control.onCall(async (call) => {
        if (call.source === source) await new Promise<void>((resolve) => void clock.after(ms, resolve));
      });
      const waits: number[] = [];
      for (let asks = 0; asks < ASKS; asks += 1) {
        for (const list of lists) {
          const { nodes, coverage, ms: waited } = await ask(source, list, list[2]);
          waits.push(waited);
          const whole = well.get(list[0]) ?? [];
          const isShown = new Set(nodes.map(({ id }) => id));
          const own = coverage.filter((each) => each.source.name === source);
          const isMissing = own.some(({ state }) => state === "FAILED");
          // In order, none twice, and only its own may lack.
          expect(nodes).toEqual(
            whole.filter((each) => isShown.has(each.id) || !(isMissing && each.source.name === source)),
          );
          for (const { source: told, state, problem } of coverage) {
            if (told.name !== source) expect([told.name, state]).toEqual([told.name, "COMPLETE"]);
            expect(problem?.code).not.toBe("DEADLINE_EXCEEDED");
          }
        }
      }
      expect(Math.max(...waits)).toBeLessThanOrEqual(1_500);
      // It does answer: after each pause, of which each is longer than the one before, it gets its whole share once more.
      const later = waits.slice(1);
      const long = later.filter((waited) => waited > 300);
      expect(long.length).toBeLessThanOrEqual(Math.max(1, later.length * 0.05));
      stop();
    },
    60_000 + ASKS * 5_000,
  );
});
