import fc from "fast-check";
import { LogFile } from "../../../src/sources/database/mapping.js";
import { type Stretch, within } from "../../../src/sources/database/stretches.js";

const source = { name: "mysql", kind: "DDS", region: "eu" } as const;
const answers = [1, 2, 3].map((fetchedAt) => ({ source, instanceId: "one", sizeIsExact: fetchedAt > 1, fetchedAt }));

const LENGTH = 100;
/** Any text that an upstream may write, halves of characters too. */
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ maxLength: 12, unit: "binary" }),
  fc.constant("\ud800"),
);
const file = fc
  .record({
    shared: fc.constantFrom(...answers),
    id: text,
    name: text,
    size: fc.maxSafeNat(),
    node: fc.option(text),
    begin: fc.integer({ min: 0, max: LENGTH - 1 }),
    lasts: fc.nat(1e12),
  })
  .map(({ shared, id, name, size, node, begin, lasts }) => {
    return new LogFile(shared, id, name, size, node, begin, begin + lasts);
  });
const stretch = fc
  .array(file, { maxLength: 30 })
  .map((files): Stretch => ({ from: 0, to: LENGTH, files: files.sort((a, b) => a.begin - b.begin) }));

test("of a stretch a window has the files that begin in it", () => {
  fc.assert(
    fc.property(stretch, fc.nat(LENGTH), fc.nat(LENGTH), (read, one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const files = read.files.filter(({ begin }) => begin >= from && begin < to);
      expect(within(read, { from, to })).toEqual(from === to ? undefined : { from, to, files });
    }),
    { numRuns: 500 },
  );
});
