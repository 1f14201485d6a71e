import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { CredentialsConfig } from "../../src/config/credential-settings.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import { FakeClock, tick, until } from "./support/fake-clock.js";
import { sendJson, startServer, type TestServer } from "./support/http-server.js";
import { startKeystone, type TestKeystone } from "./support/keystone.js";
import { ask, failure, kind, password, session } from "./support/session.js";

const HOUR = 3_600_000;
let clock: FakeClock;
let keystone: TestKeystone;
let server: TestServer;
let upstreams: Upstreams;
/** Tokens that the source takes; all when undefined. */
let valid: Set<string> | undefined;

const client = (name = "compute-eu", credentials: CredentialsConfig = password(keystone.url)): UpstreamClient =>
  upstreams.client({ name, region: null, endpoint: server.url, credentials }, kind);
const go = (of: UpstreamClient, signal?: AbortSignal): Promise<unknown> => of.json(ask, session(clock.now(), signal));

beforeEach(async () => {
  clock = new FakeClock();
  keystone = await startKeystone(() => clock.now());
  valid = undefined;
  server = await startServer((response, { headers }) => {
    const token = String(headers["x-auth-token"]);
    const good = valid === undefined ? keystone.issued.includes(token) : valid.has(token);
    sendJson(response, good ? 200 : 401, { token });
  });
  upstreams = createUpstreams({ clock });
});
afterEach(async () => {
  await server.close();
  await keystone.close();
  await upstreams.close();
});

describe("tokens", () => {
  it("1,000 operations at a token's expiry share exactly one login, and none sees an error", async () => {
    const each = client();
    await go(each);
    clock.advance(HOUR);
    await Promise.all(Array.from({ length: 1_000 }, () => go(each)));
    expect(keystone.issued).toHaveLength(2);
  });

  it("1,000 operations whose token the source refuses share exactly one login, and none sees an error", async () => {
    const each = client();
    await go(each);
    valid = new Set(["token-2"]);
    await Promise.all(Array.from({ length: 1_000 }, () => go(each)));
    expect(keystone.issued).toHaveLength(2);
  });

  it("are shared by sources with the same identity, and only by those", async () => {
    const other = { ...password(keystone.url), projectName: "other" } as CredentialsConfig;
    await Promise.all([go(client("a")), go(client("b")), go(client("c", other))]);
    expect(keystone.issued).toHaveLength(2);
  });

  it("are renewed before they expire, by an operation that does not wait for it", async () => {
    const each = client();
    await go(each);
    clock.advance(HOUR - 120_001);
    await go(each);
    expect(keystone.issued).toHaveLength(1);
    clock.advance(1);
    await go(each);
    expect(server.seen.at(-1)?.headers["x-auth-token"]).toBe("token-1");
    await until(() => keystone.issued.length === 2);
    for (let at = 0; at < 20; at += 1) await tick();
    await go(each);
    expect(server.seen.at(-1)?.headers["x-auth-token"]).toBe("token-2");
    expect(keystone.issued).toHaveLength(2);
  });

  it("are not renewed while nobody asks", async () => {
    await go(client());
    clock.advance(10 * HOUR);
    await tick();
    expect(keystone.issued).toHaveLength(1);
  });

  it("live as long as their own clock says, however wrong ours is", async () => {
    const theirs = clock.now() - 5 * HOUR;
    keystone.handler = (response) => {
      keystone.issued.push("token-1");
      const [issued_at, expires_at] = [theirs, theirs + HOUR].map((time) => new Date(time).toISOString());
      sendJson(response, 201, { token: { issued_at, expires_at } }, { "x-subject-token": "token-1" });
    };
    const each = client();
    await go(each);
    await go(each);
    expect(keystone.issued).toHaveLength(1);
  });

  it("a waiter that goes away does not cancel the login of the others", async () => {
    const held: (() => void)[] = [];
    const answer = keystone.handler;
    keystone.handler = (response, request, count) => held.push(() => answer(response, request, count));
    const each = client();
    const leaving = new AbortController();
    const left = failure(go(each, leaving.signal));
    const stays = go(each);
    await until(() => held.length === 1);
    leaving.abort();
    expect(await left).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    held[0]?.();
    await stays;
    expect(keystone.issued).toHaveLength(1);
  });

  it("a revoked token that is refused and taken in turn does not loop", async () => {
    const each = client();
    await go(each);
    // Nova's workers: each second request with any token is refused.
    server.handler = (response, _request, count) => sendJson(response, count % 2 === 0 ? 401 : 200, {});
    for (let at = 0; at < 10; at += 1) await go(each);
    expect(server.seen.length).toBeLessThanOrEqual(21);
  });

  it("a fresh token that is refused is UPSTREAM_REJECTED after one replay, and the next does not log in again", async () => {
    valid = new Set();
    const each = client();
    const first = await failure(go(each));
    expect(first).toMatchObject({
      code: "UPSTREAM_REJECTED",
      message: 'Source "compute-eu" refused this gateway\'s credentials.',
    });
    expect([server.seen.length, keystone.issued.length]).toEqual([2, 2]);
    for (let at = 0; at < 5; at += 1) await failure(go(each));
    expect(keystone.issued).toHaveLength(2);
    clock.advance(10_000);
    await failure(go(each));
    expect(keystone.issued).toHaveLength(3);
  });
});

describe("an identity service", () => {
  it("that refuses the account is UPSTREAM_REJECTED, and is not asked again at once: accounts get locked", async () => {
    const each = client("compute-eu", password(keystone.url, "wrong"));
    const errors = await Promise.all(Array.from({ length: 20 }, () => failure(go(each))));
    expect(errors[0]).toMatchObject({
      code: "UPSTREAM_REJECTED",
      message: 'The identity service refused the credentials of source "compute-eu".',
    });
    expect(keystone.seen).toHaveLength(1);
    await failure(go(each));
    expect(keystone.seen).toHaveLength(1);
    clock.advance(10_000);
    await failure(go(each));
    expect(keystone.seen).toHaveLength(2);
  });

  it("that is down is UPSTREAM_UNAVAILABLE, and is found again", async () => {
    const answer = keystone.handler;
    keystone.handler = (response) => sendJson(response, 503, {});
    const each = client();
    const error = await failure(clock.run(go(each), 3_000));
    expect(error).toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      message: 'The identity service of source "compute-eu" is unavailable.',
    });
    keystone.handler = answer;
    await go(each);
  });

  it("that answers something else is UPSTREAM_CONTRACT_VIOLATION", async () => {
    keystone.handler = (response) => sendJson(response, 201, { hello: 1 }, { "x-subject-token": "t" });
    expect(await failure(go(client()))).toMatchObject({ code: "UPSTREAM_CONTRACT_VIOLATION" });
    keystone.handler = (response) => sendJson(response, 201, { token: {} });
    expect(await failure(go(client("b")))).toMatchObject({ code: "UPSTREAM_CONTRACT_VIOLATION" });
  });

  it("that fails when the operation is over already troubles nobody", async () => {
    const each = client("compute-eu", password(keystone.url, "wrong"));
    const error = await failure(each.projectId(session(clock.now(), AbortSignal.abort())));
    expect(error.code).toBe("DEADLINE_EXCEEDED");
    await until(() => keystone.seen.length === 1);
    for (let at = 0; at < 20; at += 1) await tick();
  });

  it("that does not answer is UPSTREAM_TIMEOUT after ten seconds, whoever waits", async () => {
    keystone.handler = () => undefined;
    const pending = failure(go(client()));
    await until(() => keystone.seen.length === 1);
    clock.advance(10_000);
    expect(await pending).toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  });
});

describe("credentials that cannot be renewed", () => {
  it("a fixed token and Basic are not replayed", async () => {
    server.handler = (response) => sendJson(response, 401, {});
    const fixed = await failure(go(client("t", { type: "token", token: "abc" })));
    const basic = await failure(go(client("b", { type: "basic", username: "ö", password: "pw" })));
    expect([fixed.code, basic.code]).toEqual(["UPSTREAM_REJECTED", "UPSTREAM_REJECTED"]);
    expect(server.seen.map(({ headers }) => headers["x-auth-token"] ?? headers.authorization)).toEqual([
      "abc",
      `Basic ${Buffer.from("ö:pw").toString("base64")}`,
    ]);
  });
});
