import type { GraphQLSchema } from "graphql";
import { TestServer } from "../support/server.js";
import { defaultLimits } from "../../src/config/settings.js";
import { buildAuditSchema } from "../../src/graphql/schema.js";
import { createLog } from "../../src/telemetry/log.js";
import { NOW } from "../http/support/world.js";
import { Comparison } from "./campaign.js";
import { Tally } from "./classes.js";
import { Oracle } from "./oracle.js";
import { access, gatherWorld, sources, type World } from "./world.js";

/** `npm run test:answers` asks for a hundred thousand documents; `npm test` has time for these. */
const COUNT = Number(process.env.ANSWERS_COUNT ?? 300);
const SEED = Number(process.env.ANSWERS_SEED ?? 1);
const TIMES = Number(process.env.ANSWERS_TIMES ?? 3);
const REPORTED_EVERY = 1_000;
/** Of fewer documents a rare class may miss; of the short run's it is known that none does. */
const isEnough = COUNT >= 5_000 || (COUNT === 300 && SEED === 1);

jest.setTimeout(COUNT * TIMES * 60 + 60_000);

/** Nothing that is generated is to be refused for its size: then nothing would be compared. */
const limits = {
  ...defaultLimits,
  depth: 1_000,
  aliases: 10_000,
  rootFields: 10_000,
  directives: 10_000,
  tokens: 1_000_000,
  cost: 1e12,
};

describe(`${COUNT} generated documents, from seed ${SEED}`, () => {
  const schema: GraphQLSchema = buildAuditSchema().executable;
  let product: TestServer;
  let world: World;

  beforeAll(async () => {
    const oracle = new Oracle(schema);
    world = await gatherWorld(async (document) => {
      const asked = { document, variables: undefined, operationName: undefined, caller: "all" } as const;
      return (await oracle.answer(asked)).text;
    });
    const log = createLog({ level: "silent" });
    product = await TestServer.start({ sources, access, limits, log, clock: () => NOW });
  });
  afterAll(() => product.stop());

  it("are answered letter by letter as graphql-js answers them, every time, by POST and by GET", async () => {
    const tally = new Tally();
    // Thousands of errors belong to the answers; jest looks up the source of every line of their stacks.
    Error.stackTraceLimit = 0;
    const comparison = new Comparison({ baseUrl: product.baseUrl, schema, world, tally, times: TIMES });
    const report = (done: number): void => {
      if (!process.env.ANSWERS_COUNT || (done % REPORTED_EVERY !== 0 && done < COUNT)) return;
      process.stderr.write(`${done} documents, ${comparison.asked} requests\n`);
    };
    for (let i = 0; i < COUNT; i += 1) {
      await comparison.run(SEED + i);
      report(i + 1);
    }
    await comparison.close();
    if (process.env.ANSWERS_COUNT) process.stderr.write(`${tally.lines.join("\n")}\n`);
    expect([...product.refusals]).toEqual([]);
    if (isEnough) expect(tally.missing).toEqual([]);
  });
});
