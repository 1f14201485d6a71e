const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
/** As many as read well beside a chart of a hand's height. */
const MOST = 4;

/** Where the axis of a value has its lines: from 0 in round steps of the unit that the highest value is told in. */
export const ticksOf = (highest: number, base: 1_000 | 1_024): number[] => {
  let unit = 1;
  while (highest >= unit * base) unit *= base;
  const step = unit * (STEPS.find((each) => highest / (unit * each) <= MOST) ?? base);
  const count = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: count + 1 }, (_, i) => i * step);
};
