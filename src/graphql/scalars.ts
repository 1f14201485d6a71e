import { GraphQLScalarType, Kind } from "graphql";
import { GraphQLSafeInt } from "graphql-scalars";
import { Extensions } from "type-graphql";
import {
  type Duration as Length,
  durationText,
  HOUR,
  instantText,
  MINUTE,
  parseDuration,
  utcTime,
} from "../audit/window.js";
import { AuditError, invalidArgument } from "../audit/errors.js";

/** In the extensions of a field whose texts hold nothing that JSON escapes, so that nobody looks for it: ids and cursors. */
export interface PlainExtensions {
  readonly isPlain?: boolean;
}
export const Plain = Extensions({ isPlain: true } satisfies PlainExtensions);

const notAnInstant = (): Error =>
  new AuditError(
    "INVALID_ARGUMENT",
    "this value is not an RFC 3339 instant with an offset, such as 2019-11-06T01:03:34Z.",
  );

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** What is wrong with a text that is no instant; half a sentence. */
const faultOf = (text: string, isWellFormed: boolean): string => {
  const [date, year, month, day] = DATE.exec(text) ?? [];
  const isNoDay = date !== undefined && utcTime(Number(year), Number(month), Number(day), 0, 0, 0) === undefined;
  if (isWellFormed || isNoDay) return "names a day or a time of day that there is not";
  if (date !== undefined) return `is a date without a time (${date}T00:00:00Z is its first instant in UTC)`;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?$/i.test(text) ? "has no offset (Z for UTC)" : "is none";
};

const notThisInstant = (text: string, isWellFormed: boolean): Error =>
  new AuditError(
    "INVALID_ARGUMENT",
    `${JSON.stringify(text.slice(0, 40))} ${faultOf(text, isWellFormed)}: write an RFC 3339 instant with an offset, such as 2019-11-06T01:03:34Z.`,
  );

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i;

/**
 * RFC 3339 text of any offset to milliseconds since the epoch, the unit that everything below the schema speaks; what is
 * finer than a millisecond is cut off. By hand: each operation has its window read twice, to be priced and to be executed.
 */
const parse = (text: unknown): number => {
  if (typeof text !== "string") throw notAnInstant();
  const parts = RFC_3339.exec(text);
  if (parts) {
    const [, year, month, day, hour, minute, second, fraction = "", sign, hours = 0, minutes = 0] = parts;
    const millis = Number(fraction.slice(0, 3).padEnd(3, "0"));
    const date = [Number(year), Number(month), Number(day)] as const;
    const time = utcTime(...date, Number(hour), Number(minute), Number(second), millis);
    const offset = (sign === "-" ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
    if (time !== undefined) return time - offset;
  }
  throw notThisInstant(text, parts !== null);
};

const print = (time: unknown): string => {
  if (typeof time !== "number" || !Number.isSafeInteger(time))
    throw new TypeError("an instant is a whole number of ms");
  return instantText(time);
};

export const DateTime = new GraphQLScalarType<number, string>({
  name: "DateTime",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
  description:
    "An instant, RFC 3339. Always answered in UTC with a trailing `Z`, to the second or, where it is known, the " +
    "millisecond. Input takes any offset, such as `2019-11-06T09:03:34+08:00`; a value without an offset is refused.",
  serialize: print,
  parseValue: parse,
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw notAnInstant();
    return parse(node.value);
  },
});

const lengthOf = (text: unknown): Length => {
  const length = typeof text === "string" ? parseDuration(text) : undefined;
  if (length) return length;
  const shown = typeof text === "string" ? JSON.stringify(text.slice(0, 40)) : "this value";
  throw new AuditError(
    "INVALID_ARGUMENT",
    `${shown} is no duration that is taken here: write whole numbers as ISO 8601 has them, such as P7D, P1M or PT12H; more than nothing, and 100 years at most.`,
  );
};

export const Duration = new GraphQLScalarType<Length, string>({
  name: "Duration",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339#appendix-A",
  description:
    "A length of time, ISO 8601: whole numbers of years, months, weeks, days, hours, minutes and seconds, such as `P7D`, " +
    "`P1M` or `PT12H`. A day has 24 hours; a month goes back to the same day, or to the last one of a shorter month, in UTC.",
  serialize: (length) => durationText(length as Length),
  parseValue: lengthOf,
  parseLiteral: (node) => lengthOf(node.kind === Kind.STRING ? node.value : undefined),
});

/** graphql-scalars' own, under our description. Its BigInt would answer a number or a string by size; this never does. */
export const SafeInt = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc8259#section-6",
  description: "A whole number up to 2^53 - 1, always a JSON number: byte counts outgrow the 32 bits of Int.",
});

/** Answered letter by letter as it came: normalising a pre-signed link could break its signature. */
const check = (text: unknown): string => {
  if (typeof text !== "string" || !URL.canParse(text)) throw invalidArgument("URL", "this is not an absolute URL.");
  return text;
};

export const Url = new GraphQLScalarType<string, string>({
  name: "URL",
  specifiedByURL: "https://url.spec.whatwg.org/#absolute-url-string",
  description: "An absolute URL, as its source wrote it.",
  serialize: check,
  parseValue: check,
});
