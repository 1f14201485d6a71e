import { Cancellation, type Session } from "../../src/audit/session.js";
import { Flights } from "../../src/upstream/cache/flights.js";
import { failure, session } from "./support/session.js";

test("whoever waits for another's read to land asks for itself when that one is given up", async () => {
  const flights = new Flights();
  const asked: string[] = [];
  const read = (name: string) => (shared: Session) =>
    new Promise<string>((resolve, reject) => {
      asked.push(name);
      // The first one's source hangs until nobody waits for it.
      if (name !== "first") resolve(name);
      shared.signal.addEventListener("abort", () => reject(new Error("given up")));
    });
  const end = new Cancellation();
  const first = failure(flights.share("key", session(0, end), read("first")));
  const second = flights.share("key", session(0), read("second"));
  end.abort(new Error("gone"));
  expect(await first).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  expect(await second).toBe("second");
  expect(asked).toEqual(["first", "second"]);
});
