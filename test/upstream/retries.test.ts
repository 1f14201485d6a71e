import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import { FAILURES_TO_OPEN } from "../../src/upstream/layers/breaker.js";
import { FakeClock, until } from "./support/fake-clock.js";
import { sendJson, startServer, type Handler, type TestServer } from "./support/http-server.js";
import { ask, basic, failure, kind, session } from "./support/session.js";

const TIMEOUT = 60_000;
let clock: FakeClock;
let server: TestServer;
let upstreams: Upstreams;
let client: UpstreamClient;

const status =
  (code: number, headers = {}): Handler =>
  (response) =>
    sendJson(response, code, {}, headers);
const fails = (times: number, first: Handler): void => {
  server.handler = (response, request, count) =>
    count <= times ? first(response, request, count) : sendJson(response, 200, { fine: true });
};
/** Waits for retries pass at once; the per-try timeout does not. */
const run = <T>(work: Promise<T>): Promise<T> => clock.run(work, TIMEOUT);

beforeEach(async () => {
  clock = new FakeClock();
  server = await startServer(status(200));
  upstreams = createUpstreams({ clock, random: () => 0.5 });
  const options = { name: "lb", region: null, endpoint: server.url, credentials: basic, timeoutMs: TIMEOUT };
  client = upstreams.client(options, kind);
});
afterEach(async () => {
  await server.close();
  await upstreams.close();
});

describe("retries", () => {
  it.each([
    ["500", status(500)],
    ["502", status(502)],
    ["503", status(503)],
    ["429", status(429)],
    ["JSON cut short", (response) => response.writeHead(200, { "content-type": "application/json" }).end("{")],
    ["a dropped connection", (response) => response.destroy()],
  ] satisfies [string, Handler][])("GET is tried again after %s", async (_name, handler) => {
    fails(1, handler);
    const { body } = await run(client.json(ask, session(clock.now())));
    expect(body).toEqual({ fine: true });
  });

  it.each([400, 401, 403, 404, 409, 301])("GET is not tried again after %d", async (code) => {
    server.handler = status(code);
    await failure(run(client.json(ask, session(clock.now()))));
    expect(server.seen).toHaveLength(1);
  });

  it("POST is never tried again", async () => {
    server.handler = status(503);
    await failure(run(client.json({ ...ask, method: "POST", json: {} }, session(clock.now()))));
    expect(server.seen).toHaveLength(1);
  });

  it("end after six, with what the source said last", async () => {
    server.handler = status(503);
    const error = await failure(run(client.json(ask, session(clock.now()))));
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true, detail: "HTTP 503" });
    expect(server.seen).toHaveLength(7);
    expect(clock.slept.filter((ms) => ms !== TIMEOUT)).toEqual([50, 100, 200, 400, 500, 500]);
  });

  it.each([0, 1, 4])("end after %d where the source's maxRetries says so", async (maxRetries) => {
    server.handler = status(503);
    const options = { name: "few", endpoint: server.url, credentials: basic, timeoutMs: TIMEOUT, maxRetries };
    const error = await failure(run(upstreams.client(options, kind).json(ask, session(clock.now()))));
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
    expect(server.seen).toHaveLength(1 + maxRetries);
  });

  it("wait as long as Retry-After says", async () => {
    fails(1, status(429, { "retry-after": "4" }));
    await run(client.json(ask, session(clock.now())));
    expect(clock.slept.filter((ms) => ms !== TIMEOUT)).toEqual([4_000]);
  });

  it("are given up where Retry-After reaches past the deadline, and the caller is told when", async () => {
    server.handler = status(503, { "retry-after": "300" });
    const error = await failure(run(client.json(ask, session(clock.now()))));
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryAfterMs: 300_000 });
    server.handler = status(413, { "retry-after": new Date(clock.now() + 60_000).toUTCString() });
    const limited = await failure(run(client.json(ask, session(clock.now()))));
    expect(limited).toMatchObject({ code: "UPSTREAM_RATE_LIMITED", retryAfterMs: 60_000 });
    expect(server.seen).toHaveLength(2);
  });

  it("end with the operation, in the middle of a wait", async () => {
    server.handler = status(503, { "retry-after": "5" });
    const operation = new AbortController();
    const pending = failure(client.json(ask, session(clock.now(), operation.signal)));
    await until(() => clock.slept.includes(5_000));
    operation.abort();
    expect(await pending).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(client.stats()).toMatchObject({ inFlight: 0, queued: 0 });
  });
});

describe("a source that stays down", () => {
  it("is asked no more than its budget and its breaker let through, and is found again by one probe", async () => {
    server.handler = status(503);
    const asked = Array.from({ length: 40 }, () => failure(client.json(ask, session(clock.now()))));
    const results = await run(Promise.all(asked));
    expect(new Set(results.map(({ code }) => code))).toEqual(new Set(["UPSTREAM_UNAVAILABLE"]));
    // Those in flight when the breaker opened are over; the rest never reached the source.
    expect(server.seen.length).toBeLessThan(FAILURES_TO_OPEN + 16);
    expect(client.stats().breaker).not.toBe("closed");
    expect(client.health()).toBe("UNAVAILABLE");

    const before = server.seen.length;
    clock.advance(60_000);
    const waiting: (() => void)[] = [];
    server.handler = (response) => waiting.push(() => sendJson(response, 200, { fine: true }));
    const probe = client.json(ask, session(clock.now()));
    await until(() => waiting.length === 1);
    const refused = await failure(client.json(ask, session(clock.now())));
    expect(refused).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryAfterMs: 1_000 });
    waiting[0]?.();
    await probe;
    expect(server.seen).toHaveLength(before + 1);
    expect(client.stats().breaker).toBe("closed");
  });

  it("is not left alone for answers that are refusals or a single period's 500", async () => {
    for (const code of [400, 403, 404, 429, 500]) {
      server.handler = status(code);
      for (let at = 0; at < FAILURES_TO_OPEN; at += 1) {
        await failure(client.json({ ...ask, method: "POST" }, session(clock.now())));
      }
    }
    expect(client.stats().breaker).toBe("closed");
  });
});
