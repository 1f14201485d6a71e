import type { Turn } from "../../src/audit/session.js";
import { Call, compose, type Layer, type Send } from "../../src/upstream/layers/layer.js";
import { ask as request, session } from "./support/session.js";

describe("the layers of a list", () => {
  const heard: string[] = [];
  const saidOf = (error: unknown): string => (error instanceof Error ? `: ${error.message}` : "");
  const named =
    (name: string): Layer =>
    () => {
      heard.push(`into ${name}`);
      return (error) => {
        heard.push(`out of ${name}${saidOf(error)}`);
        return undefined;
      };
    };
  const waiting = (layer: Layer): Layer => {
    return async (call) => {
      await Promise.resolve();
      return layer(call);
    };
  };
  const judge: Layer = () => undefined;
  const stopping: Layer = () => {
    throw new Error("stopped");
  };
  const call = new Call(request, session(0), ({ text }) => text);
  const answer = { status: 200, headers: {}, mediaType: "", receivedAt: 0, requestId: undefined, framed: true };
  const last: Send = ({ parse }, landed) => {
    heard.push("sent");
    landed.resolve(parse({ ...answer, text: "fine" }));
  };
  /** Fails so many times first. */
  const failing = (times: number): Send => {
    let failed = 0;
    return (sent, landed) => {
      if (failed === times) {
        last(sent, landed);
        return;
      }
      failed += 1;
      heard.push("failed");
      landed.reject(new Error(`failure ${failed}`));
    };
  };
  /** Sends again what failed, at once or after a wait, so often at most. */
  const again =
    (times: number, waits = false): Layer =>
    () => {
      let sent = 0;
      return (error) => {
        if (error === undefined || sent === times) return undefined;
        sent += 1;
        return waits ? Promise.resolve(true) : true;
      };
    };

  beforeEach(() => heard.splice(0));

  it("stand around each other in their order, the first outermost", async () => {
    for (const layers of [
      [named("a"), judge, named("b")],
      [waiting(named("a")), waiting(judge), named("b")],
      [named("a"), waiting(named("b"))],
    ]) {
      heard.splice(0);
      expect(await compose(layers, last)(call)).toBe("fine");
      expect(heard).toEqual(["into a", "into b", "sent", "out of b", "out of a"]);
    }
  });

  it("make a call wait for nothing that is at hand", () => {
    void compose([named("a"), named("b")], last)(call);
    expect(heard).toEqual(["into a", "into b", "sent", "out of b", "out of a"]);
  });

  it("are left behind before the answer's turn comes, and without it the call ends as the turn does", async () => {
    let come = (_error?: Error): void => undefined;
    const asked: (number | undefined)[] = [];
    const turn: Turn = (steps) => {
      asked.push(steps);
      return new Promise((resolve, reject) => (come = (error) => (error ? reject(error) : resolve())));
    };
    const inTurn = () => compose([named("a")], last)(new Call(request, { ...session(0), turn }, ({ text }) => text));
    const whole = inTurn();
    expect(heard).toEqual(["into a", "sent", "out of a"]);
    come();
    expect(await whole).toBe("fine");
    const ended = inTurn();
    come(new Error("over"));
    await expect(ended).rejects.toThrow("over");
    // It was counted when it was sent.
    expect(asked).toEqual([0, 0]);
  });

  it("may send a call once more through the layers behind, at once or after a wait", async () => {
    for (const waits of [false, true]) {
      heard.splice(0);
      expect(await compose([named("a"), again(2, waits), named("b")], failing(1))(call)).toBe("fine");
      expect(heard).toEqual([
        "into a",
        "into b",
        "failed",
        "out of b: failure 1",
        "into b",
        "sent",
        "out of b",
        "out of a",
      ]);
    }
    heard.splice(0);
    await expect(compose([named("a"), again(1)], failing(3))(call)).rejects.toThrow("failure 2");
    expect(heard).toEqual(["into a", "failed", "failed", "out of a: failure 2"]);
  });

  it("may stop a call: whom it came to hears why, and whom it did not come to hears nothing", async () => {
    for (const stop of [stopping, waiting(stopping)]) {
      heard.splice(0);
      await expect(compose([named("a"), stop, named("b")], last)(call)).rejects.toThrow("stopped");
      expect(heard).toEqual(["into a", "out of a: stopped"]);
    }
    const broken: Send = () => {
      throw new Error("not sent");
    };
    heard.splice(0);
    await expect(compose([named("a")], broken)(call)).rejects.toThrow("not sent");
    expect(heard).toEqual(["into a", "out of a: not sent"]);
  });

  it("may put another error in the place of the one that they hear", async () => {
    const replacing =
      (waits: boolean): Layer =>
      () =>
      (error) => {
        const replaced = new Error(`in place of ${saidOf(error).slice(2)}`);
        if (waits) return Promise.reject(replaced);
        throw replaced;
      };
    for (const waits of [false, true]) {
      const asked = compose([named("a"), replacing(waits), named("b")], failing(1))(call);
      await expect(asked).rejects.toThrow("in place of failure 1");
      expect(heard.splice(0).at(-1)).toBe("out of a: in place of failure 1");
    }
  });

  it("know the answer to the request under way, and none to the next", () => {
    const wire = { method: "GET", target: { origin: "", host: "", path: "/", query: [] }, headers: {} } as const;
    call.wire = wire;
    call.answer = { status: 401, requestId: undefined, receivedAt: 0, date: undefined, fault: undefined };
    call.wire = wire;
    expect(call.answer).toBeUndefined();
  });
});
