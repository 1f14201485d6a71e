import fc from "fast-check";
import { bucketSizeOf, piecesOf, spanOf } from "../../examples/console/src/view/time-span.js";
import { KINDS } from "../../examples/console/src/parts/kinds.js";
import {
  FIRST_VIEW,
  QUICK_RANGES,
  readView,
  SEVERITIES,
  type View,
  writeView,
} from "../../examples/console/src/view/view.js";

const DAY = 86_400_000;
const instant = fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2030, 0) });
const fixed = fc
  .tuple(instant, fc.integer({ min: 1, max: 3_000 * DAY }))
  .map(([from, length]) => ({ from: new Date(from).toISOString(), to: new Date(from + length).toISOString() }));
const word = fc.stringMatching(/^[\w-]{1,20}$/);
const view: fc.Arbitrary<View> = fc.record({
  range: fc.oneof(fc.constantFrom(...(Object.keys(QUICK_RANGES) as (keyof typeof QUICK_RANGES)[])), fixed),
  zone: fc.constantFrom("utc", "local"),
  refresh: fc.constantFrom(0, 30, 60, 300),
  kinds: fc.subarray([...KINDS]),
  sources: fc.uniqueArray(fc.string({ minLength: 1 })),
  severities: fc.subarray([...SEVERITIES]),
  instances: fc.uniqueArray(fc.tuple(word, word).map((parts) => parts.join("/"))),
  text: fc.string(),
  record: fc.string(),
});

describe("the console's view", () => {
  test("every view survives its link", () => {
    fc.assert(fc.property(view, (shown) => expect(readView(writeView(shown))).toEqual(shown)));
  });

  test("what is not understood of a link counts as left out", () => {
    expect(readView("?last=2w&zone=mars&refresh=1&kind=DNS&severity=LOUD&instance=x&from=now&to=then")).toEqual(
      FIRST_VIEW,
    );
    expect(readView("?from=2026-02-02T00:00:00Z&to=2026-01-01T00:00:00Z").range).toBe(FIRST_VIEW.range);
    expect(writeView(FIRST_VIEW)).toBe("");
  });

  test("a quick range begins with a whole hour or day and ends when it was read", () => {
    const readAt = Date.parse("2026-11-27T22:41:07.250Z");
    expect(spanOf({ range: "24h", zone: "utc" }, readAt)).toEqual({
      from: "2026-11-26T22:00:00.000Z",
      to: "2026-11-27T22:41:07.250Z",
    });
    expect(spanOf({ range: "30d", zone: "utc" }, readAt).from).toBe("2026-10-28T00:00:00.000Z");
  });

  test("30 days are one request, a year is several", () => {
    const span = (range: keyof typeof QUICK_RANGES) =>
      spanOf({ range, zone: "utc" }, Date.parse("2026-11-27T22:41:07Z"));
    expect(piecesOf(span("30d"), "utc")).toEqual([span("30d")]);
    expect(bucketSizeOf(span("30d"))).toBe("DAY");
    expect(piecesOf(span("1y"), "utc").length).toBeGreaterThan(1);
  });

  test("pieces leave nothing out, overlap nowhere, and cut no bucket", () => {
    fc.assert(
      fc.property(fixed, fc.constantFrom("utc" as const, "local" as const), (span, zone) => {
        const pieces = piecesOf(span, zone);
        expect(pieces[0]?.to).toBe(span.to);
        expect(pieces.at(-1)?.from).toBe(span.from);
        pieces.slice(1).forEach((piece, i) => expect(piece.to).toBe(pieces[i]?.from));
        for (const { from } of pieces.slice(0, -1)) {
          const at = new Date(from);
          const [hour, weekday, date] =
            zone === "utc"
              ? [at.getUTCHours(), at.getUTCDay(), at.getUTCDate()]
              : [at.getHours(), at.getDay(), at.getDate()];
          expect(Date.parse(from) % 3_600_000).toBe(0);
          if (bucketSizeOf(span) !== "HOUR") expect(hour).toBe(0);
          if (bucketSizeOf(span) === "WEEK") expect(weekday).toBe(1);
          if (bucketSizeOf(span) === "MONTH") expect(date).toBe(1);
        }
      }),
    );
  });
});
