import { Cancellation } from "../../src/audit/session.js";
import { createTokenValidator, identityClient, TokenValidator } from "../../src/upstream/token-validation.js";
import type { ValidToken } from "../../src/upstream/token-validation.js";
import { createUpstreams, sourceConfig, type Upstreams } from "../support/upstreams.js";
import { FakeClock, tick, until } from "./support/fake-clock.js";
import { sendJson, startServer, type TestServer } from "./support/http-server.js";
import { failure } from "./support/session.js";

/** What docs/access.md and SECURITY.md promise of a flood of tokens. */
const AT_ONCE = 8;
const WAITING = 256;
const MOST_VALID = 10_000;
const MOST_UNKNOWN = 1_000;

const never = new Cancellation();

describe("questions about callers' tokens", () => {
  const clock = new FakeClock();
  let keystone: TestServer;
  let upstreams: Upstreams;
  let held: (() => void)[];

  beforeEach(async () => {
    held = [];
    keystone = await startServer((response) => {
      held.push(() => sendJson(response, 404, { error: { code: 404 } }));
    });
    upstreams = createUpstreams({ clock });
  });
  afterEach(async () => {
    await keystone.close();
    await upstreams.close();
  });

  it("are asked eight at once; 256 wait, and one more is refused without a word of it to Keystone", async () => {
    const credentials = { type: "token", token: "the-service-account" } as const;
    const client = identityClient(upstreams, { ...sourceConfig({ credentials }), authUrl: `${keystone.url}/v3` });
    const validator = createTokenValidator(client, [], clock);
    const asked = Array.from({ length: AT_ONCE + WAITING }, async (_, i) => validator.validate(`made-up-${i}`, never));
    await until(() => held.length === AT_ONCE);
    const refused = await failure(validator.validate("one-too-many", never));
    expect(refused).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
    expect(keystone.seen).toHaveLength(AT_ONCE);
    // All others are answered, never more than eight at once.
    let most = 0;
    const all = Promise.all(asked);
    let isOver = false;
    void all.then(() => (isOver = true));
    while (!(isOver as boolean)) {
      most = Math.max(most, held.length);
      for (const answer of held.splice(0)) answer();
      await tick();
    }
    expect([most <= AT_ONCE, new Set(await all), keystone.seen.length]).toEqual([
      true,
      new Set([null]),
      AT_ONCE + WAITING,
    ]);
  });
});

test("two tokens of 32 kB together are too much for a server that takes 64 kB of headers, and no other is judged by it", async () => {
  // Node itself answers 431.
  const server = await startServer((response) => sendJson(response, 404, {}), 65_536);
  const upstreams = createUpstreams({});
  const credentials = { type: "token", token: "s".repeat(32_768) } as const;
  const client = identityClient(upstreams, { ...sourceConfig({ credentials }), authUrl: `${server.url}/v3` });
  const validator = createTokenValidator(client);
  const asked = () => failure(validator.validate("c".repeat(32_768), never));
  expect(await asked()).toMatchObject({ code: "UPSTREAM_REJECTED", retryable: false, detail: "HTTP 431" });
  // Not kept: the limit may be raised.
  expect(await asked()).toMatchObject({ code: "UPSTREAM_REJECTED" });
  expect([client.health(), client.stats().breaker]).toEqual(["UNKNOWN", "closed"]);
  expect(await validator.validate("c".repeat(1_000), never)).toBeNull();
  await upstreams.close();
  await server.close();
});

describe("what is kept of callers' tokens", () => {
  const clock = new FakeClock();
  const valid: ValidToken = {
    roles: [],
    project: undefined,
    userId: "u",
    subject: "user:u",
    expiresAt: clock.now() + 3_600_000,
  };
  let asked: string[];
  let validator: TokenValidator;
  const all = async (prefix: string, count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) await validator.validate(`${prefix}${i}`, never);
  };
  /** Is it asked about anew? */
  const isForgotten = async (token: string): Promise<boolean> => {
    const before = asked.length;
    await validator.validate(token, never);
    return asked.length > before;
  };

  beforeEach(() => {
    asked = [];
    validator = new TokenValidator((token) => {
      asked.push(token);
      return Promise.resolve(token.startsWith("good") ? valid : null);
    }, clock);
  });

  it("are ten thousand valid ones at most, and no flood of unknown ones drives any of them out", async () => {
    await all("good-", MOST_VALID);
    await all("bad-", 2 * MOST_UNKNOWN);
    expect(await isForgotten("good-0")).toBe(false);
    await validator.validate("good-one-more", never);
    expect(await isForgotten("good-1")).toBe(true);
  });

  it("are a thousand unknown ones at most", async () => {
    await all("bad-", MOST_UNKNOWN);
    expect(await isForgotten("bad-0")).toBe(false);
    await validator.validate("bad-one-more", never);
    expect(await isForgotten("bad-1")).toBe(true);
  });
});
