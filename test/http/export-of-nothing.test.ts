import { DAY, HOUR } from "../../src/audit/window.js";
import { defaultLimits } from "../../src/config/settings.js";
import { openAccess } from "../../src/server/access/policy.js";
import { manualClock } from "../../sandbox/index.js";
import { startSandboxSources } from "../support/sandbox-sources.js";
import { endingOf, getExport, linesOf, swiftPace } from "./support/exports.js";
import { startProduct } from "./support/product.js";

const NOW = Date.UTC(2026, 10, 1, 12);
const SOURCE = "mysql-eu";
const MINUTE_MS = 60_000;
/** Upstream calls: of a page, and of the caller's minute. */
const [A_PAGE, A_MINUTE] = [10, 25];
const MANY = 1_000_000;

test("an export that matches nothing reads to its window's end, page by page and minute by minute within the limits", async () => {
  const clock = manualClock(NOW);
  const upstreams = await startSandboxSources({ clock });
  const { control } = upstreams.sandbox;
  const database = control.database(SOURCE);
  for (const id of database.ids()) database.removeInstance(id);
  const files = Array.from({ length: 60 }, (_, i) => {
    const begin = NOW - (i + 1) * 60 * DAY;
    return { name: `file-${i}`, begin, end: begin + HOUR };
  });
  database.createInstance({ name: "quiet", files });
  const asked = (): number => control.log.counters(SOURCE).calls;

  const now = Date.now.bind(Date);
  let waitedMs = 0;
  jest.spyOn(Date, "now").mockImplementation(() => now() + waitedMs);
  const pace = swiftPace();
  /** Each operation's begin: when it was, and how many calls all before it had made. */
  const begun: { readonly at: number; readonly calls: number }[] = [];
  const quota = { operations: MANY, points: MANY, upstreamCalls: A_MINUTE };
  const product = await startProduct({
    sources: [upstreams.source(SOURCE)],
    clock,
    limits: { ...defaultLimits, upstreamCalls: A_PAGE },
    rate: { known: quota, anonymous: quota, byAddress: true, trustedProxies: [] },
    access: {
      callerOf: (headers, signal) => {
        begun.push({ at: Date.now(), calls: asked() });
        return openAccess.callerOf(headers, signal);
      },
    },
    pace: {
      now: () => pace.now(),
      after: (ms, callback) => {
        waitedMs += ms;
        return pace.after(ms, callback);
      },
    },
  });

  const params = {
    list: "auditLogFiles",
    nameContains: "none",
    from: "2016-11-01T00:00:00Z",
    to: "2026-11-01T00:00:00Z",
  };
  const exported = await getExport(product, params);
  const all = asked();
  jest.restoreAllMocks();
  await product.stop();
  await upstreams.stop();

  expect([exported.status, linesOf(exported.text), endingOf(exported)]).toEqual([
    200,
    [],
    expect.objectContaining({ complete: true, gaps: [] }),
  ]);
  const pages = begun.map(({ calls }, i) => (begun[i + 1]?.calls ?? all) - calls);
  expect(Math.max(...pages)).toBeLessThanOrEqual(A_PAGE);
  // A minute begins with the first operation behind the one before.
  const minutes: number[] = [];
  let since = -Infinity;
  for (const [i, { at }] of begun.entries()) {
    if (at >= since + MINUTE_MS) {
      since = at;
      minutes.push(0);
    }
    minutes.push((minutes.pop() ?? 0) + (pages[i] ?? 0));
  }
  expect(minutes.length).toBeGreaterThan(2);
  // What was begun within the minute ends.
  expect(Math.max(...minutes)).toBeLessThanOrEqual(A_MINUTE + A_PAGE);
});
