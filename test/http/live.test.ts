import { AuditError } from "../../src/audit/errors.js";
import { DAY, HOUR, MINUTE } from "../../src/audit/window.js";
import { openAccess } from "../../src/server/access/policy.js";
import type { AccessPolicy } from "../../src/server/access/policy.js";
import type { InstanceControl } from "../../sandbox/index.js";
import { manualClock, type ManualClock } from "../../sandbox/index.js";
import { type SandboxSources, startSandboxSources } from "../support/sandbox-sources.js";
import { appearedAt, namesIn, toldBy } from "./support/appeared.js";
import { type EventStream, subscribe } from "./support/events.js";
import { type ServedProduct, startProduct } from "./support/product.js";

const NOW = Date.UTC(2026, 10, 1, 12);
const SOURCE = "mysql-eu";
const APPEARED = appearedAt(SOURCE);
const live = { intervalMs: 20, maxSubscribers: 6 };
const DOWN = { source: SOURCE, kind: "server-error" } as const;

describe("what appears is told over server-sent events", () => {
  let clock: ManualClock;
  let sources: SandboxSources;
  let product: ServedProduct;
  let instance: InstanceControl;
  let isLetIn = true;
  const streams: EventStream[] = [];

  const access: AccessPolicy = {
    callerOf: (headers, signal) =>
      isLetIn
        ? openAccess.callerOf(headers, signal)
        : Promise.reject(new AuditError("UNAUTHENTICATED", "The request's credentials are not valid.")),
  };
  const start = () =>
    startProduct({ sources: [sources.source(SOURCE)], clock, live, access, close: () => Promise.resolve() });
  const open = async (options?: Parameters<typeof subscribe>[2], query = APPEARED): Promise<EventStream> => {
    const stream = await subscribe(product.baseUrl, query, options);
    streams.push(stream);
    return stream;
  };
  const append = (name: string): void => {
    const end = clock() - MINUTE;
    instance.append({ name, begin: end - HOUR, end });
  };

  beforeEach(async () => {
    clock = manualClock(NOW);
    sources = await startSandboxSources({ clock });
    for (const id of sources.sandbox.control.database(SOURCE).ids())
      sources.sandbox.control.database(SOURCE).removeInstance(id);
    instance = sources.sandbox.control
      .database(SOURCE)
      .createInstance({ name: "live", files: [{ name: "old", begin: NOW - DAY }] });
    isLetIn = true;
    product = await start();
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.leave();
    await product.stop();
    await sources.stop();
  });

  test("first where one stands, then each record as it is listed", async () => {
    const stream = await open();
    expect(stream.status).toBe(200);
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    const first = await stream.next();
    expect(namesIn(first)).toEqual([]);
    expect(first?.id).toBe(toldBy(first).data?.auditRecordAppeared?.newsCursor);
    append("one");
    expect(namesIn(await stream.next())).toEqual(["one"]);
    append("two");
    expect(namesIn(await stream.next())).toEqual(["two"]);
  });

  test("whoever comes back with the last id misses nothing and hears nothing twice", async () => {
    const before = await open();
    await before.next();
    append("one");
    const heard = await before.next();
    expect(namesIn(heard)).toEqual(["one"]);
    before.leave();
    append("two");
    // In another process, by the header or by the argument.
    await product.stop();
    product = await start();
    const byHeader = await open({ headers: { "last-event-id": heard?.id ?? "" } });
    expect(namesIn(await byHeader.next())).toEqual(["two"]);
    const byArgument = await open({ variables: { newSince: heard?.id } });
    expect(namesIn(await byArgument.next())).toEqual(["two"]);
  });

  test("a list's token goes on in a stream, in events as small as is asked", async () => {
    const window = '{ from: "2009-01-01T00:00:00Z" }';
    const list = await product.data<{ auditRecords: { newsCursor: string } }>(
      `{ auditRecords(window: ${window}, filter: { sources: ["${SOURCE}"] }, first: 1) { newsCursor } }`,
    );
    append("one");
    append("two");
    append("three");
    const stream = await open({ variables: { newSince: list.auditRecords.newsCursor, first: 2 } });
    const names = [...namesIn(await stream.next()), ...namesIn(await stream.next())];
    expect(names.toSorted()).toEqual(["one", "three", "two"]);
  });

  test("all who listen to one read are served by one reading", async () => {
    const all = [await open(), await open(), await open()];
    await Promise.all(all.map((stream) => stream.next()));
    append("one");
    const told = await Promise.all(all.map((stream) => stream.next()));
    expect(told.map(namesIn)).toEqual([["one"], ["one"], ["one"]]);
    const { log } = sources.sandbox.control;
    const calls = (): number => log.counters(SOURCE).calls;
    // The next file is told by one turn; what it takes one listener is what it takes three.
    const before = calls();
    append("two");
    await Promise.all(all.map((stream) => stream.next()));
    const three = calls() - before;
    all[0]?.leave();
    all[1]?.leave();
    append("three");
    const then = calls();
    await all[2]?.next();
    // A turn that began earlier may be among either.
    expect(three).toBeLessThanOrEqual(3 * (calls() - then));
  });

  test("a source that fails is told once, and its news when it is back", async () => {
    const stream = await open();
    await stream.next();
    const down = sources.sandbox.control.faults.add(DOWN);
    append("late");
    const gap = toldBy(await stream.next()).data?.auditRecordAppeared;
    expect(gap?.nodes).toEqual([]);
    expect(gap?.coverage.map(({ state }) => state)).toContain("FAILED");
    sources.sandbox.control.faults.remove(down);
    clock.advance(2 * MINUTE);
    expect(namesIn(await stream.next())).toEqual(["late"]);
  });

  test("it ends, with UNAUTHENTICATED, when the caller's token does", async () => {
    const stream = await open();
    await stream.next();
    isLetIn = false;
    const { errors } = toldBy(await stream.next());
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(["UNAUTHENTICATED"]);
    expect((await stream.next())?.event).toBe("complete");
    expect(await stream.next()).toBeUndefined();
  });

  const openAs = (token: string) => open({ headers: { "x-auth-token": token } });

  test("a caller has half of live.maxSubscribers open at most, and all together no more than that", async () => {
    const refusal = async (token: string) => {
      const stream = await openAs(token);
      const { errors } = JSON.parse(await stream.text()) as { errors?: { message: string; extensions: object }[] };
      return [stream.status, stream.headers.get("retry-after"), errors?.[0]?.extensions, errors?.[0]?.message];
    };
    const limited = { code: "RATE_LIMITED", retryable: true, retryAfterMs: 30_000 };
    for (const token of ["a", "a", "a", "b", "b"]) expect((await openAs(token)).status).toBe(200);
    expect(await refusal("a")).toEqual([
      429,
      "30",
      limited,
      "This caller has 3 subscriptions open, half of live.maxSubscribers (6): end some, or poll with newSince.",
    ]);
    expect((await openAs("b")).status).toBe(200);
    expect(await refusal("c")).toEqual([
      429,
      "30",
      limited,
      "6 subscriptions are open (live.maxSubscribers): come back later, or poll with newSince.",
    ]);
    expect([product.refusals.get("live.caller"), product.refusals.get("live.all")]).toEqual([1, 1]);
  });

  test("a subscription that is left makes room for another of its caller", async () => {
    const [first] = [await openAs("a"), await openAs("a"), await openAs("a")];
    first.leave();
    // The server hears of it a little later.
    while ((await openAs("a")).status !== 200);
    expect((await openAs("a")).status).toBe(429);
  });

  test("a server that stops ends its streams without completing them, so that callers come back", async () => {
    const stream = await open();
    expect(namesIn(await stream.next())).toEqual([]);
    await product.stop();
    expect(await stream.next()).toBeUndefined();
  });

  test.each([
    ["a query", "{ auditSources { name } }", 400, "INVALID_ARGUMENT"],
    ["a field that is none", "subscription { nothing }", 400, "GRAPHQL_VALIDATION_FAILED"],
    ["no GraphQL", "subscription {", 400, "GRAPHQL_PARSE_FAILED"],
  ])("%s is refused before a stream begins", async (_what, query, status, code) => {
    const refused = await open({}, query);
    expect(refused.status).toBe(status);
    expect(JSON.parse(await refused.text())).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test("a token of another list is INVALID_CURSOR, and the stream is complete", async () => {
    const stream = await open({ variables: { newSince: "damaged" } });
    expect(toldBy(await stream.next()).errors?.map(({ extensions }) => extensions.code)).toEqual(["INVALID_CURSOR"]);
    expect((await stream.next())?.event).toBe("complete");
  });

  test("at /graphql a subscription is refused, with the way to go", async () => {
    const { status, body } = await product.ask(APPEARED);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toContain("/graphql/stream");
  });
});
