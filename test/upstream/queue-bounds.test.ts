import { setMaxListeners } from "node:events";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import { tick, until } from "./support/fake-clock.js";
import { startServer, type TestServer } from "./support/http-server.js";
import { ask, basic, failure, kind, session } from "./support/session.js";

/* The figures of docs/operating.md, "Fair shares", for a source that is configured without figures of its own. */
const IN_FLIGHT = 8;
const OF_AN_OPERATION = 1_024;
const OF_A_CALLER = 1_536;
const OF_ALL = 2_048;

describe("a source of which nothing is said", () => {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  let server: TestServer;
  let upstreams: Upstreams;
  let client: UpstreamClient;
  const begun: Promise<unknown>[] = [];

  beforeAll(async () => {
    server = await startServer(() => undefined);
    upstreams = createUpstreams();
    // Nothing is answered in this test, and no try may end before it.
    const options = { name: "s", region: null, endpoint: server.url, credentials: basic, timeoutMs: 600_000 };
    client = upstreams.client(options, kind);
  });
  afterAll(async () => {
    over.abort();
    await Promise.allSettled(begun);
    await server.close();
    await upstreams.close();
  });

  const one = (caller: string, moment: number): Promise<unknown> => {
    const asking = session(Date.now(), over.signal, caller);
    return client.json(ask, { ...asking, moment });
  };
  const begin = async (count: number, caller: string, moment: number): Promise<void> => {
    const before = client.stats().queued;
    for (let i = 0; i < count; i += 1) begun.push(one(caller, moment).catch(() => undefined));
    await until(() => client.stats().queued + client.stats().inFlight >= before + count);
    await tick();
  };

  /** It takes the last place of who has the most, so that the bound stays. */
  const oneMore = async (caller: string, moment: number): Promise<void> => {
    begun.push(one(caller, moment).catch(() => undefined));
    await tick();
    await tick();
  };

  it("has 8 requests in flight; 1,024 of an operation wait, 1,536 of a caller, 2,048 of all", async () => {
    await begin(IN_FLIGHT, "first", 1);
    await until(() => server.seen.length === IN_FLIGHT);
    await begin(OF_AN_OPERATION, "first", 1);
    expect(client.stats()).toMatchObject({ inFlight: IN_FLIGHT, queued: OF_AN_OPERATION });
    expect((await failure(one("first", 1))).message).toMatch(/^Too many requests of this operation wait/);

    await begin(OF_A_CALLER - OF_AN_OPERATION, "first", 2);
    expect(client.stats().queued).toBe(OF_A_CALLER);
    await oneMore("first", 2);
    expect(client.stats().queued).toBe(OF_A_CALLER);

    await begin(OF_ALL - OF_A_CALLER, "second", 3);
    expect(client.stats()).toMatchObject({ inFlight: IN_FLIGHT, queued: OF_ALL });
    await oneMore("third", 4);
    expect([client.stats().queued, server.seen.length]).toEqual([OF_ALL, IN_FLIGHT]);
  });
});
