import { defaultLimits } from "../../src/config/settings.js";
import { memoryUsageSource } from "./support/memory-usage-source.js";
import { startProduct } from "./support/product.js";

describe("the limits of the configuration", () => {
  test("of zero allow none: they are not off", async () => {
    const limits = { ...defaultLimits, aliases: 0, directives: 0 };
    const product = await startProduct({ sources: [memoryUsageSource()], limits });
    const answers = [
      await product.ask("{ a: __typename }"),
      await product.ask("{ __typename @include(if: true) }"),
      await product.ask("{ __typename }"),
    ];
    await product.stop();
    expect(answers.map(({ status, body }) => [status, body.errors?.[0]?.message])).toEqual([
      [400, "The operation has more than 0 aliases (limits.aliases)."],
      [400, "The operation has more than 0 directives (limits.directives)."],
      [200, undefined],
    ]);
  });

  test("are those that refuse", async () => {
    const limits = { ...defaultLimits, depth: 2, cost: 3, bodyBytes: 1_024 };
    const product = await startProduct({ sources: [memoryUsageSource()], limits });
    const answers = [
      await product.ask('{ usageAuditPeriod(source: "compute") { source { name } } }'),
      await product.ask("{ usageAuditPeriods(first: 3) { __typename } }"),
      await product.ask(`{ __typename } # ${"x".repeat(1_024)}`),
    ];
    await product.stop();
    expect(answers.map(({ status, body }) => [status, body.errors?.[0]?.message])).toEqual([
      [400, "The operation nests its fields deeper than 2 levels (limits.depth)."],
      [
        400,
        expect.stringMatching(
          /^The operation may cost more than 3 points.*\(limits\.cost\)\. It would cost \d+, of which usageAuditPeriods takes \d+\.$/,
        ),
      ],
      [413, "The operation has a body of more than 1024 bytes (limits.bodyBytes)."],
    ]);
    expect(Object.fromEntries(product.refusals)).toEqual({ depth: 1, cost: 1, bodyBytes: 1 });
  });
});
