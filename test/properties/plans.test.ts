import { z } from "zod";
import { defaultLimits } from "../../src/config/settings.js";
import { startSandboxProduct, type SandboxProduct } from "../contract/support/sandbox-product.js";
import { createLog } from "../../src/telemetry/log.js";
import { Operations } from "./operations.js";
import { Random } from "./random.js";
import { post } from "../support/post.js";

/** `npx jest test/properties/plans` with PLANS=2000 PLANS_SEED=7 runs more of them, from another seed. */
const COUNT = Number(process.env.PLANS ?? 60);
const SEED = Number(process.env.PLANS_SEED ?? 1);
jest.setTimeout(900_000 + COUNT * 3_000);
/** Operations of one product, that is, of one memory; the first of each meets it cold. */
const EACH = 12;

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
  const response = await post(baseUrl, { query });
  return (await response.json()) as Answer;
};

/** Was something of it given up? Then calls may still be on their way when it is answered, and meet the next one's count. */
const isGivenUp = (answer: string): boolean => /DEADLINE_EXCEEDED|UPSTREAM_TIMEOUT/.test(answer);

const isOperation = (line: string): boolean => line.includes('"msg":"operation"');
const loggedOperation = z.object({ upstreamCalls: z.object({ planned: z.number(), made: z.number() }) });

test(`${COUNT} operations, from seed ${SEED}, make no more upstream calls than planned, and no ordinary read is cut short`, async () => {
  const random = new Random(SEED);
  const operations = new Operations(random);
  const lines: string[] = [];
  const log = createLog({ destination: { write: (line: string) => void lines.push(line) }, level: "info" });
  let product: SandboxProduct | undefined;
  let isQuiet = true;
  /** Calls that were told since the log of the sources began; what one operation left on its way may arrive under the next. */
  let told = 0;
  const seen = { refused: 0, cut: 0, whole: 0, givenUp: 0, share: 0, operations: 0 };
  /** Pages of exports as well, each of them an operation. All have ended. */
  const stop = async (): Promise<void> => {
    await product?.stop();
    for (const line of lines.splice(0).filter(isOperation)) {
      const { planned, made } = loggedOperation.parse(JSON.parse(line)).upstreamCalls;
      expect(made).toBeLessThanOrEqual(planned);
      expect(planned).toBeLessThanOrEqual(defaultLimits.upstreamCalls);
      seen.operations += 1;
    }
  };
  try {
    for (let i = 0; i < COUNT; i += 1) {
      if (i % EACH === 0) {
        await stop();
        product = await startSandboxProduct(undefined, log);
        isQuiet = true;
        told = 0;
      }
      if (!product) throw new Error("no product");
      if (i % EACH === EACH - 1) {
        const exported = await fetch(`${product.baseUrl}/export?${operations.nextExport()}`);
        // A busy machine may not answer the first page in time; but what is asked is well-formed.
        expect(exported.status).not.toBe(400);
        isQuiet = !isGivenUp(await exported.text());
        continue;
      }
      const asked = operations.next();
      const { query, isOrdinary } = asked;
      const answer = await ask(product, query);
      operations.learn(asked, answer.data);
      const { planned, made } = answer.extensions.cost.upstreamCalls;
      const isCut = JSON.stringify(answer.data ?? null).includes('"code":"QUERY_TOO_COMPLEX"');
      const isRefused = answer.data === undefined;
      const codes = (answer.errors ?? []).map(({ extensions }) => extensions.code);
      told += made;
      const sent = callsOf(product);
      const wasQuiet = isQuiet;
      isQuiet = !isGivenUp(JSON.stringify(answer));
      try {
        expect(codes).not.toContain("GRAPHQL_VALIDATION_FAILED");
        expect(codes).not.toContain("INVALID_CURSOR");
        expect(made).toBeLessThanOrEqual(planned);
        expect(planned).toBeLessThanOrEqual(defaultLimits.upstreamCalls);
        if (wasQuiet && isQuiet) expect(sent).toBeLessThanOrEqual(told);
        if (isOrdinary && !isRefused && planned < defaultLimits.upstreamCalls) expect(isCut).toBe(false);
        // Whatever was cut short says that there is more, so that a caller goes on.
        for (const list of cutIn(answer.data)) expect(list.pageInfo).toMatchObject({ isMore: true });
      } catch (error) {
        throw new Error(`operation ${i} of seed ${SEED}: planned ${planned}, made ${made}\n${query}`, { cause: error });
      }
      if (!wasQuiet || !isQuiet) {
        product.sandbox.control.log.reset();
        told = 0;
      }
      seen[isRefused ? "refused" : isCut ? "cut" : "whole"] += 1;
      if (!isQuiet) seen.givenUp += 1;
      seen.share = Math.max(seen.share, made / Math.max(1, planned));
    }
  } finally {
    await stop();
  }
  // None of the three is empty, or the generator has gone blind; and the pages of exports are among what was logged.
  expect(seen.whole).toBeGreaterThan(COUNT / 2);
  expect(seen.operations).toBeGreaterThanOrEqual(COUNT);
  if (COUNT >= 60) expect(seen.cut + seen.givenUp).toBeGreaterThan(0);
});
