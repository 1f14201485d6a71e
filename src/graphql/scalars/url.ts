import { GraphQLScalarType } from "graphql";
import { invalidArgument } from "../../audit/audit-error.js";

/** Answered letter by letter as it came: normalising a pre-signed link could break its signature. */
const check = (text: unknown): string => {
  if (typeof text !== "string" || !URL.canParse(text)) throw invalidArgument("URL", "this is not an absolute URL.");
  return text;
};

export const Url = new GraphQLScalarType<string, string>({
  name: "URL",
  description: "An absolute URL, as its source wrote it.",
  serialize: check,
  parseValue: check,
});
