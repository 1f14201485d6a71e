import { Cancellation } from "../../src/audit/session.js";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import { FAILURES_TO_OPEN } from "../../src/upstream/layers/breaker.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import { FakeClock } from "./support/fake-clock.js";
import { sendJson, startServer, type TestServer } from "./support/http-server.js";
import { ask, failure, kind, session } from "./support/session.js";

const never = new Cancellation();
const GOOD = "good";

describe("callers whose own tokens a source refuses", () => {
  let clock: FakeClock;
  let server: TestServer;
  let upstreams: Upstreams;
  let client: UpstreamClient;
  /** What the source does with a good token. */
  let served: number;

  beforeEach(async () => {
    served = 200;
    clock = new FakeClock();
    server = await startServer((response, { headers }) => {
      const token = headers["x-auth-token"];
      sendJson(response, token === GOOD ? served : token === "poor" ? 403 : 401, {});
    });
    upstreams = createUpstreams({ clock, random: () => 0.5 });
    client = upstreams.client(
      { name: "docs", region: null, endpoint: server.url, credentials: { type: "forward" } },
      kind,
    );
  });
  afterEach(async () => {
    await server.close();
    await upstreams.close();
  });

  const by = (token?: string): Promise<unknown> =>
    clock.run(client.json(ask, session(clock.now(), never, token)), 3_000);
  const refuse = async (times: number, token: string): Promise<void> => {
    for (let n = 0; n < times; n += 1) await failure(by(token));
  };
  const state = (): unknown[] => [client.health(), client.stats().breaker];

  it.each(["bad", "poor", ""])("say nothing of its health (token: %p)", async (token) => {
    await refuse(50, token);
    expect(state()).toEqual(["UNKNOWN", "closed"]);
    await by(GOOD);
    expect(state()).toEqual(["HEALTHY", "closed"]);
  });

  it("are told whose permission it was that lacks", async () => {
    const error = await failure(by("poor"));
    expect(error).toMatchObject({
      code: "UPSTREAM_REJECTED",
      message: 'Source "docs" denied the caller the permission.',
    });
  });

  it("do not keep it from being left alone while it is down", async () => {
    served = 503;
    for (let n = 0; client.stats().breaker === "closed" && n < FAILURES_TO_OPEN; n += 1) {
      await failure(by(GOOD));
      // One that is refused in between has no say.
      if (client.stats().breaker === "closed") await refuse(1, "bad");
    }
    expect(state()).toEqual(["UNAVAILABLE", "open"]);
  });

  it("do not keep others from probing it, and cannot vouch for it", async () => {
    served = 503;
    while (client.stats().breaker === "closed") await failure(by(GOOD));
    clock.advance(1_000);
    await refuse(3, "bad");
    expect(client.stats().breaker).toBe("closed");
    await failure(by(GOOD));
    expect(client.stats().breaker).toBe("open");
    clock.advance(2_000);
    await refuse(1, "bad");
    served = 200;
    await by(GOOD);
    expect(client.stats().breaker).toBe("closed");
    await refuse(1, "bad");
    served = 503;
    await failure(by(GOOD));
    expect(client.stats().breaker).toBe("closed");
  });

  it("pay for nobody's retries", async () => {
    served = 503;
    while (client.stats().breaker === "closed") await failure(by(GOOD));
    clock.advance(1_000);
    served = 200;
    await by(GOOD);
    await refuse(100, "bad");
    served = 503;
    const seen = server.seen.length;
    await failure(by(GOOD));
    expect(server.seen.length).toBe(seen + 1);
  });
});
