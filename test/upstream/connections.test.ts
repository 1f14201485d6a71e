import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import type { UpstreamOptions } from "../../src/upstream/options.js";
import { FakeClock, until } from "./support/fake-clock.js";
import { sendJson, startServer } from "./support/http-server.js";
import { ask, basic, failure, kind, session } from "./support/session.js";

const post = { ...ask, method: "POST" } as const;
const clock = new FakeClock();
let upstreams: Upstreams;

const client = (options: Partial<UpstreamOptions>): UpstreamClient =>
  upstreams.client({ name: "lb", region: null, credentials: basic, ...options }, kind);

beforeEach(() => {
  upstreams = createUpstreams({ clock, random: () => 0 });
});
afterEach(() => upstreams.close());

/** A server of bytes: what node:http would never send. */
const raw = async (answer: (socket: Socket, count: number) => void): Promise<{ url: string; server: Server }> => {
  let count = 0;
  const bytes = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => answer(socket, (count += 1)));
  });
  await new Promise<void>((resolve) => bytes.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(bytes.address() as AddressInfo).port}`, server: bytes };
};

const BODY = '{"fine":true}';
const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

describe("connections", () => {
  it("closed silently after each answer, as uwsgi does, are no error", async () => {
    const { url, server: bytes } = await raw((socket) => {
      socket.write(`${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`);
      // Closed only when the client has had time to think it idle.
      setImmediate(() => socket.destroy());
    });
    const each = client({ endpoint: url, maxConcurrency: 1 });
    for (let at = 0; at < 20; at += 1) await each.json(ask, session(clock.now()));
    expect(each.health()).toBe("HEALTHY");
    bytes.close();
  });

  it("dropped at their second request are repeated for GET, at once and without a retry", async () => {
    const served = new WeakSet<Socket>();
    const { url, server: bytes } = await raw((socket) => {
      if (served.has(socket)) socket.destroy();
      else socket.write(`${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`);
      served.add(socket);
    });
    const slept = clock.slept.length;
    const each = client({ endpoint: url, maxConcurrency: 1, timeoutMs: 3_000 });
    for (let at = 0; at < 5; at += 1) await each.json(ask, session(clock.now()));
    expect(clock.slept.slice(slept).every((ms) => ms === 3_000)).toBe(true);
    bytes.close();
  });

  it("whose end is the body's end need no Content-Length", async () => {
    const { url, server: bytes } = await raw((socket) => socket.end(`${HEAD}\r\n${BODY}`));
    expect((await client({ endpoint: url }).json(ask, session(clock.now()))).body).toEqual({ fine: true });
    bytes.close();
  });

  it("whose end is the body's end may be cut: an empty body is UPSTREAM_UNAVAILABLE", async () => {
    const { url, server: bytes } = await raw((socket) => socket.end(`${HEAD}\r\n`));
    const error = await failure(client({ endpoint: url }).json(post, session(clock.now())));
    expect(error.code).toBe("UPSTREAM_UNAVAILABLE");
    bytes.close();
  });

  it("with Connection: close are used once", async () => {
    const server = await startServer((response) => sendJson(response, 200, {}, { connection: "close" }));
    const each = client({ endpoint: server.url });
    for (let at = 0; at < 5; at += 1) await each.json(ask, session(clock.now()));
    await until(() => server.sockets.size === 0);
    await server.close();
  });

  it("that are not there in time are not waited for", async () => {
    const held: Socket[] = [];
    // Never says a word, so that the TLS handshake has no end.
    const mute = createServer((socket) => void held.push(socket.on("error", () => undefined)));
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const endpoint = `https://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const pending = failure(client({ endpoint, timeoutMs: 700 }).json(post, session(clock.now())));
    await until(() => held.length === 1);
    clock.advance(700);
    expect(await pending).toMatchObject({ code: "UPSTREAM_TIMEOUT" });
    for (const socket of held) socket.destroy();
    mute.close();
  });
});
