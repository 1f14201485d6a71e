import type { Series } from "./bar-chart.js";

/** Colours of base.css; what comes after them begins anew. */
const COLORS = 6;

/** Series as they are named, each with a colour of its own. */
export const colored = (names: readonly string[], nameOf: (name: string) => string = (name) => name): Series[] =>
  names.map((key, i) => ({ key, name: nameOf(key), color: `var(--series-${(i % COLORS) + 1})` }));
