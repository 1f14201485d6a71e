import { pino } from "pino";
import { AuditError } from "../../src/audit/errors.js";
import { AFTER_MUCH, BEHIND, KnownCallers } from "../../src/server/turns.js";
import { json, Routes } from "../../src/server/http/exchange.js";
import { HeldBodies } from "../../src/server/http/held-bodies.js";
import { throughLayers } from "../../src/server/http/layers.js";
import { Listener } from "../../src/server/http/listen.js";
import { Refusals } from "../../src/server/limits.js";
import { ObservedOperation } from "../../src/server/observation.js";
import { Telemetry } from "../../src/telemetry/telemetry.js";
import { ManualPace } from "./support/manual-pace.js";

const caller = (account: string) => ({ key: `key of ${account}`, account, token: undefined, scopes: new Set<never>() });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("whose a request is before anybody has looked", () => {
  let now = 0;
  let known: KnownCallers;
  beforeEach(() => {
    now = 1_000_000;
    known = new KnownCallers(() => now);
  });

  test("is known of credentials that were believed, and no more once they are refused", () => {
    expect(known.find(bearer("a"))).toBeUndefined();
    known.believed(bearer("a"), caller("A"));
    expect([known.find(bearer("a")), known.find(bearer("b")), known.find({})]).toEqual(["A", undefined, undefined]);
    // Other tokens beside it may be anybody's.
    expect(known.find({ ...bearer("a"), "x-auth-token": "made-up" })).toBeUndefined();
    known.refused(bearer("a"));
    expect(known.find(bearer("a"))).toBeUndefined();
  });

  test("is known by the one header that is believed, whatever stands beside it", () => {
    const byBearer = new KnownCallers(() => now, "authorization");
    byBearer.believed(bearer("a"), caller("A"));
    for (let i = 0; i < 20_000; i += 1)
      byBearer.believed({ ...bearer("b"), "x-auth-token": `made-up ${i}` }, caller("B"));
    expect(byBearer.find({ ...bearer("a"), "x-auth-token": "new" })).toBe("A");
  });

  test("is never known of who sends none", () => {
    known.believed({}, { ...caller("anyone"), anonymous: true });
    expect(known.find({})).toBeUndefined();
  });

  test.each([
    ["were refused", BEHIND],
    ["asked for much", AFTER_MUCH],
  ])(
    "waits behind others for a second where the account's last two operations %s, by whatever token of it",
    (_what, manner) => {
      known.believed(bearer("a"), caller("A"));
      known.believed(bearer("another of A"), caller("A"));
      known.operationEnded(bearer("a"), manner);
      expect(known.mannerOf("A")).toBeUndefined();
      known.operationEnded(bearer("another of A"), manner);
      expect([known.mannerOf("A"), known.mannerOf("B")]).toEqual([manner, undefined]);
      now += 1_000;
      expect(known.mannerOf("A")).toBeUndefined();
    },
  );

  test("waits as a page does once an operation was one", () => {
    known.believed(bearer("a"), caller("A"));
    for (const manner of [AFTER_MUCH, AFTER_MUCH, undefined, AFTER_MUCH]) known.operationEnded(bearer("a"), manner);
    expect(known.mannerOf("A")).toBeUndefined();
  });

  test("is kept of ten thousand at most", () => {
    known.believed(bearer("first"), caller("first"));
    for (let i = 0; i < 10_000; i += 1) known.believed(bearer(`${i}`), caller(`${i}`));
    expect([known.find(bearer("first")), known.find(bearer("9999"))]).toEqual([undefined, "9999"]);
  });
});

test.each([
  ["nothing but what the caller may not have", { data: { a: null }, code: "FORBIDDEN" }, true],
  ["no data, for a document that is wrong", { data: undefined, code: "GRAPHQL_VALIDATION_FAILED" }, true],
  ["something beside it", { data: { a: null, b: 1 }, code: "FORBIDDEN" }, false],
  ["a fault of a source", { data: { a: null }, code: "UPSTREAM_UNAVAILABLE" }, false],
  ["that a document's text is to be sent", { data: undefined, code: "PERSISTED_QUERY_NOT_FOUND" }, false],
])("an operation that is answered %s: is it refused?", (_what, { data, code }, isRefused) => {
  const operation = new ObservedOperation("id", undefined, { span: undefined, end: () => undefined });
  expect(operation.isRefused).toBe(false);
  operation.answered({ data, errors: [{ extensions: { code } }] });
  expect(operation.isRefused).toBe(isRefused);
});

test("an operation that was refused before it could be run is refused as well", () => {
  const operation = new ObservedOperation("id", undefined, { span: undefined, end: () => undefined });
  operation.end(400);
  expect(operation.isRefused).toBe(true);
});

test.each([500, 503])("one that could not be run, with %s, is not", (status) => {
  const operation = new ObservedOperation("id", undefined, { span: undefined, end: () => undefined });
  operation.end(status);
  expect(operation.isRefused).toBe(false);
});

test("a request that was not looked at in time is answered 503, to be asked again, and is not run", async () => {
  const log = pino({ level: "silent" });
  const telemetry = await Telemetry.start({ log, version: "0" });
  const refusals = new Refusals();
  const ran: string[] = [];
  const route = {
    path: "/graphql",
    methods: ["POST"],
    answersOperations: true,
    handle: ({ id }: { readonly id: string }) => {
      ran.push(id);
      return json({ data: {} });
    },
  } as const;
  const listener = new Listener({
    handle: throughLayers(new Routes([route]), {
      telemetry,
      refusals,
      bodies: new HeldBodies(1_000_000, refusals),
      accountOf: () => "",
      bodyBytes: 100_000,
      corsOrigins: [],
      compression: false,
      // As arrivalTurn rejects (loop-turns.test.ts).
      turnOf: () => Promise.reject(new AuditError("DEADLINE_EXCEEDED", "Too much came at once.", { retryable: true })),
    }),
    log,
    limits: { writeTimeoutMs: 10_000, maxBufferedBytes: 1_000_000, maxConnections: 10 },
    closed: () => undefined,
    pace: new ManualPace(),
  });
  const baseUrl = await listener.listen("127.0.0.1", 0);
  const response = await fetch(`${baseUrl}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect([response.status, await response.json(), ran]).toEqual([
    503,
    { errors: [{ message: "Too much came at once.", extensions: { code: "DEADLINE_EXCEEDED" } }] },
    [],
  ]);
  await listener.drain(0);
  await telemetry.close();
});
