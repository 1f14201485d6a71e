import { type CallCounts, CallsSpent, type Session } from "../../src/audit/session.js";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import { FakeClock, until } from "./support/fake-clock.js";
import { sendJson, startServer, type TestServer } from "./support/http-server.js";
import { ask, basic, failure, kind, session } from "./support/session.js";

const TIMEOUT = 60_000;
const FINE = { fine: true };

describe("an operation with planned calls", () => {
  let clock: FakeClock;
  let server: TestServer;
  let upstreams: Upstreams;
  let client: UpstreamClient;

  beforeEach(async () => {
    clock = new FakeClock();
    server = await startServer((response) => sendJson(response, 200, FINE));
    upstreams = createUpstreams({ clock, random: () => 0.5 });
    const options = { name: "lb", region: null, endpoint: server.url, credentials: basic, timeoutMs: TIMEOUT };
    client = upstreams.client(options, kind);
  });
  afterEach(async () => {
    await server.close();
    await upstreams.close();
  });

  const operation = (planned: number): Session & { calls: CallCounts } => ({
    ...session(clock.now()),
    calls: { planned, made: 0, deduplicated: 0 },
  });
  const read = (asking: Session): Promise<unknown> =>
    clock.run(
      client.json(ask, asking).then(({ body }) => body),
      TIMEOUT,
    );

  it("sends no more of them, whoever asks, and says what to do", async () => {
    const asking = operation(2);
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => read(asking)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "fulfilled", "rejected", "rejected"]);
    expect([server.seen.length, asking.calls.made]).toEqual([2, 2]);
    const error = await failure(read(asking));
    expect(error).toBeInstanceOf(CallsSpent);
    expect(error).toMatchObject({ code: "QUERY_TOO_COMPLEX", retryable: true, source: "lb" });
    expect(error.message).toMatch(/made the 2 calls .* source "lb" .* endCursor/);
  });

  it("says nothing of the source's health by it", async () => {
    const asking = operation(1);
    await read(asking);
    for (let i = 0; i < 30; i += 1) await failure(read(asking));
    expect([client.health(), client.stats().breaker]).toEqual(["HEALTHY", "closed"]);
    expect(await read(operation(1))).toEqual(FINE);
  });

  it("does not count what an open breaker keeps from being sent", async () => {
    server.handler = (response) => sendJson(response, 503, {});
    const asking = operation(100);
    while (client.stats().breaker === "closed") await failure(read(asking));
    const sent = server.seen.length;
    expect(asking.calls.made).toBe(sent);
    // The pause is over after a second; nothing here lets it pass.
    const stopped = await failure(client.json(ask, asking));
    expect(stopped).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", detail: "breaker open" });
    expect([server.seen.length, asking.calls.made]).toEqual([sent, sent]);
  });

  it("makes no retry beyond them: a page that lacks only that ends, and goes on later", async () => {
    server.handler = (response) => sendJson(response, 503, {});
    const asking = operation(3);
    expect(await failure(read(asking))).toMatchObject({ code: "QUERY_TOO_COMPLEX", retryable: true });
    expect([server.seen.length, asking.calls.made]).toEqual([3, 3]);
    // Two waits, and none for a retry that would not be made.
    expect(clock.slept.filter((ms) => ms < TIMEOUT)).toHaveLength(2);
  });

  it("makes none either where another read takes the last call while a retry waits", async () => {
    server.handler = (response) => sendJson(response, 503, {});
    const asking = operation(2);
    const waiting = failure(client.json(ask, asking));
    await until(() => clock.slept.some((ms) => ms < TIMEOUT));
    const other = failure(client.json(ask, asking));
    await until(() => asking.calls.made === 2);
    expect(await clock.run(Promise.all([waiting, other]), TIMEOUT)).toMatchObject([
      { code: "QUERY_TOO_COMPLEX" },
      { code: "QUERY_TOO_COMPLEX" },
    ]);
    expect(server.seen).toHaveLength(2);
  });

  describe("that shares another operation's read", () => {
    const share = (asking: Session): Promise<unknown> =>
      client.cache.share(["thing"], asking, (shared) => client.json(ask, shared).then(({ body }) => body));

    /** A read is under way; of the two that ask meanwhile the first pays for the next, and the second shares it. */
    const shareNext = (payer: Promise<unknown>, guest: Promise<unknown>, first: Promise<unknown>) =>
      clock.run(Promise.all([payer, guest, first]), TIMEOUT);

    it("asks for itself where the other has no calls left", async () => {
      const [first, poor, rich] = [share(operation(1)), operation(0), operation(1)];
      const [refused, answer] = await shareNext(failure(share(poor)), share(rich), first);
      expect([refused, answer]).toMatchObject([{ code: "QUERY_TOO_COMPLEX" }, FINE]);
      expect([poor.calls.made, rich.calls.made, rich.calls.deduplicated]).toEqual([0, 1, 0]);
    });

    it("tries again for itself what the other could not afford to try again", async () => {
      server.handler = (response, _request, count) => sendJson(response, count === 2 ? 503 : 200, FINE);
      const [first, poor, rich] = [share(operation(1)), operation(1), operation(1)];
      const [failed, answer] = await shareNext(failure(share(poor)), share(rich), first);
      expect([failed, answer]).toMatchObject([{ code: "QUERY_TOO_COMPLEX" }, FINE]);
      expect([poor.calls.made, rich.calls.made]).toEqual([1, 1]);
    });

    it("is told of its own calls where it has none left either", async () => {
      const [first, poor] = [share(operation(1)), failure(share(operation(0)))];
      const [, error] = await shareNext(
        poor,
        failure(share({ ...operation(7), calls: { planned: 7, made: 7, deduplicated: 0 } })),
        first,
      );
      expect(error).toMatchObject({ code: "QUERY_TOO_COMPLEX", message: expect.stringContaining("7 calls") as string });
    });

    it("pays nothing for it otherwise", async () => {
      const [first, payer, guest] = [share(operation(1)), operation(1), operation(0)];
      expect(await shareNext(share(payer), share(guest), first)).toEqual([FINE, FINE, FINE]);
      expect([payer.calls.made, guest.calls.made, guest.calls.deduplicated]).toEqual([1, 0, 1]);
    });
  });
});
