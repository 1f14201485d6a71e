import { memoryUsageSource } from "./support/memory-usage-source.js";
import { startProduct } from "./support/product.js";

const QUERY = "{ auditSources { name } }";

test("a body of very many values is refused: they would take ten times the room of their text", async () => {
  const product = await startProduct({ sources: [memoryUsageSource()] });
  const ask = async (all: readonly unknown[]) => {
    const { status, body } = await product.ask(QUERY, { all });
    return [status, body.errors?.map(({ message, extensions }) => [message, extensions.code])];
  };
  const tooMany = [400, [["The body holds more than 50000 values: name fewer things at once.", "BAD_REQUEST"]]];
  expect(await ask(Array.from({ length: 200_000 }, () => ({})))).toEqual(tooMany);
  expect(await ask(Array.from({ length: 60_000 }, (_, i) => i % 10))).toEqual(tooMany);
  expect(await ask(Array.from({ length: 40_000 }, (_, i) => i % 10))).toEqual([200, undefined]);
  // What stands in a text is no value.
  expect(await ask(Array.from({ length: 1_000 }, () => '{"'.repeat(50) + ",".repeat(100)))).toEqual([200, undefined]);
  await product.stop();
});
