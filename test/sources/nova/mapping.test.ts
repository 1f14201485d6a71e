import { AuditError } from "../../../src/audit/errors.js";
import { toPeriod } from "../../../src/sources/nova/mapping.js";

const info = { name: "compute", kind: "NOVA", region: "eu" } as const;
const entry = (state = "DONE", errors = 0) => ({ state, instances: 2, errors, message: `about ${state}` });

/** As Nova writes it: counters by state, so that an unknown state is in none. */
const body = (log: Record<string, ReturnType<typeof entry>>, notRun: string[] = [], numHosts = 6) => {
  const count = (word: string): number => Object.values(log).filter(({ state }) => state === word).length;
  const errors = Object.values(log).reduce((sum, each) => sum + each.errors, 0);
  return {
    period_beginning: "2012-12-01 00:00:00",
    period_ending: "2013-01-01 00:00:00",
    num_hosts: numHosts,
    num_hosts_done: count("DONE"),
    num_hosts_running: count("RUNNING"),
    num_hosts_not_run: notRun.length,
    hosts_not_run: notRun,
    total_instances: 2 * Object.keys(log).length,
    total_errors: errors,
    overall_status: "any sentence.",
    log,
  };
};
const read = (value: unknown) => toPeriod({ body: value, receivedAt: 7, requestId: "req-1" }, info);

describe("the status of a period is the first that applies", () => {
  test.each([
    ["UNKNOWN", "no hosts known and an empty log", body({}, [], 0)],
    ["NOT_RUN", "an empty log", body({}, ["a", "b"], 2)],
    ["NOT_RUN", "an empty log, also where the hosts are only counted", body({}, [], 2)],
    ["NOT_RUN", "an empty log, also where hosts are named and not counted", body({}, ["a"], 0)],
    ["RUNNING", "a running host beside one that did not run", body({ a: entry("RUNNING"), b: entry() }, ["c"])],
    ["RUNNING", "a running host beside errors and an unknown word", body({ a: entry("RUNNING"), b: entry("ODD", 3) })],
    ["PARTIAL", "a host that did not run", body({ a: entry() }, ["b"])],
    ["PARTIAL", "a host that did not run, with errors beside it", body({ a: entry("DONE", 3) }, ["b"])],
    ["PARTIAL", "an entry in an unknown state", body({ a: entry(), b: entry("ABORTED") })],
    ["PARTIAL", "an unknown state is not the word in another case", body({ a: entry("done") })],
    ["DONE_WITH_ERRORS", "errors", body({ a: entry(), b: entry("DONE", 1) })],
    ["DONE", "all that is left", body({ a: entry(), b: entry() })],
    ["DONE", "more hosts done than there are today", body({ a: entry(), b: entry() }, [], 1)],
    ["DONE", "hosts that ran and are no more", body({ a: entry() }, [], 0)],
  ])("%s: %s", (status, _what, value) => {
    expect(read({ instance_usage_audit_log: value }).status).toBe(status);
  });

  test("never taken from overall_status, whose sentence compares counts only", () => {
    const value = { ...body({ a: entry() }, ["b"]), overall_status: "ALL hosts done. 0 errors." };
    const { status, statusText } = read({ instance_usage_audit_log: value });
    expect([status, statusText]).toEqual(["PARTIAL", "ALL hosts done. 0 errors."]);
  });
});

describe("a period", () => {
  test("is the same under the singular and under the plural key", () => {
    const value = body({ a: entry() }, ["b"]);
    expect(read({ instance_usage_audit_logs: value })).toEqual(read({ instance_usage_audit_log: value }));
  });

  test("stands at its end, is named by its begin, and has its bounds in UTC", () => {
    expect(read({ instance_usage_audit_log: body({}, ["a"], 1) })).toMatchObject({
      key: { time: Date.UTC(2013, 0), source: "compute", instance: "", id: String(Date.UTC(2012, 11)) },
      source: info,
      fetchedAt: 7,
      begin: Date.UTC(2012, 11),
      end: Date.UTC(2013, 0),
      hostCounts: { total: 1, done: 0, running: 0, notRun: 1 },
    });
  });

  test("holds its hosts by name, each once, those of the log before those that did not run", () => {
    const { hosts } = read({ instance_usage_audit_log: body({ b: entry(), d: entry("ODD") }, ["c", "a", "c", "b"]) });
    expect(hosts).toEqual([
      { host: "a", state: "NOT_RUN", instances: null, errors: null, message: null },
      { host: "b", state: "DONE", instances: 2, errors: 0, message: "about DONE" },
      { host: "c", state: "NOT_RUN", instances: null, errors: null, message: null },
      { host: "d", state: "OTHER", instances: 2, errors: 0, message: "about ODD" },
    ]);
  });

  test.each([
    ["no wrapper", body({})],
    ["a list", { instance_usage_audit_logs: [body({})] }],
    [
      "an end that is not after the begin",
      { instance_usage_audit_log: { ...body({}), period_ending: "2012-12-01 00:00:00" } },
    ],
    ["a negative count", { instance_usage_audit_log: { ...body({}), num_hosts: -1 } }],
    [
      "an entry without errors",
      { instance_usage_audit_log: { ...body({}), log: { a: { ...entry(), errors: null } } } },
    ],
    ["null", null],
  ])("breaks the contract with %s", (_what, value) => {
    expect(() => read(value)).toThrow(AuditError);
    expect(() => read(value)).toThrow('Source "compute" answered in a form that its API does not have.');
  });
});
