import type { Reply } from "../http/reply.js";
import type { FaultFilter } from "./exchange.js";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Works on a copy of what went well: answers may share their data with the world, and refusals stay as they are. */
const rewriteJson = (change: (data: Json) => unknown): FaultFilter => ({
  after: (reply) => {
    if (reply.status < 300 && isObject(reply.json)) reply.json = change(structuredClone(reply.json));
  },
});

/** The records of an answer: the objects of its first array, or the one object it wraps (Nova). */
const recordsOf = (data: Json): Json[] => {
  const values = Object.values(data);
  const list = values.find((value) => Array.isArray(value));
  return (Array.isArray(list) ? list : values).filter(isObject);
};

const TOTAL_KEYS = ["total_count", "total_record"];

const eachRecord = (every: number, change: (record: Json) => void): FaultFilter =>
  rewriteJson((data) => {
    recordsOf(data).forEach((record, index) => {
      if (index % every === 0) change(record);
    });
    return data;
  });

/** The same for XML, where a record's fields are attributes. */
const eachAttribute = (reply: Reply, field: string, every: number, replacement: string): void => {
  if (reply.text?.startsWith("<?xml") !== true || !/^[\w-]+$/.test(field)) return;
  let index = -1;
  reply.text = reply.text.replace(new RegExp(` ${field}="[^"]*"`, "g"), (found) => {
    index += 1;
    return index % every === 0 ? replacement : found;
  });
};

const both = (json: FaultFilter, xml: (reply: Reply) => void): FaultFilter => ({
  after: (reply, exchange) => {
    json.after?.(reply, exchange);
    xml(reply);
  },
});

/** Well-formed JSON that breaks what the documents promise. */
export const dataFaults = {
  /** The total off by `by`: too low, too high, negative; or set to `to`. */
  total: ({ by = 0, to }: { by?: number; to?: number | null }): FaultFilter =>
    rewriteJson((data) => {
      for (const key of TOTAL_KEYS) {
        const total = data[key];
        if (typeof total === "number") data[key] = to === undefined ? total + by : to;
      }
      return data;
    }),
  /** Answers each list with the page it answered first, whatever offset is asked. */
  "repeated-page": (_: object): FaultFilter => {
    const previous = new Map<string, unknown>();
    return {
      after: (reply, { call, route }) => {
        if (reply.status !== 200 || reply.json === undefined) return;
        const page = `${call.source} ${call.rawPath.includes("/instances/") ? call.rawPath : route}`;
        const known = previous.get(page);
        if (known === undefined) previous.set(page, structuredClone(reply.json));
        else reply.json = known;
      },
    };
  },
  "null-arrays": (_: object): FaultFilter =>
    rewriteJson((data) =>
      Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Array.isArray(value) ? null : value])),
    ),
  "wrong-envelope": (_: object): FaultFilter => rewriteJson((data) => ({ result: data })),
  "missing-field": ({ field = "id", every = 1 }: { field?: string; every?: number }): FaultFilter =>
    both(
      eachRecord(every, (record) => void Reflect.deleteProperty(record, field)),
      (reply) => eachAttribute(reply, field, every, ""),
    ),
  /** A field set to a value of another type; an object by default. */
  "ill-typed-field": ({ field = "size", value = { odd: true }, every = 1 }: IllTyped): FaultFilter =>
    both(
      eachRecord(every, (record) => void (record[field] = value)),
      (reply) => eachAttribute(reply, field, every, ` ${field}="odd"`),
    ),
} as const;

interface IllTyped {
  field?: string;
  value?: unknown;
  every?: number;
}
