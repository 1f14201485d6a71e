import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { pino } from "pino";
import { type Answer, type Exchange, json, Routes } from "../../src/server/http/exchange.js";
import { HeldBodies } from "../../src/server/http/held-bodies.js";
import { throughLayers } from "../../src/server/http/layers.js";
import { Listener } from "../../src/server/http/listen.js";
import { Refusals } from "../../src/server/limits.js";
import { Telemetry } from "../../src/telemetry/telemetry.js";
import { ManualPace } from "./support/manual-pace.js";

const MOST = 1_048_576;
const HEAD = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

describe("bodies of requests that are not answered yet", () => {
  let listener: Listener;
  let telemetry: Telemetry;
  let bodies: HeldBodies;
  let refusals: Refusals;
  let baseUrl: string;
  let turn: () => Promise<void> | undefined;
  /** Operations that were begun, by their callers, and how they are answered. */
  let begun: { readonly account: string; readonly answer: () => void }[];
  const sockets: Socket[] = [];

  beforeEach(async () => {
    const log = pino({ level: "silent" });
    telemetry = await Telemetry.start({ log, version: "0" });
    refusals = new Refusals();
    bodies = new HeldBodies(MOST, refusals);
    turn = () => undefined;
    begun = [];
    const accountOf = ({ headers }: Exchange): string => headers.authorization ?? "";
    const route = {
      path: "/graphql",
      methods: ["POST"],
      answersOperations: true,
      handle: (exchange: Exchange) =>
        new Promise<Answer>((resolve) => {
          begun.push({ account: accountOf(exchange), answer: () => resolve(json({ data: {} })) });
        }),
    } as const;
    listener = new Listener({
      handle: throughLayers(new Routes([route]), {
        telemetry,
        refusals,
        bodies,
        accountOf,
        bodyBytes: MOST,
        corsOrigins: [],
        compression: false,
        turnOf: () => turn(),
      }),
      log,
      limits: { writeTimeoutMs: 10_000, maxBufferedBytes: MOST, maxConnections: 100 },
      closed: () => undefined,
      pace: new ManualPace(),
    });
    baseUrl = await listener.listen("127.0.0.1", 0);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await listener.drain(0);
    await telemetry.close();
  });

  const step = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await step();
  };
  /** Sends so much of a body that would be a byte longer. */
  const stalled = async (bytes: number): Promise<Socket> => {
    const socket = connect(Number(new URL(baseUrl).port), "127.0.0.1").on("error", () => undefined);
    sockets.push(socket);
    await once(socket, "connect");
    socket.write(`${HEAD}Content-Length: ${bytes + 1}\r\n\r\n${" ".repeat(bytes)}`);
    return socket;
  };
  const ask = (account: string, body: object): Promise<Response> =>
    fetch(`${baseUrl}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: account },
      body: JSON.stringify(body),
    });
  /** Its 5,000 objects take more than their text. */
  const many = { variables: { ids: Array<object>(5_000).fill({}) } };

  test("that stopped on the way hold the bound at most: the longest goes, and who sends little is answered", async () => {
    const [first] = await Promise.all([stalled(400_000), stalled(300_000), stalled(200_000), stalled(100_000)]);
    await until(() => bodies.bytes === 1_000_000);
    const told = once(first, "data");
    await stalled(90_000);
    await until(() => refusals.byReason.get("bodies.all") === 1);
    const [answer] = (await told) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n(?:.*\r\n)*retry-after: 1\r\n/i);
    expect(String(answer)).toContain('"code":"RATE_LIMITED"');
    await until(() => bodies.bytes === 690_000);
    const answered = ask("ordinary", { query: "{ a }" });
    await until(() => begun.length === 1);
    begun[0]?.answer();
    expect((await answered).status).toBe(200);
  });

  test("are let go of with their connections", async () => {
    const sent = await Promise.all([stalled(400_000), stalled(300_000)]);
    await until(() => bodies.bytes === 700_000);
    for (const socket of sent) socket.destroy();
    await until(() => bodies.bytes === 0);
  });

  test("one alone is as long as a body may be", () => {
    const small = new HeldBodies(1, refusals);
    const only = small.begin();
    only.grow(MOST);
    expect([small.bytes, refusals.byReason.get("bodies.all")]).toEqual([MOST, undefined]);
    only.end();
    expect(small.bytes).toBe(0);
  });

  test("that wait for their turn are among those that have to go", async () => {
    let go = (): void => undefined;
    turn = () => new Promise((resolve) => (go = resolve));
    const longest = ask("a", { query: "x".repeat(600_000) });
    await until(() => bodies.bytes > 600_000);
    const other = ask("b", { query: "x".repeat(500_000) });
    expect([(await longest).status, begun]).toEqual([429, []]);
    await until(() => bodies.bytes > 500_000);
    go();
    await until(() => begun.length === 1);
    begun[0]?.answer();
    expect((await other).status).toBe(200);
  });

  test("that were read count with their values; beyond the bound each caller has one", async () => {
    const answers = Array.from({ length: 3 }, () => ask("a", many));
    await until(() => begun.length === 3);
    // A fourth of 320 kB and its text would be too much.
    const fourth = await ask("a", many);
    expect([fourth.status, fourth.headers.get("retry-after"), begun.length]).toEqual([429, "1", 3]);
    expect(refusals.byReason.get("bodies.caller")).toBe(1);
    const others = ask("b", many);
    await until(() => begun.length === 4);
    expect((await ask("b", many)).status).toBe(429);
    // Pages are not among them.
    const page = ask("b", { query: "{ a }" });
    await until(() => begun.length === 5);
    for (const { answer } of begun) answer();
    expect((await Promise.all([...answers, others, page])).map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(bodies.bytes).toBe(0);
    const again = ask("a", many);
    await until(() => begun.length === 6);
    begun[5]?.answer();
    expect((await again).status).toBe(200);
  });
});
