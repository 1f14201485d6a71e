import type { Random } from "../properties/random.js";
import { hostileTexts, hostileValues, pick } from "./hostile.js";

/** A request's body; a hostile one has any values in it, or is no object at all. */
export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const TOKEN = /"(?:\\.|[^"\\\n])*"|#[^\n]*|\.\.\.|\w+|\S/g;

const tokensOf = (query: string): string[] => query.match(TOKEN) ?? [];

const hostileTokens: readonly string[] = [
  ..."{}()[]:!$@|&=".split(""),
  "...",
  '"""',
  '"',
  "#",
  "__schema",
  "__typename",
  "__proto__",
  "_entities",
  "fragment",
  "on",
  "subscription",
  "mutation",
  "null",
  "-1",
  "1e999",
  "9".repeat(400),
  "0x10",
  "\\u{110000}",
  "\0",
  "\ufeff",
  '"\\ud800"',
  "@skip(if: true)",
  "@defer",
  ...hostileTexts.slice(0, 12).map((text) => JSON.stringify(text)),
];

const mutateTokens = (query: string, other: string, random: Random): string => {
  const tokens = tokensOf(query);
  const others = tokensOf(other);
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    const at = random.below(tokens.length);
    const way = random.below(6);
    if (way === 0) tokens.splice(at, 1);
    else if (way === 1) tokens.splice(at, 0, ...tokens.slice(at, at + 1 + random.below(5)));
    else if (way === 2) tokens.splice(at, 1, pick(hostileTokens, random));
    else if (way === 3) tokens.splice(at, 0, pick(others, random));
    else if (way === 4) tokens.splice(at, 1, pick(others, random));
    else tokens.splice(at, tokens.length, ...others.slice(random.below(others.length)));
    if (tokens.length === 0) break;
  }
  return tokens.join(" ");
};

/** Replaces one value in it, at whatever depth. */
const spoil = (value: unknown, random: Random): unknown => {
  if (typeof value !== "object" || value === null || random.chance(0.4)) return pick(hostileValues, random);
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  if (entries.length === 0) return pick(hostileValues, random);
  const [name] = pick(entries, random);
  const spoiled = entries.map(([key, each]) => [key, key === name ? spoil(each, random) : each] as const);
  return Array.isArray(value) ? spoiled.map(([, each]) => each) : Object.fromEntries(spoiled);
};

/** What grows: nesting, aliases, fragments that spread each other, numbers, directives, text in blocks. */
const swollen: readonly ((size: number) => string)[] = [
  (size) => `{ usageAuditPeriod(source: "compute-eu") ${"{ previous ".repeat(size)}{ id }${" }".repeat(size)} }`,
  (size) => `{ ${Array.from({ length: size }, (_, i) => `a${i}: auditSources { name }`).join(" ")} }`,
  (size) => {
    const cycle = Array.from({ length: size }, (_, i) => `fragment F${i} on Query { ...F${(i + 1) % size} }`);
    return `{ ...F0 } ${cycle.join(" ")}`;
  },
  (size) => `{ usageAuditPeriods(first: ${"9".repeat(size)}) { totalCount } }`,
  (size) => `{ auditSources ${"@include(if: true) ".repeat(size)}{ name } }`,
  (size) => `{ databaseInstances(nameContains: ${JSON.stringify("../".repeat(size))}) { totalCount } }`,
  (size) => `query Q(${"$a: [String!] ".repeat(size)}) { auditSources { name } }`,
  (size) => `{ nodes(ids: ${"[".repeat(size)}${"]".repeat(size)}) { id } }`,
  (size) => `{ __schema { types ${"{ fields { type ".repeat(size)}{ name }${" } }".repeat(size)} } }`,
];

/** The request's body as JSON text: an operation changed in its words, its variables, its size or its envelope. */
export const mutateOperation = (operation: Operation, other: Operation, random: Random): string => {
  const { query, variables } = operation;
  const way = random.next();
  if (way < 0.5) return JSON.stringify({ query: mutateTokens(query, other.query, random), variables });
  if (way < 0.8) return JSON.stringify({ query, variables: spoil(variables, random) });
  if (way < 0.9) return JSON.stringify({ query: pick(swollen, random)(2 + random.below(200)) });
  if (way < 0.96) return JSON.stringify(spoil({ query, variables, operationName: null, extensions: {} }, random));
  const text = JSON.stringify(operation);
  return text.slice(0, random.below(text.length)) + pick(hostileTexts, random);
};
