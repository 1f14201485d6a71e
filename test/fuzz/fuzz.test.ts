import { campaign, sumOf, type Tally } from "./campaign.js";
import { complaints } from "./complaints.js";
import { gatherSeeds } from "./seeds.js";
import { strangeCall } from "./strange-call.js";
import { startTarget, type Target } from "./target.js";

/** `npm run fuzz` asks for a million; `npm test` has time for these. */
const COUNT = Number(process.env.FUZZ_COUNT ?? 1_000);
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const REPORTED_EVERY = 20_000;

jest.setTimeout(COUNT * 60 + 60_000);

describe(`${COUNT} mutated ids, cursors and queries, of seed ${SEED}`, () => {
  let target: Target;
  let calls = 0;
  beforeAll(async () => {
    target = await startTarget();
  });
  afterAll(() => target.stop());

  const progress = (tally: Readonly<Tally>): void => {
    if (!process.env.FUZZ_COUNT || (sumOf(tally) % REPORTED_EVERY !== 0 && sumOf(tally) < COUNT)) return;
    process.stderr.write(`${sumOf(tally)} mutants: ${JSON.stringify({ ...tally, upstreamCalls: calls })}\n`);
  };

  it("crash nothing, show nothing unmasked, and send nothing unescaped upstream", async () => {
    const { ask, sandbox, logged, advance } = target;
    const { log } = sandbox.control;
    const seeds = await gatherSeeds(ask);
    log.reset();
    const tally = await campaign(COUNT, SEED, {
      seeds,
      ask,
      report: progress,
      judge: (answers) => {
        for (const { body, answer } of answers) {
          const found = complaints(answer);
          if (found.length > 0) throw new Error(`${found.join("; ")}\n${body}\n${answer.text.slice(0, 2_000)}`);
        }
        const requests = log.requests();
        expect(requests.map(strangeCall).filter((strange) => strange !== undefined)).toEqual([]);
        expect(logged).toEqual([]);
        calls += requests.length;
        log.reset();
        advance(1_000);
      },
    });
    expect(sumOf(tally)).toBeGreaterThanOrEqual(COUNT);
    // Forged ones get as far as the sources, or the paths were never at risk.
    expect(calls).toBeGreaterThan(COUNT / 100);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((await gatherSeeds(ask)).ids).toEqual(seeds.ids);
  });
});

describe("the judges of the fuzzing", () => {
  const call = { source: "mysql-eu", method: "GET", query: "" };
  const list = `/v3/${"0".repeat(32)}/instances/a1/audit-logs`;

  it.each([
    list.replace("a1", ".."),
    list.replace("a1", "a/../b"),
    list.replace("a1", "%2e%2e"),
    list.replace("a1", "a%0Ab"),
    `/${list}`,
    `${list}#a`,
    "/v2.1/os-instance_usage_audit_log/2026-01-01 00:00:00",
  ])("call %j strange", (path) => {
    expect(strangeCall({ ...call, path })).toContain(path);
  });

  it("know good calls and answers", () => {
    expect(strangeCall({ ...call, path: list, query: "start_time=2026-01-01T00%3A00%3A00%2B0000&offset=0" })).toBe(
      undefined,
    );
    const refused = { message: "No.", extensions: { code: "INVALID_ID" } };
    expect(complaints({ status: 200, text: JSON.stringify({ data: null, errors: [refused] }) })).toEqual([]);
  });

  it.each([
    [{ message: "x", extensions: { code: "INTERNAL" } }],
    [{ message: "x", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    [{ message: "x" }],
    [{ message: "TypeError: x", extensions: { code: "INVALID_ID" } }],
    [{ message: "x", extensions: { code: "INVALID_ID", stacktrace: ["at f (/a/b.js:1:2)"] } }],
  ])("complain of %j", (error) => {
    expect(complaints({ status: 200, text: JSON.stringify({ errors: [error] }) })).not.toEqual([]);
  });

  it("complain of a status of the server's own and of what is no JSON", () => {
    expect(complaints({ status: 500, text: "{}" })).not.toEqual([]);
    expect(complaints({ status: 200, text: "<html>" })).not.toEqual([]);
  });
});
