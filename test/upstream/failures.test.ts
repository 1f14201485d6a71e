import { gzipSync } from "node:zlib";
import { AuditError } from "../../src/audit/errors.js";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import type { UpstreamClient } from "../../src/upstream/client.js";
import type { UpstreamOptions } from "../../src/upstream/options.js";
import { FakeClock, tick, until } from "./support/fake-clock.js";
import { sendJson, startServer, type Handler, type TestServer } from "./support/http-server.js";
import { ask, basic, failure, kind, session } from "./support/session.js";

const post = { ...ask, method: "POST" } as const;
let server: TestServer;
let upstreams: Upstreams;
const clock = new FakeClock();

const client = (options: Partial<UpstreamOptions> = {}): UpstreamClient =>
  upstreams.client({ name: "lb", region: null, endpoint: server.url, credentials: basic, ...options }, kind);

beforeEach(async () => {
  server = await startServer((response) => sendJson(response, 200, { fine: true }));
  upstreams = createUpstreams({ clock, random: () => 0 });
});
afterEach(async () => {
  await server.close();
  await upstreams.close();
});

/** POST is tried once, so that each failure is seen by itself. */
const outcome = (handler: Handler, options?: Partial<UpstreamOptions>): Promise<AuditError> => {
  server.handler = handler;
  return failure(client(options).json(post, session(clock.now())));
};

describe("what breaks on the way", () => {
  it("a refused connection is UPSTREAM_UNAVAILABLE", async () => {
    const gone = server.url;
    await server.close();
    const error = await failure(client({ endpoint: gone }).json(post, session(clock.now())));
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true, detail: "ECONNREFUSED" });
  });

  it("a connection closed instead of an answer is UPSTREAM_UNAVAILABLE", async () => {
    expect(await outcome((response) => response.destroy())).toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  });

  it("a body shorter than its Content-Length is UPSTREAM_UNAVAILABLE", async () => {
    const error = await outcome((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write('{"fine":');
      setTimeout(() => response.destroy(), 5);
    });
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
  });

  it("a chunked body without its last chunk is UPSTREAM_UNAVAILABLE", async () => {
    const error = await outcome((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"fine":true}');
      setTimeout(() => response.destroy(), 5);
    });
    expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
  });

  it("JSON that stops in the middle is UPSTREAM_UNAVAILABLE, even under a matching Content-Length", async () => {
    for (const text of ['{"fine":', '{"fine":"tr', '[{"a":1},', '{"fine":tru']) {
      const error = await outcome((response) => {
        response.writeHead(200, { "content-type": "application/json" }).end(text);
      });
      expect(error).toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    }
  });

  it.each([
    ["HTML", "text/html", "<html></html>"],
    ["HTML that is called JSON", "application/json", "<html></html>"],
    ["an empty body", "application/json", ""],
    ["no media type", "", "{}"],
    ["broken JSON", "application/json", '{"fine": nope}'],
  ])("%s is UPSTREAM_CONTRACT_VIOLATION", async (_name, type, text) => {
    const error = await outcome((response) => {
      response.writeHead(200, { ...(type === "" ? {} : { "content-type": type }), "content-length": text.length });
      response.end(text);
    });
    expect(error).toMatchObject({ code: "UPSTREAM_CONTRACT_VIOLATION", retryable: false });
  });

  it("a redirect is UPSTREAM_REJECTED and is not followed", async () => {
    const error = await outcome((response) => response.writeHead(302, { location: `${server.url}/elsewhere` }).end());
    expect(error).toMatchObject({ code: "UPSTREAM_REJECTED" });
    expect(server.seen).toHaveLength(1);
  });

  it("an answer over the cap is UPSTREAM_CONTRACT_VIOLATION, and the rest of it is not read", async () => {
    const error = await outcome(
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const more = (): void => {
          if (!response.destroyed) response.write("x".repeat(65_536), () => setImmediate(more));
        };
        more();
      },
      { maxResponseBytes: 100_000 },
    );
    expect(error).toMatchObject({ code: "UPSTREAM_CONTRACT_VIOLATION", detail: "body over the cap" });
    await until(() => server.sockets.size === 0);
  });

  it("a small answer that unpacks into a large one is UPSTREAM_CONTRACT_VIOLATION", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const error = await outcome(
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
      },
      { maxResponseBytes: 100_000 },
    );
    expect(error).toMatchObject({ code: "UPSTREAM_CONTRACT_VIOLATION", detail: "decoded body over the cap" });
  });
});

describe("answers that are borne", () => {
  it("gzip that was not asked for", async () => {
    server.handler = (response) => {
      const packed = gzipSync('{"fine":true}');
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(packed);
    };
    expect((await client().json(ask, session(clock.now()))).body).toEqual({ fine: true });
    expect(server.seen[0]?.headers["accept-encoding"]).toBe("identity");
  });

  it("JSON after a byte order mark, and under a vendor's media type", async () => {
    server.handler = (response) => {
      response.writeHead(200, { "content-type": "Application/Vnd.x+JSON; charset=UTF-8" }).end('\ufeff{"fine":"ü"}');
    };
    expect((await client().json(ask, session(clock.now()))).body).toEqual({ fine: "ü" });
  });

  it("the request id, unless it is no such thing", async () => {
    server.handler = (response, _request, count) =>
      sendJson(response, 200, {}, { "x-openstack-request-id": count === 1 ? "req-1" : "<script>" });
    expect((await client().json(ask, session(clock.now()))).requestId).toBe("req-1");
    expect((await client().json(ask, session(clock.now()))).requestId).toBeUndefined();
  });
});

describe("time", () => {
  const silent: Handler = () => undefined;

  it("a try that takes too long is UPSTREAM_TIMEOUT, and its socket is freed", async () => {
    server.handler = silent;
    const pending = failure(client({ timeoutMs: 700 }).json(post, session(clock.now())));
    await until(() => server.seen.length === 1);
    clock.advance(699);
    await tick();
    expect(server.sockets.size).toBe(1);
    clock.advance(1);
    expect(await pending).toMatchObject({ code: "UPSTREAM_TIMEOUT", retryable: true });
    await until(() => server.sockets.size === 0);
  });

  it("a body that drips past the limit is UPSTREAM_TIMEOUT too", async () => {
    server.handler = (response) => {
      response.writeHead(200, { "content-type": "application/json" }).write("{");
    };
    const pending = failure(client({ timeoutMs: 700 }).json(post, session(clock.now())));
    await until(() => server.seen.length === 1);
    for (let at = 0; at < 5; at += 1) await tick();
    clock.advance(700);
    expect(await pending).toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  });

  it("the operation's end frees the socket at once, with the signal's own error", async () => {
    server.handler = silent;
    const operation = new AbortController();
    const pending = failure(client().json(ask, session(clock.now(), operation.signal)));
    await until(() => server.seen.length === 1);
    const reason = new AuditError("DEADLINE_EXCEEDED", "late");
    operation.abort(reason);
    expect(await pending).toBe(reason);
    await until(() => server.sockets.size === 0);
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    [new DOMException("late", "TimeoutError"), "The operation's deadline passed."],
    [new Error("gone"), "The operation was given up before its end."],
  ])("a signal without an AuditError is DEADLINE_EXCEEDED (%s)", async (reason, message) => {
    server.handler = silent;
    const operation = new AbortController();
    const pending = failure(client().json(ask, session(clock.now(), operation.signal)));
    await until(() => server.seen.length === 1);
    operation.abort(reason);
    expect(await pending).toMatchObject({ code: "DEADLINE_EXCEEDED", message });
  });
});
