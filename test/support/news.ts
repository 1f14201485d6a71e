import { NewsReadings } from "../../src/audit/news-readings.js";
import type { NewsParts } from "../../src/graphql/context.js";
import { createCache, newsStoreIn } from "../../src/upstream/cache/stores.js";
import { systemClock } from "../../src/upstream/clock.js";

/** What operations share to tell news, of a process of its own. */
export const newsParts = (clock: () => number = Date.now): NewsParts => {
  const time = { ...systemClock, now: clock };
  return { readings: new NewsReadings(clock), store: newsStoreIn(createCache({ clock: time }), time) };
};
