import { AuditError } from "../../src/audit/errors.js";
import { HOUR, MINUTE } from "../../src/audit/window.js";
import { LoopTurns } from "../../src/fairness/loop-turns.js";
import { type InstanceControl, manualClock } from "../../sandbox/index.js";
import { type SandboxSources, startSandboxSources } from "../support/sandbox-sources.js";
import { until } from "../upstream/support/fake-clock.js";
import { appearedAt, namesIn, type Told, toldBy } from "./support/appeared.js";
import { type EventStream, subscribe } from "./support/events.js";
import { type ServedProduct, startProduct } from "./support/product.js";

const NOW = Date.UTC(2026, 10, 1, 12);
const SOURCE = "mysql-eu";
const MOST = 1_000_000_000;
const LARGE = { operations: MOST, points: MOST, upstreamCalls: MOST };

/** Turns of the event loop, some of which come when the operation's time is over. */
class LateTurns extends LoopTurns {
  /** The turn that comes too late, and those behind it, counted from now on; none at first. */
  late = { from: Infinity, count: 0 };
  /** Turns that came too late. */
  lost = 0;
  #taken = 0;

  set(from: number, count = 1): void {
    this.late = { from: this.#taken + from, count };
    this.lost = 0;
  }

  /** Turns of one operation that come in time. */
  inTime = Infinity;

  override of(...entrant: Parameters<LoopTurns["of"]>): ReturnType<LoopTurns["of"]> {
    const { turn, ...rest } = super.of(...entrant);
    let own = 0;
    return {
      ...rest,
      turn: (steps) => {
        this.#taken += 1;
        own += 1;
        const { from, count } = this.late;
        if (own <= this.inTime && (this.#taken < from || this.#taken >= from + count)) return turn(steps);
        this.lost += 1;
        return Promise.reject(
          new AuditError("DEADLINE_EXCEEDED", "The operation's time is over.", { retryable: true }),
        );
      },
    };
  }
}

describe("a subscription one of whose readings runs out of time", () => {
  let turns: LateTurns;
  let sources: SandboxSources;
  let product: ServedProduct;
  let instance: InstanceControl;
  let stream: EventStream;

  const clock = manualClock(NOW);
  const rate = { known: LARGE, anonymous: LARGE, byAddress: true, trustedProxies: [] };
  const begin = async (intervalMs: number): Promise<void> => {
    const live = { intervalMs, maxSubscribers: 3 };
    const only = [sources.source(SOURCE)];
    product = await startProduct({
      sources: only,
      clock,
      live,
      turns,
      rate,
      close: () => Promise.resolve(),
    });
    stream = await subscribe(product.baseUrl, appearedAt(SOURCE));
    await stream.next();
  };
  const end = async (): Promise<void> => {
    stream.leave();
    await product.stop();
  };
  /** Of its caller's minute, by the heads of answers, each of which counts as an operation without points. */
  const used = async (): Promise<{ readonly readings: number; readonly points: number }> => {
    for (let asked = 1; ; asked += 1) {
      const { headers } = await product.ask("{ __typename }");
      const [operations = 0, points = 0] = [...(headers.get("ratelimit") ?? "").matchAll(/r=(\d+)/g)].map(
        ([, left]) => MOST - Number(left),
      );
      // What a reading took is counted when it is over: its event may be here before that.
      if (points > 0) return { readings: operations - asked, points };
    }
  };

  const append = (name: string): void => void instance.append({ name, begin: NOW - MINUTE - HOUR, end: NOW - MINUTE });

  beforeEach(async () => {
    sources = await startSandboxSources({ clock });
    const database = sources.sandbox.control.database(SOURCE);
    for (const id of database.ids()) database.removeInstance(id);
    instance = database.createInstance({ name: "live", files: [] });
    turns = new LateTurns();
    await begin(20);
  });
  afterEach(async () => {
    await end();
    await sources.stop();
  });

  // A reading takes its turns before it begins, while it reads, and where its list is written.
  test("is not ended by it, wherever it stood: the next reading tells its news", async () => {
    const heard: string[] = [];
    for (let at = 1; at <= 12; at += 1) {
      turns.set(at);
      append(`file ${at}`);
      // Where it struck within the source's list, an event says so in its coverage, and holds no record.
      for (let event: Told | undefined; !event?.data?.auditRecordAppeared?.nodes.length;) {
        const sent = await stream.next();
        event = toldBy(sent);
        expect(event.errors).toBeUndefined();
        heard.push(...namesIn(sent));
      }
      await until(() => turns.lost === 1);
    }
    expect(heard).toEqual(Array.from({ length: 12 }, (_, i) => `file ${i + 1}`));
  });

  test("ends with the third in a row, and says so", async () => {
    turns.set(1, Infinity);
    let last = toldBy(await stream.next());
    // One that was at work in the source's list tells so in its coverage first.
    while (last.errors === undefined) last = toldBy(await stream.next());
    expect(last.errors.map(({ extensions }) => extensions.code)).toEqual(["DEADLINE_EXCEEDED"]);
    expect(turns.lost).toBeGreaterThanOrEqual(3);
    expect((await stream.next())?.event).toBe("complete");
  });

  test("counts each of its readings in its caller's minute: those that tell nothing, and those that came to nothing", async () => {
    turns.inTime = 1;
    while ((await stream.next()) !== undefined);
    turns.inTime = Infinity;
    const { readings, points } = await used();
    await end();
    // One reading, and what it costs.
    await begin(24 * HOUR);
    const one = await used();
    expect([one.readings, one.points > 0]).toEqual([1, true]);
    expect([readings > 3, points]).toEqual([true, readings * one.points]);
  });
});
