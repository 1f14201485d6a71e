import { type Ask, Call, compose, type Layer, watched, type Watcher } from "../../src/upstream/layers/layer.js";
import { ask as request, session } from "./support/session.js";

describe("the layers of a list", () => {
  const heard: string[] = [];
  const named =
    (name: string): Layer =>
    async (call, next) => {
      heard.push(`into ${name}`);
      const result = await next(call);
      heard.push(`out of ${name}`);
      return result;
    };
  const twice: Layer = async (call, next) => {
    await next(call);
    return next(call);
  };
  const refusing: Layer = () => Promise.reject(new Error("refused"));
  const call = new Call(request, session(0), ({ text }) => text);
  const last: Ask = ({ parse }) => {
    heard.push("sent");
    const facts = { status: 200, headers: {}, mediaType: "", receivedAt: 0, requestId: undefined, framed: true };
    return Promise.resolve(parse({ ...facts, text: "fine" }));
  };

  beforeEach(() => heard.splice(0));

  it("stand around each other in their order, the first outermost", async () => {
    expect(await compose([named("a"), named("b")], last)(call)).toBe("fine");
    expect(heard).toEqual(["into a", "into b", "sent", "out of b", "out of a"]);
  });

  it("may pass a call on twice, or not at all", async () => {
    await compose([twice, named("b")], last)(call);
    expect(heard.filter((word) => word === "sent")).toHaveLength(2);
    heard.splice(0);
    await expect(compose([named("a"), refusing, named("b")], last)(call)).rejects.toThrow("refused");
    expect(heard).toEqual(["into a"]);
  });

  it("may only look on: they hear of a call's end in the opposite order, with the error of one that failed", async () => {
    const watching =
      (name: string): Watcher =>
      () => {
        heard.push(`into ${name}`);
        return (error) => heard.push(`out of ${name}${error instanceof Error ? `: ${error.message}` : ""}`);
      };
    const judge: Watcher = () => undefined;
    const stopping: Watcher = () => {
      throw new Error("stopped");
    };
    expect(await compose([watched(watching("a"), judge, watching("b"))], last)(call)).toBe("fine");
    expect(heard).toEqual(["into a", "into b", "sent", "out of b", "out of a"]);
    heard.splice(0);
    await expect(compose([watched(watching("a")), refusing], last)(call)).rejects.toThrow("refused");
    expect(heard).toEqual(["into a", "out of a: refused"]);
    heard.splice(0);
    // Whom a call does not come to does not hear of its end.
    await expect(compose([watched(watching("a"), stopping, watching("b"))], last)(call)).rejects.toThrow("stopped");
    expect(heard).toEqual(["into a", "out of a: stopped"]);
  });

  it("know the answer to the request under way, and none to the next", () => {
    const wire = { method: "GET", target: { origin: "", host: "", path: "/", query: [] }, headers: {} } as const;
    call.wire = wire;
    call.answer = { status: 401, requestId: undefined, receivedAt: 0, date: undefined, fault: undefined };
    call.wire = wire;
    expect(call.answer).toBeUndefined();
  });
});
