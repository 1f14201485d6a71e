import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { pino } from "pino";
import type { ConnectionLimits } from "../../src/config/settings.js";
import { json } from "../../src/server/http/exchange.js";
import { type ClosedFor, Listener } from "../../src/server/http/listen.js";
import { ManualPace } from "./support/manual-pace.js";
import { answerIn, errorsOf, sendRaw } from "./support/raw-http.js";

/** More than the kernel takes for a caller that does not read. */
const LARGE = "é".repeat(8 * 1024 * 1024);
const LIMITS: ConnectionLimits = { writeTimeoutMs: 1_000, maxBufferedBytes: 1024 ** 3, maxConnections: 100 };

const GET = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe("callers that hold connections", () => {
  let listener: Listener;
  let pace: ManualPace;
  let port: number;
  let baseUrl: string;
  let asked: string[];
  let ahead: string[];
  let made: string[];
  const closed: ClosedFor[] = [];
  const sockets: Socket[] = [];

  const begin = async (limits: Partial<ConnectionLimits> = {}, arrivalMs?: number): Promise<void> => {
    pace = new ManualPace();
    asked = [];
    ahead = [];
    made = [];
    listener = new Listener({
      handle: (exchange) => {
        const { path, isSentAhead } = exchange;
        asked.push(path);
        if (isSentAhead) ahead.push(path);
        exchange.whenMade(() => made.push(path));
        if (path === "/small") return json({ small: true });
        return { status: 200, headers: {}, body: path === "/bytes" ? Buffer.from(LARGE) : LARGE };
      },
      log: pino({ level: "silent" }),
      limits: { ...LIMITS, ...limits },
      closed: (reason) => closed.push(reason),
      pace,
      ...(arrivalMs === undefined ? {} : { arrivalMs }),
    });
    baseUrl = await listener.listen("127.0.0.1", 0);
    port = Number(new URL(baseUrl).port);
  };
  /** A caller that asks and reads nothing, until it is told to. */
  const silentCaller = async (sends = GET("/large")): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    sockets.push(socket);
    await once(socket, "connect");
    socket.write(sends);
    return socket;
  };
  /** Not events.once, which a reset makes reject. */
  const ended = (socket: Socket): Promise<void> =>
    new Promise((resolve) => void socket.once("close", () => resolve()).resume());
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  /** Until so many were asked for, and their answers wait. */
  const waiting = async (bytes: number): Promise<void> => {
    while (listener.waitingBytes < bytes) await turn();
  };
  const size = Buffer.byteLength(LARGE);

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    closed.splice(0);
    await listener.drain(0);
  });

  test("and do not read are closed after the write timeout, and what was theirs is let go of", async () => {
    await begin();
    const silent = await Promise.all(Array.from({ length: 5 }, () => silentCaller()));
    await waiting(5 * size);
    pace.pass(900);
    expect(closed).toEqual([]);
    pace.pass(400);
    expect([closed, listener.waitingBytes]).toEqual([Array(5).fill("write_timeout"), 0]);
    await Promise.all(silent.map((socket) => ended(socket)));
  });

  test.each(["/large", "/bytes"])("and read slowly but steadily get %s whole, however long it takes", async (path) => {
    await begin();
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write(GET(path).replace("Host", "Connection: close\r\nHost"));
    const chunks: Buffer[] = [];
    let lately = 0;
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      lately += chunk.length;
      if (lately < size / 8) continue;
      // A long while for every eighth of the answer, once the server saw that it was read.
      lately = 0;
      for (let i = 0; i < 10; i += 1) await turn();
      pace.pass(400);
    }
    const came = Buffer.concat(chunks).toString();
    expect(came.slice(came.indexOf("\r\n\r\n") + 4) === LARGE).toBe(true);
    expect([closed, listener.waitingBytes]).toEqual([[], 0]);
  });

  test("hold no more than the bound together: those that stood still longest go, and who reads is served", async () => {
    await begin({ maxBufferedBytes: 3 * size });
    for (let i = 1; i <= 3; i += 1) {
      await silentCaller();
      await waiting(i * size);
      pace.pass(10);
    }
    const ordinary = await (await fetch(`${baseUrl}/large`)).text();
    expect(ordinary === LARGE).toBe(true);
    expect(closed).toEqual(["buffered_bytes"]);
    expect(listener.waitingBytes).toBeLessThanOrEqual(3 * size);
  });

  test("one answer that is larger than the bound is had all the same", async () => {
    await begin({ maxBufferedBytes: 1 });
    expect((await (await fetch(`${baseUrl}/large`)).text()) === LARGE).toBe(true);
    expect(closed).toEqual([]);
  });

  test("and send 32 requests ahead are answered one by one, in order: none is begun while an answer waits", async () => {
    await begin();
    const socket = await silentCaller(GET("/large") + GET("/small").repeat(32));
    await waiting(size);
    // It takes a large operation's place no more.
    expect([asked, made, listener.waitingBytes]).toEqual([["/large"], ["/large"], size]);
    let end = "";
    socket.on("data", (chunk: Buffer) => (end = (end + chunk.toString("latin1")).slice(-20_000)));
    while (end.split('{"small":true}').length < 33) await once(socket, "data");
    expect(asked).toEqual(["/large", ...Array<string>(32).fill("/small")]);
    // Their steps wait as those of longer operations do.
    expect(ahead).toEqual(Array<string>(32).fill("/small"));
  });

  test("and send one more ahead are closed", async () => {
    await begin();
    const socket = await silentCaller(GET("/large") + GET("/small").repeat(33));
    await ended(socket);
    expect([closed, asked]).toEqual([["pipelined"], ["/large"]]);
  });

  test("and send what is no HTTP while an answer waits get no other in the middle of it", async () => {
    await begin();
    const socket = await silentCaller();
    await waiting(size);
    socket.write("nonsense\r\n\r\n");
    let came = "";
    socket.on("data", (chunk: Buffer) => (came += chunk.toString("latin1")));
    await ended(socket);
    expect([came.split("HTTP/1.1").length, listener.waitingBytes]).toEqual([2, 0]);
  });

  test("and do not send a request to its end are answered 408 once its time is over", async () => {
    await begin({}, 30);
    // By node's own default it would look for late requests every 30 s, which is longer than a test may take.
    const came = await sendRaw(baseUrl, "POST /graphql HTTP/1.1\r\nHost: x\r\n");
    expect(answerIn(came).status).toBe(408);
    expect(errorsOf(answerIn(came).text)).toEqual([
      { message: "The request did not arrive whole in time: send it again.", extensions: { code: "BAD_REQUEST" } },
    ]);
  });

  test("and idle ones are kept for 72 seconds", async () => {
    await begin();
    expect((await fetch(`${baseUrl}/small`)).headers.get("keep-alive")).toBe("timeout=72");
  });

  test("and are one too many are closed at once, and counted", async () => {
    await begin({ maxConnections: 2 });
    await silentCaller(GET("/small"));
    await silentCaller(GET("/small"));
    while (asked.length < 2) await turn();
    const socket = await silentCaller(GET("/small"));
    await ended(socket);
    expect(closed).toEqual(["connections"]);
  });
});
