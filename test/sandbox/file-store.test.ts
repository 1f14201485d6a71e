import fc from "fast-check";
import { type AuditFile, dialects } from "../../sandbox/index.js";
// Inside the sandbox: its files by index and their store are held against a plain list, which HTTP would make slow.
/* eslint-disable no-restricted-imports */
import { belongs, byBegin, ComputedFiles, type FileWindow } from "../../sandbox/database/files.js";
import { FileStore } from "../../sandbox/database/instances.js";

const START = Date.UTC(2026, 0, 1);
const LATER = Date.UTC(2030, 0, 1);
const INSTANCE = "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07";

const computed = (count: number, nodes: number, key: number, stepMs: number, laterStepMs?: number): ComputedFiles =>
  new ComputedFiles({
    key,
    start: START,
    stepMs,
    count,
    laterStepMs,
    nodes: nodes === 0 ? [null] : Array.from({ length: nodes }, (_, n) => `node${n}no02`),
    naming: dialects[nodes === 0 ? "taurusdb" : "dds"].naming("project", INSTANCE),
  });

const STEPS = [2_000, 60_000, 1_800_000];
/** How many files of a sequence that goes on behind its count are looked at. */
const BEHIND = 20;
const spec = fc.record({
  count: fc.integer({ min: 0, max: 40 }),
  nodes: fc.integer({ min: 0, max: 3 }),
  key: fc.nat(),
  stepMs: fc.constantFrom(...STEPS),
});

const time = fc.integer({ min: -5, max: 60 });
const change = fc.oneof(
  fc.record({ do: fc.constant("insert" as const), at: time, length: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ do: fc.constant("remove" as const), which: fc.nat(60) }),
  fc.record({ do: fc.constant("prune" as const), many: fc.nat(6) }),
);

const window = fc.record({
  from: time,
  to: time,
  filter: fc.constantFrom("begin" as const, "overlap" as const, "containment" as const),
  boundary: fc.constantFrom("inclusive" as const, "exclusive" as const),
});

const ids = (files: Iterable<AuditFile>): string[] => [...files].map(({ id }) => id);

describe("files computed by index", () => {
  it("have ids that lead back to them, rising begins, and each node's next begins where its last ended", () => {
    fc.assert(
      fc.property(spec, fc.constantFrom(undefined, ...STEPS), ({ count, nodes, key, stepMs }, laterStepMs) => {
        const files = computed(count, nodes, key, stepMs, laterStepMs);
        const end = laterStepMs === undefined ? count : count + BEHIND;
        for (let index = 0; index < end; index += 1) {
          const file = files.at(index);
          expect(files.indexOf(file.id)).toBe(index);
          expect(files.begin(index + 1)).toBeGreaterThan(file.begin);
          expect(files.begin(index + files.stride)).toBe(file.end);
          expect(files.firstBeginAt(file.begin)).toBe(index);
          expect(files.countAt(file.end)).toBe(index + 1);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("a store of computed and changed files", () => {
  it("answers every window as a plain list of the same files would", () => {
    fc.assert(
      fc.property(
        spec,
        fc.array(change, { maxLength: 12 }),
        fc.array(window, { minLength: 1, maxLength: 6 }),
        (base, changes, windows) => {
          const sequence = computed(base.count, base.nodes, base.key, base.stepMs);
          const store = new FileStore(sequence);
          let model = Array.from({ length: base.count }, (_, index) => sequence.at(index));
          for (const [number, one] of changes.entries()) {
            if (one.do === "insert") {
              // Between the seconds of the computed ones, so that no order of equals is asked for.
              const begin = START + one.at * base.stepMs + 500;
              const file = {
                id: `x${number}`,
                name: "x",
                bytes: 1,
                begin,
                end: begin + one.length * base.stepMs,
                nodeId: base.nodes === 0 ? null : "node0no02",
              };
              store.add([file]);
              model = [...model, file].sort(byBegin);
            } else if (one.do === "remove") {
              const doomed = model[one.which];
              expect(store.removeIds([doomed?.id ?? "unknown"], LATER)).toBe(doomed ? 1 : 0);
              model = model.filter((file) => file !== doomed);
            } else {
              expect(store.prune(one.many, LATER)).toBe(Math.min(one.many, model.length));
              model = model.slice(one.many);
            }
          }
          expect(ids(store.all(LATER))).toEqual(ids(model));
          for (const { from, to, filter, boundary } of windows) {
            const asked: FileWindow = {
              from: START + from * base.stepMs,
              to: START + to * base.stepMs,
              filter,
              boundary,
            };
            for (const nodeId of base.nodes === 0 ? [null] : [null, "node0no02", "node9no02"]) {
              const expected = model.filter(
                (file) => belongs(file, asked) && (nodeId === null || file.nodeId === nodeId),
              );
              const selection = store.select(asked, nodeId, LATER);
              expect(ids(selection)).toEqual(ids(expected));
              expect(selection.total).toBe(expected.length);
              expect(expected.map((_, rank) => selection.at(rank).id)).toEqual(ids(expected));
            }
          }
          for (const file of model) expect(store.find(file.id, LATER)?.id).toBe(file.id);
        },
      ),
      { numRuns: 200 },
    );
  });
});
