import { GateModel } from "./gate-model.js";

/* Generated arrivals of several callers and operations, of which some ask for much, and some give up. */

const SEEDS = 40;
const STEPS = 300;

test.each(Array.from({ length: 4 }, (_, part) => part))(
  "a gate is shared fairly, whoever comes, goes and gives up (part %i)",
  async (part) => {
    let refusals = 0;
    for (let seed = part; seed < SEEDS; seed += 4) {
      const model = new GateModel(seed);
      let gaveUp = 0;
      const busy = 0.4 + 0.3 * model.random.next();
      for (let step = 0; step < STEPS; step += 1) {
        const waits = model.anyOf(model.waiting);
        const has = model.anyOf(model.inside);
        if (model.random.chance(busy)) await model.arrive();
        else if (waits && model.random.chance(0.1)) {
          await model.giveUp(waits);
          gaveUp += 1;
        } else if (has) await model.leave(has);
        model.judgeSizes();
      }
      for (let has = model.anyOf(model.inside); has; has = model.anyOf(model.inside)) {
        await model.leave(has);
        model.judgeSizes();
      }
      expect(model.served + model.refused.length + gaveUp).toBe(model.arrivals);
      refusals += model.refused.length;
    }
    // Else nothing was said of full queues.
    expect(refusals).toBeGreaterThan(0);
  },
);
