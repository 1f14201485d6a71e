import { AuditError } from "../../src/audit/errors.js";
import type { ServerOptions } from "../support/server.js";
import { appearedAt } from "./support/appeared.js";
import { subscribe } from "./support/events.js";
import { getExport, urlOf } from "./support/exports.js";
import { memoryDatabaseSource } from "./support/memory-database-source.js";
import { type ServedProduct, startProduct } from "./support/product.js";
import { WaitingSource } from "./support/waiting-source.js";

/** Exports of one caller that may be under way at once. */
const AT_ONCE = 8;
const QUOTA = { operations: 1, points: 1_000_000, upstreamCalls: 1_000_000 };

/** Large operations: large-operations.test.ts; a minute: rate-limits.test.ts; too many subscriptions: live.test.ts. */
describe("who is refused hears when to come again", () => {
  let product: ServedProduct;
  const begin = async (options: ServerOptions): Promise<void> => {
    product = await startProduct(options);
  };
  afterEach(() => product.stop());

  test("with a subscription, once the minute is used up", async () => {
    const rate = { known: QUOTA, anonymous: QUOTA, byAddress: true, trustedProxies: [] };
    await begin({ sources: [memoryDatabaseSource()], rate });
    expect((await product.ask("{ auditSources { name } }")).status).toBe(200);
    const { status, headers, ...stream } = await subscribe(product.baseUrl, appearedAt("mysql"));
    const { errors } = JSON.parse(await stream.text()) as { errors: { extensions: { retryAfterMs: number } }[] };
    expect([status, headers.get("retry-after")]).toEqual([
      429,
      String(Math.ceil((errors[0]?.extensions.retryAfterMs ?? NaN) / 1_000)),
    ]);
  });

  test("with an export beyond those that may be under way", async () => {
    const slow = new WaitingSource();
    await begin({ sources: [slow.source], deadlineMs: 60_000 });
    // From then on it is known whose the exports are.
    await product.ask("{ auditSources { name } }");
    const leaving = new AbortController();
    const params = { list: "usageAuditPeriods" };
    const all = Array.from({ length: AT_ONCE }, () =>
      fetch(urlOf(product, params), { signal: leaving.signal }).catch(() => undefined),
    );
    while (slow.reads < AT_ONCE) await new Promise(setImmediate);
    const { status, headers, text } = await getExport(product, params);
    expect([status, headers["retry-after"], text]).toEqual([429, "10", expect.stringContaining("RATE_LIMITED")]);
    leaving.abort();
    await Promise.all(all);
  });

  test("and with a subscription whose credentials are not believed, what to send", async () => {
    const callerOf = () =>
      Promise.reject(new AuditError("UNAUTHENTICATED", "The request's credentials are not valid."));
    await begin({ sources: [memoryDatabaseSource()], access: { callerOf, challenge: "Keystone" } });
    const { status, headers } = await subscribe(product.baseUrl, appearedAt("mysql"));
    expect([status, headers.get("www-authenticate"), headers.get("retry-after")]).toEqual([401, "Keystone", null]);
  });
});
