import type { Session } from "../../src/audit/session.js";
import { nextMoment } from "../../src/audit/walk.js";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import { tick, until } from "./support/fake-clock.js";
import { sendJson, startServer, type TestServer } from "./support/http-server.js";
import { ask, basic, failure, kind, session } from "./support/session.js";

const GREEDY = 50;

describe("a read that several wait for", () => {
  /** Answers that the source owes: the test gives them, one by one. */
  let owed: (() => void)[];
  let server: TestServer;
  let upstreams: Upstreams;
  beforeEach(async () => {
    owed = [];
    server = await startServer((response) => owed.push(() => sendJson(response, 200, {})));
    upstreams = createUpstreams();
  });
  afterEach(async () => {
    await server.close();
    await upstreams.close();
  });

  const client = (maxQueue: number): UpstreamClient =>
    upstreams.client(
      { name: "s", region: null, endpoint: server.url, credentials: basic, maxConcurrency: 1, maxQueue },
      kind,
    );
  const by = (key: string): Session => ({
    ...session(Date.now()),
    moment: nextMoment(),
    caller: { key, token: undefined, scopes: new Set() },
  });
  const read = (from: UpstreamClient, asking: Session): Promise<unknown> =>
    from.cache.share(["shared"], asking, (shared) => from.json(ask, shared));
  const answerOne = async (): Promise<void> => {
    await until(() => owed.length > 0);
    owed.shift()?.();
    await tick();
  };

  it("waits no longer than the one who waits the shortest", async () => {
    const each = client(1_000);
    const greedy = by("greedy");
    const asked = Array.from({ length: GREEDY }, () => each.json(ask, greedy));
    asked.push(read(each, greedy) as (typeof asked)[number]);
    await until(() => each.stats().queued === GREEDY);
    const answered: unknown[] = [];
    const beside = read(each, by("another")).then((answer) => answered.push(answer));
    let answers = 0;
    while (answered.length === 0) {
      await answerOne();
      answers += 1;
      await until(() => answered.length > 0 || owed.length > 0);
    }
    await beside;
    // The one that was under way, the shared read and the next, and the greedy caller's turns between them.
    expect(answers).toBeLessThanOrEqual(7);
    while (each.stats().queued + each.stats().inFlight > 0) await answerOne();
    await Promise.all(asked);
  });

  it("is made again by the others, where the one that it went out for has too many waiting", async () => {
    const each = client(8);
    const greedy = by("greedy");
    const asked = Array.from({ length: 5 }, () => each.json(ask, greedy));
    await until(() => each.stats().queued === 4);
    const refused = failure(read(each, greedy));
    const beside = read(each, by("another"));
    expect((await refused).message).toContain("requests of this operation wait");
    await until(() => each.stats().queued === 5);
    while (each.stats().queued + each.stats().inFlight > 0) await answerOne();
    await Promise.all([...asked, beside]);
  });
});
