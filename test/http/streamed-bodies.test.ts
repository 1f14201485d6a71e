import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { pino } from "pino";
import { Listener } from "../../src/server/http/listen.js";
import { ManualPace } from "./support/manual-pace.js";

jest.setTimeout(120_000);

/** More than node takes of an answer at once, so that each waits until its caller has read. */
const PIECE = "a".repeat(65_536);
const FIRST = 200;
const LATER = 4_200;
/** A wait that is left behind, with its promises and what they call, has more. */
const BYTES_OF_A_WAIT = 200;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that are alive. */
const alive = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

describe("an answer that is written as it comes", () => {
  test("leaves nothing behind of the pieces that were read, however many", async () => {
    const bytes: number[] = [];
    const body = async function* (): AsyncGenerator<string, void, undefined> {
      for (let n = 0; n <= LATER; n += 1) {
        if (n === FIRST || n === LATER) bytes.push(alive());
        yield await Promise.resolve(PIECE);
      }
    };
    const listener = new Listener({
      handle: () => ({ status: 200, headers: { "content-type": "text/plain" }, body: body() }),
      log: pino({ level: "silent" }),
      limits: { writeTimeoutMs: 1_000, maxBufferedBytes: 1024 ** 3, maxConnections: 10 },
      closed: () => undefined,
      pace: new ManualPace(),
    });
    const answer = await fetch(await listener.listen("127.0.0.1", 0));
    let read = 0;
    for await (const chunk of answer.body ?? []) read += (chunk as Uint8Array).length;
    expect(read).toBe((LATER + 1) * PIECE.length);
    await listener.drain(0);
    const [first = 0, later = 0] = bytes;
    expect(later - first).toBeLessThan((LATER - FIRST) * BYTES_OF_A_WAIT);
  });
});
