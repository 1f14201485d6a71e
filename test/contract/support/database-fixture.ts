import type { RecordKey } from "../../../src/audit/record.js";
import { DAY, HOUR } from "../../../src/audit/window.js";
import type { InstanceControl, NewInstance, RecordedRequest } from "../../../sandbox/index.js";
import type { KindFixture, Upstream } from "./kind-fixture.js";

const at = (text: string): number => Date.parse(text);

/** Sixty-five days: three windows of the services' 30 days. */
const WINDOW = { from: at("2026-06-01T00:00:00Z"), to: at("2026-08-05T00:00:00Z") };
const STEP = 6 * HOUR;

/** An instance with a file each six hours, from before the window to after it. */
export const INSTANCE: NewInstance = {
  id: "00c0ffee00c0ffee00c0ffee00c0ffeein99",
  name: "contract",
  sequence: { start: WINDOW.from - 10 * DAY, stepMs: STEP, count: 350 },
};
const ID = "00c0ffee00c0ffee00c0ffee00c0ffeein99";

/** Puts three files at one moment and a long one across the window's edge; returns the keys of what begins in it. */
export const fill = (instance: InstanceControl, source: string): RecordKey[] => {
  const tie = at("2026-07-04T03:02:01Z");
  instance.append(
    ...["tie-b", "tie-a", "tie-c"].map((id) => ({ id, begin: tie })),
    { id: "across-the-start", begin: WINDOW.from - 6 * HOUR, end: WINDOW.from + 6 * HOUR },
    { id: "across-the-end", begin: WINDOW.to - HOUR, end: WINDOW.to + 20 * HOUR },
    { id: "at-the-start", begin: WINDOW.from },
    { id: "at-the-end", begin: WINDOW.to },
  );
  return instance
    .files()
    .filter(({ begin }) => begin >= WINDOW.from && begin < WINDOW.to)
    .map(({ begin, id }) => ({ time: begin, source, instance: instance.id, id }));
};

const STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{4}$/;

/** What a list request breaks of sections 1.1 to 1.3 of the services' documents. */
const judgeList = ({ query }: RecordedRequest, cap: number, names: readonly string[]): string[] => {
  const parameters = new URLSearchParams(query);
  const number = (name: string): number => Number(parameters.get(name) ?? NaN);
  const [start, end] = [parameters.get("start_time") ?? "", parameters.get("end_time") ?? ""];
  const span = Date.parse(end.replace(/(\d\d)$/, ":$1")) - Date.parse(start.replace(/(\d\d)$/, ":$1"));
  const rules: Record<string, boolean> = {
    "a plus must be encoded": !query.includes("+"),
    "start_time and end_time in the documented form": STAMP.test(start) && STAMP.test(end),
    "a span above 0, of 30 days at most": span > 0 && span <= 30 * DAY,
    "offset is mandatory, 0 or more": Number.isInteger(number("offset")) && number("offset") >= 0,
    "limit is mandatory, 1 to the cap":
      Number.isInteger(number("limit")) && number("limit") >= 1 && number("limit") <= cap,
    "no other parameters, none twice": [...parameters.keys()].sort().join() === names.toSorted().join(),
  };
  return Object.entries(rules).flatMap(([rule, kept]) => (kept ? [] : [`${rule}: ${query}`]));
};

/** The fixture of a member of the database family: its name, its largest limit, and how it is served. */
export const databaseFixture = (
  { name, cap }: { name: string; cap: number },
  start: () => Promise<Upstream>,
): KindFixture => ({
  name,
  window: WINDOW,
  route: "files",
  start,
  open: (source, session) => {
    if (source.subject !== "database") throw new Error("not a database source");
    const reader = source.open(session);
    return { timeline: () => reader.files(ID), missing: () => reader.files("no-such-instance") };
  },
  contractFaults: [
    { kind: "wrong-envelope" },
    { kind: "total", to: null },
    { kind: "null-arrays" },
    { kind: "missing-field", field: "id" },
    { kind: "missing-field", field: "size" },
    { kind: "ill-typed-field", field: "size", value: "12" },
    { kind: "ill-typed-field", field: "size", value: -1 },
    { kind: "ill-typed-field", field: "end_time", value: "2026-02-30T00:00:00+0800" },
  ],
  partialFault: { kind: "missing-field", field: "size", every: 3 },
  refusedCredentials: { type: "token", token: "no-such-token" },
  renewsCredentials: true,
  judge: (request) =>
    request.route === "files" ? judgeList(request, cap, ["start_time", "end_time", "offset", "limit"]) : [],
  // The list, its other end where it runs against the read, the part, and what tells that its filter leaves nothing out.
  mostCallsForOne: 4,
});
