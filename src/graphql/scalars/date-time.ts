import { GraphQLScalarType, Kind } from "graphql";
import { GraphQLDateTime } from "graphql-scalars";
import { AuditError } from "../../audit/audit-error.js";
import { instantText } from "../../audit/instant-text.js";

const refuse = (shown: string): Error =>
  new AuditError(
    "INVALID_ARGUMENT",
    `${shown} is not an RFC 3339 instant with an offset, such as 2019-11-06T01:03:34Z.`,
  );

/** RFC 3339 text of any offset to milliseconds since the epoch, the unit that everything below the schema speaks. */
const parse = (text: unknown): number => {
  if (typeof text !== "string") throw refuse(`a ${typeof text}`);
  try {
    // graphql-scalars knows the grammar and the calendar; only its output form is not ours.
    return GraphQLDateTime.parseValue(text.toUpperCase()).getTime();
  } catch {
    throw refuse(JSON.stringify(text.slice(0, 40)));
  }
};

const print = (time: unknown): string => {
  if (typeof time !== "number" || !Number.isSafeInteger(time))
    throw new TypeError("an instant is a whole number of ms");
  return instantText(time);
};

export const DateTime = new GraphQLScalarType<number, string>({
  name: "DateTime",
  description:
    "An instant, RFC 3339. Always answered in UTC with a trailing `Z`, to the second or, where it is known, the " +
    "millisecond. Input takes any offset, such as `2019-11-06T09:03:34+08:00`; a value without an offset is refused.",
  serialize: print,
  parseValue: parse,
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw refuse("this value");
    return parse(node.value);
  },
});
