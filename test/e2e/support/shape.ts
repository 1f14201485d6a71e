import type { Answer } from "../../sandbox/support.js";

/**
 * What two services must agree on in a text: ids, tokens, hosts, addresses and numbers are told apart by their kind
 * only.
 */
const maskText = (text: string): string =>
  text
    .replace(/https?:\/\/127\.0\.0\.1:\d+/g, "<origin>")
    .replace(/req-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<request>")
    .replace(/gAAAAAB[\w-]+={0,2}/g, "<token>")
    .replace(/\b[0-9a-f]{32}\b/g, "<id>")
    .replace(/\b[\w-]+(?:\.[\w-]+)*\.example\b/g, "<host>")
    .replace(/\d+/g, "0");

/** Maps whose keys are names, and lists: every entry counts, whatever it is called and however many there are. */
const MAPS = new Set(["log"]);

/** Strings whose form a client reads. */
const READ = new Set([
  "period_beginning",
  "period_ending",
  "expires_at",
  "issued_at",
  "interface",
  "rel",
  "created_at",
  "updated_at",
]);

const merged = (values: readonly unknown[], key: string): unknown =>
  [...new Set(values.map((value) => JSON.stringify(shapeOf(value, key))))]
    .sort()
    .map((text) => JSON.parse(text) as unknown);

/** JSON types, recursively; what a client reads as a form of its own (times, words) by that form. */
const shapeOf = (value: unknown, key = ""): unknown => {
  if (value === null) return "null";
  if (Array.isArray(value)) return { list: merged(value, key) };
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "string") return READ.has(key) ? maskText(value) : "string";
  if (typeof value !== "object") return typeof value;
  if (MAPS.has(key)) return { map: merged(Object.values(value), "") };
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, shapeOf(inner, name)]),
  );
};

/** Every header with its value, in no order, repeated ones as often as they came. */
const headersOf = ({ rawHeaders }: Answer): string[] => {
  const pairs = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [`${name.toLowerCase()}: ${maskText(rawHeaders[at + 1] ?? "")}`] : [],
  );
  return pairs.sort();
};

const isJson = ({ headers }: Answer): boolean => (headers["content-type"] ?? "").startsWith("application/json");

/** An answer that went well: status, headers, and the types of its fields. */
export const formOf = (answer: Answer): unknown => ({
  status: answer.status,
  reason: answer.reason,
  headers: headersOf(answer),
  body: isJson(answer) ? shapeOf(answer.json) : maskText(answer.text),
});

/** A refusal: status, headers, and its words. Its fields' order and white space do not count. */
export const wordsOf = (answer: Answer): unknown => ({
  status: answer.status,
  reason: answer.reason,
  headers: headersOf(answer),
  body: isJson(answer) ? (JSON.parse(maskText(JSON.stringify(answer.json))) as unknown) : maskText(answer.text),
});
