import { Cancellation } from "../../src/audit/session.js";
import { createUpstreams, type Upstreams } from "../support/upstreams.js";
import { type Handler, sendJson, startServer, type TestServer } from "./support/http-server.js";
import { ask, failure, kind, session } from "./support/session.js";

const MANY = 40;
let server: TestServer;
let upstreams: Upstreams;

beforeEach(async () => {
  server = await startServer((response) => sendJson(response, 200, {}));
  upstreams = createUpstreams();
});
afterEach(async () => {
  await server.close();
  await upstreams.close();
});

const source = (maxConcurrency = MANY) => {
  const options = { name: "docs", region: null, endpoint: server.url, credentials: { type: "forward" } } as const;
  const client = upstreams.client({ ...options, maxConcurrency }, kind);
  return (token: string, signal = new Cancellation()) => client.json(ask, session(Date.now(), signal, token));
};
/** Resolves once so many requests are there, and answers them when it is told to. */
const held = () => {
  const waiting: (() => void)[] = [];
  const handler: Handler = (response) => void waiting.push(() => sendJson(response, 200, {}));
  server.handler = handler;
  return {
    async come(count: number): Promise<void> {
      while (waiting.length < count) await new Promise(setImmediate);
    },
    answer: () => {
      for (const each of waiting.splice(0)) each();
    },
  };
};

test("a token that the source has not taken yet goes out alone, and once it is taken all at once", async () => {
  const [asking, requests] = [source(), held()];
  const all = Promise.all(Array.from({ length: MANY }, () => asking("fresh")));
  await requests.come(1);
  // Another's has nothing to do with it.
  const other = asking("another");
  await requests.come(2);
  expect(server.seen).toHaveLength(2);
  requests.answer();
  await other;
  await requests.come(MANY - 1);
  requests.answer();
  await all;
  const again = [asking("fresh"), asking("fresh")];
  await requests.come(2);
  requests.answer();
  await Promise.all(again);
});

test("one that was made up has one call at a time, and none once nobody waits", async () => {
  const asking = source();
  let [now, most] = [0, 0];
  server.handler = (response) => {
    most = Math.max(most, (now += 1));
    setImmediate(() => {
      now -= 1;
      sendJson(response, 401, {});
    });
  };
  const signal = new Cancellation();
  const asked = Array.from({ length: MANY }, () => failure(asking("made-up", signal)));
  const first = await Promise.race(asked);
  // As the operation ends that asked so much ahead.
  signal.abort(new Error("nobody waits"));
  await Promise.all(asked);
  expect([first.code, most]).toEqual(["UPSTREAM_REJECTED", 1]);
  expect(server.seen.length).toBeLessThan(4);
});

test("what was denied at one place may be allowed at the next", async () => {
  const asking = source();
  server.handler = (response, _request, count) => sendJson(response, count === 1 ? 403 : 200, {});
  const [denied, ...allowed] = Array.from({ length: 5 }, () => asking("narrow"));
  expect((await failure(denied)).code).toBe("UPSTREAM_REJECTED");
  await Promise.all(allowed);
});

test("one that is refused later is tried alone again", async () => {
  const asking = source();
  await asking("ends");
  server.handler = (response) => sendJson(response, 401, {});
  await failure(asking("ends"));
  const requests = held();
  const all = [asking("ends"), asking("ends")];
  await requests.come(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.seen).toHaveLength(3);
  requests.answer();
  await requests.come(1);
  requests.answer();
  await Promise.all(all);
});

test("who waits for another's answer ends with its operation, and is not sent", async () => {
  const [asking, requests, gone] = [source(), held(), new Cancellation()];
  const first = asking("fresh");
  const waits = failure(asking("fresh", gone));
  await requests.come(1);
  gone.abort(new Error("gone"));
  expect((await waits).code).toBe("DEADLINE_EXCEEDED");
  requests.answer();
  await first;
  expect(server.seen).toHaveLength(1);
});

test("more than wait for one token are refused, and no other token's", async () => {
  const [asking, requests] = [source(), held()];
  const gone = new Cancellation();
  const all = Array.from({ length: 1_540 }, () => failure(asking("many", gone)).then(({ code }) => code));
  await requests.come(1);
  const other = asking("other");
  await requests.come(2);
  gone.abort(new Error("gone"));
  const codes = await Promise.all(all);
  requests.answer();
  await other;
  expect(codes.filter((code) => code === "UPSTREAM_UNAVAILABLE")).toHaveLength(3);
});
