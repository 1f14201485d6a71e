import { lastDays, volumeByDay } from "../../examples/console/src/files/volume-by-day.js";

const days = ["2026-11-18", "2026-11-19", "2026-11-20"];
const file = (begin: string, sizeBytes: number, id = "a") => ({ begin, sizeBytes, instance: { id } });
const files = [
  file("2026-11-20T09:00:00Z", 5),
  file("2026-11-20T00:00:00Z", 7),
  file("2026-11-20T08:00:00Z", 100, "b"),
  file("2026-11-19T23:59:59Z", 2),
];

describe("the console's volume by day", () => {
  test("a file counts for its instance, on the day that it begins", () => {
    expect(volumeByDay(files, "a", days, null)).toEqual([
      { files: 0, bytes: 0, read: "whole" },
      { files: 1, bytes: 2, read: "whole" },
      { files: 2, bytes: 12, read: "whole" },
    ]);
  });

  test("a day that reading has not come to is not yet read, and the one it stands in is read in part", () => {
    const read = (readTo: string) => volumeByDay(files, "a", days, readTo).map((volume) => volume.read);
    expect(read("2026-11-19T23:59:59Z")).toEqual(["not yet", "in part", "whole"]);
    // There may be more files of this very instant.
    expect(read("2026-11-20T00:00:00Z")).toEqual(["not yet", "not yet", "in part"]);
    expect(read("2026-11-21T00:00:00Z")).toEqual(["not yet", "not yet", "not yet"]);
  });

  test("the last days are days of UTC, today the last", () => {
    expect(lastDays(3, Date.parse("2026-11-20T23:59:59Z"))).toEqual(days);
    expect(lastDays(3, Date.parse("2026-11-20T00:00:00Z"))).toEqual(days);
  });
});
