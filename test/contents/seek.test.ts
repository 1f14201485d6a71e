import { auditFile, memoryStore, type Reads, sandboxObject, walk } from "./support/memory-file.js";

const MINUTE = 60_000;

test.each([1, 7, 17, 28])("minute %i of 100 MB takes at most 8 reads and 5 MB, and misses nothing", async (at) => {
  const file = auditFile(100_000_191);
  const reads: Reads = { calls: 0, bytes: 0 };
  const store = memoryStore(sandboxObject(file), () => 65_536, reads);
  const from = file.begin + at * MINUTE;
  const window = { from, to: from + MINUTE };
  const filter = { window, actions: ["drop_table"] };
  const { entries } = await walk(file, store, () => ({
    filter,
    startAt: from,
    writtenUntil: window.to,
    maxBytes: 64 << 20,
  }));
  expect(reads.calls).toBeLessThanOrEqual(8);
  expect(reads.bytes).toBeLessThanOrEqual(5_000_000);
  // One in each 640 KiB.
  expect(entries.length).toBeGreaterThanOrEqual(4);
  const [first = 0, last = 0] = [entries[0]?.byteOffset, entries.at(-1)?.byteOffset];
  const expected = Math.floor(last / 655_360) - Math.floor(first / 655_360) + 1;
  expect(entries).toHaveLength(expected);
});
