import { AuditError } from "../../src/audit/errors.js";
import { encodeId } from "../../src/audit/id.js";
import { eventLoop } from "../../src/fairness/event-loop.js";
import { LoopTurns } from "../../src/fairness/loop-turns.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { startProduct } from "./support/product.js";

const [LISTS, PLACES] = [10, 200];
const names = Array.from({ length: LISTS }, (_, i) => `v${i}`);
const idsOf = (list: string): readonly string[] =>
  Array.from({ length: PLACES }, (_, i) =>
    encodeId({ type: "DatabaseInstance", source: "mysql", instanceId: `${list}-${i}` }),
  );

test("an answer's thousands of errors are reported in parts, with turns of the event loop between, and all are answered", async () => {
  const failure = new AuditError("UPSTREAM_UNAVAILABLE", "Nothing can be read.", { source: "mysql", retryable: true });
  let [reported, all, most, isOver] = [0, 0, 0, false];
  Object.defineProperty(failure, "detail", { get: () => void (reported += 1) });
  const look = (): void => {
    all += reported;
    most = Math.max(most, reported);
    reported = 0;
    if (!isOver) setImmediate(look);
  };
  look();
  // A clock that goes on each time that it is looked at: what is done in a turn is a number of steps.
  let time = 0;
  const turns = new LoopTurns({ ...eventLoop, now: () => (time += 0.5) });
  const product = await startProduct({ sources: [memoryDatabaseSource({ failure })], turns });
  try {
    const { body } = await product.ask(
      `query (${names.map((name) => `$${name}: [ID!]!`).join(" ")}) {
        ${names.map((name) => `${name}: nodes(ids: $${name}) { id }`).join(" ")} }`,
      Object.fromEntries(names.map((name) => [name, idsOf(name)])),
    );
    const paths = names.flatMap((name) => Array.from({ length: PLACES }, (_, i) => `${name} ${i}`));
    expect(body.errors?.map(({ path }) => path?.join(" ")).sort()).toEqual(paths.sort());
    const [first] = body.errors ?? [];
    expect(first).toMatchObject({ message: failure.message, extensions: { code: failure.code, retryable: true } });
  } finally {
    isOver = true;
    look();
    await product.stop();
  }
  expect(all).toBeGreaterThanOrEqual(LISTS * PLACES);
  expect(most).toBeLessThanOrEqual(200);
});
