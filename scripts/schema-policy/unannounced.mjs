import { ChangeType } from "@graphql-inspector/core";

/** Taking away what the last release had deprecated. Every other breaking change needs a new name beside the old one. */
const REMOVALS = new Set([
  ChangeType.FieldRemoved,
  ChangeType.FieldArgumentRemoved,
  ChangeType.InputFieldRemoved,
  ChangeType.EnumValueRemoved,
]);

/** Why a breaking change may not be made on this day; nothing where the last release announced it and its day is over. */
export const unannounced = ({ type, path, message }, announced, today) => {
  if (!REMOVALS.has(type))
    return [`${message} Clients break; offer the new thing beside the old one, and deprecate that.`];
  const deprecation = announced.get(path);
  if (deprecation === undefined) return [`${message} The last release did not deprecate it.`];
  if (deprecation.day === undefined) return [`${message} The last release deprecated it without a day.`];
  return deprecation.day < today ? [] : [`${message} It may go after ${deprecation.day}, not before.`];
};
