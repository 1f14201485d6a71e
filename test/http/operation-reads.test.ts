import { OperationReads } from "../../src/telemetry/reports.js";

describe("what an operation read", () => {
  test("names each thing once, in the order of the reads", () => {
    const reads = new OperationReads();
    for (const source of ["b", "a", "b"]) reads.source(source);
    for (const instance of ["one", "two", "one"]) reads.instance("a", instance);
    for (const file of ["f", "g", "f"]) reads.link("a", "one", file);
    expect([reads.sources, reads.instances, reads.links]).toEqual([
      { named: ["b", "a"], more: 0 },
      {
        named: [
          { source: "a", instance: "one" },
          { source: "a", instance: "two" },
        ],
        more: 0,
      },
      {
        named: [
          { source: "a", instance: "one", file: "f" },
          { source: "a", instance: "one", file: "g" },
        ],
        more: 0,
      },
    ]);
  });

  test("names a hundred of each kind, and counts those beyond, each once too", () => {
    const reads = new OperationReads();
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < 130; n += 1) reads.instance("a", `i${n}`);
      for (let n = 0; n < 101; n += 1) reads.link("a", "i", `f${n}`);
    }
    expect([reads.instances.named.length, reads.instances.more]).toEqual([100, 30]);
    expect([reads.links.named.length, reads.links.more]).toEqual([100, 1]);
  });
});
