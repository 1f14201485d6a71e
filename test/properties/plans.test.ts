import { defaultLimits } from "../../src/config/settings.js";
import { DAY, HOUR } from "../../src/audit/window.js";
import { startSandboxProduct, type SandboxProduct } from "../contract/support/sandbox-product.js";
import { NOW } from "../contract/support/read.js";
import { Random } from "./random.js";

/** `npx jest test/properties/plans` with PLANS=2000 PLANS_SEED=7 runs more of them, from another seed. */
const COUNT = Number(process.env.PLANS ?? 60);
const SEED = Number(process.env.PLANS_SEED ?? 1);
jest.setTimeout(300_000 + COUNT * 3_000);
/** Operations of one product, that is, of one memory; the first of each meets it cold. */
const EACH = 12;

const COVERAGE = "coverage { state problem { code message } }";
const PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage endCursor }";

interface Asked {
  readonly query: string;
  /**
   * Every read of it ends by itself: none may be cut short, unless the operation is planned to take more calls than one may
   * make at all. Years of a dozen lists take a call a month of each; such a page ends where the calls do.
   */
  readonly isOrdinary: boolean;
}
interface Answer {
  readonly data: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  readonly extensions: {
    readonly cost: {
      readonly requested: number;
      readonly upstreamCalls: { readonly planned: number; readonly made: number };
    };
  };
}

const INSTANCES: readonly (readonly [source: string, instance: string])[] = [
  ["mysql-eu", "a83d5a0e7c0b4f7d9f3a2b6c1d4e5f60in07"],
  ["mysql-eu", "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07"],
  ["mysql-eu", "5be81d0f3c7a4e92a4f6b1c8d7e29035in07"],
  ["mysql-docs", "3d39c18788b54a919bab633874c159dfin01"],
];

class Operations {
  constructor(private readonly random: Random) {}

  next(): Asked {
    let isOrdinary = true;
    const fields = Array.from({ length: 1 + this.random.below(4) }, (_, i) => {
      const { text, ordinary } = this.#field();
      isOrdinary &&= ordinary;
      return `f${i}: ${text}`;
    });
    return { query: `{ ${fields.join("\n")} }`, isOrdinary };
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[this.random.below(values.length)];
    if (value === undefined) throw new Error("nothing to pick from");
    return value;
  }

  /** From an hour to twenty years, recent, old, before everything, and into the future. */
  #window(): string {
    const end = NOW + this.#pick([0, HOUR, 400 * DAY, -3 * DAY, -200 * DAY, -2_500 * DAY]);
    const length = this.#pick([HOUR, 6 * HOUR, 2 * DAY, 29 * DAY, 31 * DAY, 100 * DAY, 900 * DAY, 7_000 * DAY]);
    const to = this.random.chance(0.7) ? `, to: "${new Date(end).toISOString()}"` : "";
    return `window: { from: "${new Date(end - length).toISOString()}"${to} }`;
  }

  #page(): string {
    const size = this.#pick([1, 2, 10, 50, 99, 200]);
    const order = `orderBy: ${this.#pick(["OLDEST_FIRST", "NEWEST_FIRST"])}`;
    return `${this.random.chance(0.8) ? "first" : "last"}: ${size}, ${order}`;
  }

  /** Of a list of files. */
  #below(): string {
    const total = this.random.chance(0.4) ? "totalCount" : "";
    const nodes = this.#pick(["id", "id instance { name auditPolicy { enabled } }", "id downloadLink { url }"]);
    return `{ nodes { ${nodes} } ${total} ${COVERAGE} ${PAGE_INFO} }`;
  }

  #field(): { readonly text: string; readonly ordinary: boolean } {
    const kind = this.random.below(10);
    const filter = this.random.chance(0.2) ? 'filter: { nameContains: "nowhere" },' : "";
    const some = INSTANCES.filter(() => this.random.chance(0.5)).map(
      ([source, id]) => `{ source: "${source}", instanceId: "${id}" }`,
    );
    if (kind < 4) {
      const refs = this.random.chance(0.6) ? `instances: [${some.join(", ")}],` : "";
      return {
        text: `auditLogFiles(${refs} ${filter} ${this.#window()}, ${this.#page()}) ${this.#below()}`,
        ordinary: filter === "",
      };
    }
    if (kind < 6) {
      const { random } = this;
      const order = `orderBy: ${this.#pick(["OLDEST_FIRST", "NEWEST_FIRST"])}`;
      const kinds = random.chance(0.5)
        ? `filter: { kinds: [${this.#pick(["NOVA", "DDS", "RDS", "ATLAS", "TAURUSDB, NOVA"])}] },`
        : "";
      return {
        text: `auditRecords(${kinds} ${this.#window()}, ${order}, first: ${this.#pick([1, 20, 200])}) { nodes { id } ${COVERAGE} ${PAGE_INFO} }`,
        ordinary: true,
      };
    }
    if (kind === 6)
      return {
        text: `usageAuditPeriods(first: ${this.#pick([1, 12, 60, 200])}) { nodes { id previous { end } } ${COVERAGE} }`,
        ordinary: true,
      };
    if (kind === 7) {
      const nested = `auditLogFiles(${filter} ${this.#window()}, ${this.#page()}) ${this.#below()}`;
      return {
        text: `databaseInstances(first: ${this.#pick([1, 3, 50])}) { nodes { name ${nested} } totalCount }`,
        ordinary: filter === "",
      };
    }
    if (kind === 8) {
      const alerts = this.random.chance(0.5) ? "filter: { hasUnacknowledgedAlerts: true }," : "";
      return {
        text: `loadBalancerAudits(${alerts} first: ${this.#pick([5, 200])}) { nodes { id alerts { id } } totalCount ${COVERAGE} }`,
        ordinary: true,
      };
    }
    const host = this.random.chance(0.5) ? "cmp-02.eu.example" : "no-such-host";
    return {
      text: `_entities(representations: [{ __typename: "ComputeHost", sourceName: "compute-eu", name: "${host}" }]) { ... on ComputeHost { usageAudits(window: { from: "1000-01-01T00:00:00Z" }, first: ${this.#pick([3, 24])}) { nodes { id } ${COVERAGE} ${PAGE_INFO} } } }`,
      ordinary: host !== "no-such-host",
    };
  }
}

interface ListAnswer {
  readonly coverage: readonly { readonly problem: { readonly code: string; readonly message: string } | null }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean };
}

const isList = (value: object): value is ListAnswer => "coverage" in value && "pageInfo" in value;

/** The lists of an answer that ended where their calls were spent, each with whether it says that there is more. */
const cutIn = (value: unknown): readonly { readonly pageInfo: { readonly isMore: boolean } }[] => {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap((each) => cutIn(each));
  if (!isList(value)) return below;
  const isCut = value.coverage.some(({ problem }) => problem?.message.includes("a page ends there") ?? false);
  const { hasNextPage, hasPreviousPage } = value.pageInfo;
  return isCut ? [...below, { pageInfo: { isMore: hasNextPage || hasPreviousPage } }] : below;
};

/** Requests that the sources were sent; a Keystone is none. */
const callsOf = ({ sandbox }: SandboxProduct): number =>
  Object.entries(sandbox.control.log.allCounters()).reduce(
    (sum, [source, { calls }]) => (source === "keystone" ? sum : sum + calls),
    0,
  );

const ask = async ({ baseUrl }: SandboxProduct, query: string): Promise<Answer> => {
  const response = await fetch(`${baseUrl}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
};

test(`${COUNT} operations, from seed ${SEED}, make no more upstream calls than planned, and no ordinary read is cut short`, async () => {
  const random = new Random(SEED);
  const operations = new Operations(random);
  let product: SandboxProduct | undefined;
  const seen = { refused: 0, cut: 0, whole: 0, share: 0 };
  try {
    for (let i = 0; i < COUNT; i += 1) {
      if (i % EACH === 0) {
        await product?.stop();
        product = await startSandboxProduct();
      }
      if (!product) throw new Error("no product");
      product.sandbox.control.log.reset();
      const { query, isOrdinary } = operations.next();
      const answer = await ask(product, query);
      const { planned, made } = answer.extensions.cost.upstreamCalls;
      const isCut = JSON.stringify(answer.data ?? null).includes('"code":"QUERY_TOO_COMPLEX"');
      const isRefused = answer.data === undefined;
      const asked = callsOf(product);
      try {
        expect(made).toBeLessThanOrEqual(planned);
        expect(planned).toBeLessThanOrEqual(defaultLimits.upstreamCalls);
        // One that the deadline ends may not have left yet.
        expect(asked).toBeLessThanOrEqual(made);
        if (isOrdinary && !isRefused && planned < defaultLimits.upstreamCalls) expect(isCut).toBe(false);
        // Whatever was cut short says that there is more, so that a caller goes on.
        for (const list of cutIn(answer.data)) expect(list.pageInfo).toMatchObject({ isMore: true });
      } catch (error) {
        throw new Error(`operation ${i} of seed ${SEED}: planned ${planned}, made ${made}\n${query}`, { cause: error });
      }
      seen[isRefused ? "refused" : isCut ? "cut" : "whole"] += 1;
      seen.share = Math.max(seen.share, made / Math.max(1, planned));
    }
  } finally {
    await product?.stop();
  }
  // None of the three is empty, or the generator has gone blind.
  expect(seen.whole).toBeGreaterThan(COUNT / 2);
  if (COUNT >= 60) expect(seen.cut).toBeGreaterThan(0);
});
