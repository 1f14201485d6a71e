import { DATABASES, type Fault, fault, IN_JSON, type Tamper } from "../fault.js";
import { inJson, inPeriod, inRecords, inText, oneRecord, type Json } from "../records.js";

const VIOLATION = "UPSTREAM_CONTRACT_VIOLATION";
const inJsonOnly = { only: IN_JSON };
const novaOnly = { only: ["nova"] } as const;
const xmlOnly = { only: ["atlas-xml"] } as const;
const lists = { only: [...DATABASES, "atlas", "octavia"] } as const;

/** One entry of a list is broken, and the others are served. */
const oneBad = (
  name: string,
  change: (record: Json) => unknown,
  only: NonNullable<Fault["only"]> = lists.only,
): Fault => ({
  name,
  make: oneRecord(change),
  outcome: VIOLATION,
  keepsOthers: true,
  only,
});
const oneBadInXml = (name: string, tamper: Tamper): Fault =>
  fault(name, VIOLATION, tamper, { ...xmlOnly, keepsOthers: true });
const badPeriod = (name: string, change: (period: Json) => void): Fault =>
  fault(name, VIOLATION, inPeriod(change), novaOnly);

/** The first stamp of a list's record; only its day, which every kind writes alike. */
const withDay = (day: string) => (record: Json) => {
  const key = ["begin_time", "start_time", "created", "created_at"].find((known) => known in record) ?? "";
  return { ...record, [key]: String(record[key]).replace(/^\d{4}-\d\d-\d\d/, day) };
};
const NUMBERS = ["size", "id"];
const withNumber = (value: unknown) => (record: Json) => {
  const key = NUMBERS.find((known) => known in record) ?? "";
  return { ...record, [key]: value };
};
const without = (key: string) => (record: Json) => {
  const { [key]: _gone, ...rest } = record;
  return rest;
};

/** A number that no JSON writer would write, in the place of the first one of this name. */
const literal = (field: string, text: string): Tamper =>
  inText((body) => body.replace(new RegExp(`"${field}":[^,}]+`), `"${field}":${text}`));
const NUMBER = {
  nova: "num_hosts",
  taurusdb: "size",
  rds: "size",
  dds: "size",
  atlas: "id",
  "atlas-xml": "id",
  octavia: "created_at",
} as const;

const repeated: Fault["make"] = () => {
  let first: Parameters<Tamper>[0] | undefined;
  return (answer) => (first ??= answer);
};

/** Well-formed documents that break what the API promises. */
export const dataFaults: readonly Fault[] = [
  fault(
    "null for the records",
    VIOLATION,
    inRecords(() => null),
    inJsonOnly,
  ),
  fault(
    "a string for the records",
    VIOLATION,
    inRecords(() => "none"),
    inJsonOnly,
  ),
  fault(
    "a number for the records",
    VIOLATION,
    inRecords(() => 0),
    inJsonOnly,
  ),
  fault(
    "an object for the list",
    VIOLATION,
    inRecords(() => ({ "0": {} })),
    lists,
  ),
  fault(
    "a wrong envelope",
    VIOLATION,
    inJson((body) => ({ result: body })),
    inJsonOnly,
  ),
  fault(
    "a list around the envelope",
    VIOLATION,
    inJson((body) => [body]),
    inJsonOnly,
  ),
  fault(
    "another root element",
    VIOLATION,
    inText((text) => text.replaceAll("loadBalancerAudits", "accounts")),
    xmlOnly,
  ),
  fault(
    "a document type",
    VIOLATION,
    inText((text) => text.replace("?>", "?><!DOCTYPE x [<!ENTITY a 'b'>]>")),
    xmlOnly,
  ),
  fault(
    "elements that do not close",
    VIOLATION,
    inText((text) => text.replace("/>", ">")),
    xmlOnly,
  ),

  oneBad("a record that is null", () => null),
  oneBad("a record that is a string", () => "lost"),
  oneBad("a record that is a list", () => []),
  oneBad("a record without its id", without("id")),
  oneBad("a record with an object for its id", (record) => ({ ...record, id: { odd: true } })),
  oneBad("a record without its end", without("end_time"), DATABASES),
  oneBad("a record without its status", without("status"), ["atlas"]),
  oneBad("a record with a status of its own", (record) => ({ ...record, status: "ODD" }), ["atlas"]),
  oneBad("a balancer without its status", without("provisioning_status"), ["octavia"]),
  oneBad("a balancer with a status of its own", (record) => ({ ...record, provisioning_status: "ODD" }), ["octavia"]),
  oneBad("a balancer whose update is no time", (record) => ({ ...record, updated_at: "2026-13-01T00:00:00" }), [
    "octavia",
  ]),
  oneBad("a negative number", withNumber(-1)),
  oneBad("a number of 400 digits", withNumber(`1${"0".repeat(400)}`)),
  oneBad("a string that is no number", withNumber("many")),
  oneBad("half a byte", withNumber(0.5), ["dds", "atlas"]),
  oneBad("the 31st of February", withDay("2026-02-31")),
  oneBad("the year 0 without month and day", withDay("0000-00-00")),
  oneBad("a stamp without a day", withDay("")),
  oneBad("an end before the begin", (record) => ({ ...record, end_time: "1970-01-01T00:00:00+0000" }), DATABASES),
  oneBadInXml(
    "a record without its id in XML",
    inText((text) => text.replace(/(<(?:\w+:)?loadBalancerAudit\b[^>]*?) id="\d+"/, "$1")),
  ),
  oneBadInXml(
    "a status of its own in XML",
    inText((text) => text.replace(/ status="[A-Z_]+"/, ' status="ODD"')),
  ),
  oneBadInXml(
    "the 31st of February in XML",
    inText((text) => text.replace(/\d{4}-\d\d-\d\d(?=T)/, "2026-02-31")),
  ),

  badPeriod("a period without its end", (period) => {
    delete period.period_ending;
  }),
  badPeriod("a period that ends before it begins", (period) => {
    [period.period_beginning, period.period_ending] = [period.period_ending, period.period_beginning];
  }),
  badPeriod("a period of the 31st of February", (period) => void (period.period_ending = "2026-02-31 00:00:00")),
  badPeriod("a period of the year 0", (period) => void (period.period_beginning = "0000-00-00 00:00:00")),
  badPeriod("a period that is to come", (period) => void (period.period_ending = "2999-01-01 00:00:00")),
  badPeriod("hosts that are numbers", (period) => void (period.hosts_not_run = [1])),
  badPeriod("a negative count of hosts", (period) => void (period.num_hosts = -1)),
  badPeriod("half a host", (period) => void (period.num_hosts = 0.5)),
  badPeriod("a log that is a list", (period) => void (period.log = [])),
  badPeriod("a host's entry that is null", (period) => void (period.log = { host: null })),

  fault("NaN", VIOLATION, (answer, asked) => literal(NUMBER[asked.kind], "NaN")(answer, asked), inJsonOnly),
  fault(
    "a number beyond all numbers",
    VIOLATION,
    (answer, asked) => literal(NUMBER[asked.kind], "1e999")(answer, asked),
    inJsonOnly,
  ),
  fault(
    "keys of every object's prototype",
    "unharmed",
    inText((text) => text.replace("{", '{"__proto__":{"total":1},"constructor":{"prototype":{"total":1}},')),
    inJsonOnly,
  ),
  fault(
    "keys that nobody documented",
    "unharmed",
    inJson((body) => ({ ...body, novelty: [{ a: 1 }] })),
    inJsonOnly,
  ),
  fault(
    "every balancer twice",
    "unharmed",
    inRecords((records) => [...records, ...records]),
    { only: ["atlas", "octavia"] },
  ),

  { name: "one page for every offset", make: repeated, outcome: VIOLATION, only: DATABASES },
  { name: "one period for every question", make: repeated, outcome: VIOLATION, only: ["nova"], keepsOthers: true },
  fault(
    "an empty list beside a total",
    VIOLATION,
    inRecords(() => []),
    { only: DATABASES },
  ),
];
