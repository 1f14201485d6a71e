import { DateTime, IANAZone } from "luxon";
import { type BucketSize, bucketsOf } from "../../src/graphql/buckets.js";
import { Random } from "./random.js";

const DAY = 86_400_000;
const units = { HOUR: "hour", DAY: "day", WEEK: "week", MONTH: "month" } as const;
const sizes = Object.keys(units) as readonly BucketSize[];
const MS = { HOUR: DAY / 24, DAY, WEEK: 7 * DAY, MONTH: 30 * DAY } as const;
/** Their clocks change at noon, at midnight, by half an hour, by a whole day, in either half of the year, or never. */
const ZONES =
  "UTC Europe/Berlin Europe/London America/New_York America/Sao_Paulo America/Havana America/Asuncion America/St_Johns " +
  "Asia/Beirut Asia/Gaza Asia/Tehran Asia/Kolkata Asia/Kathmandu Asia/Shanghai Africa/Cairo Africa/Casablanca " +
  "Africa/Monrovia Australia/Lord_Howe Pacific/Apia Pacific/Chatham Pacific/Kiritimati Antarctica/Troll";

/** As luxon's own dates cut it. */
const byDates = (window: { from: number; to: number }, by: BucketSize, zone: string) => {
  const buckets: { from: number; to: number }[] = [];
  let start = DateTime.fromMillis(window.from, { zone }).startOf(units[by]);
  for (let from = window.from; from < window.to;) {
    const next = start.plus({ [units[by]]: 1 });
    start = by === "HOUR" ? next : next.startOf(units[by]);
    const to = Math.min(Math.max(start.toMillis(), from + 1), window.to);
    buckets.push({ from, to });
    from = to;
  }
  return buckets;
};

describe.each(sizes)("spans of a %s", (by) => {
  test("begin where the dates of each zone do, whatever its clock does", () => {
    const random = new Random(sizes.indexOf(by) + 1);
    for (const zone of ZONES.split(" ")) {
      for (let round = 0; round < 12; round += 1) {
        const from =
          Date.UTC(1965 + random.below(75), random.below(12), random.below(28), random.below(24)) +
          random.below(DAY / 24);
        const window = { from, to: from + 1 + random.below(90 * MS[by]) };
        expect({ zone, window, buckets: bucketsOf(window, by, zone) }).toEqual({
          zone,
          window,
          buckets: byDates(window, by, zone),
        });
      }
    }
  });

  test("ask the zone once for each, and for hours only where the first begins", () => {
    const offset = jest.spyOn(IANAZone.prototype, "offset");
    const from = Date.UTC(2023, 4, 5, 6, 7);
    const { length } = bucketsOf({ from, to: from + 100 * MS[by] }, by, "Europe/Berlin");
    const asked = offset.mock.calls.length;
    offset.mockRestore();
    expect(length).toBeGreaterThan(98);
    // Each change of the clock is looked at twice more.
    expect(asked).toBeLessThanOrEqual(by === "HOUR" ? 2 : length + 2 + 2 * 2 * Math.ceil((100 * MS[by]) / (365 * DAY)));
  });
});
