import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from "graphql";

/** The day after which something may be gone: the end of its reason. Undefined where none, or no real day, is written. */
const dayOf = (reason) => {
  const [, day] = /Removed after (\d{4}-\d{2}-\d{2})\.?$/.exec(reason.trim()) ?? [];
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? undefined : day;
};

/** What a schema has that can be deprecated, by its place: Type.field, Type.field.argument, Enum.VALUE, Input.field. */
const placesOf = (type) => {
  if (isEnumType(type)) return type.getValues().map((value) => [`${type.name}.${value.name}`, value]);
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    [`${type.name}.${field.name}`, field],
    ...field.args.map((argument) => [`${type.name}.${field.name}.${argument.name}`, argument]),
  ]);
};

/** All that is deprecated, by its place. */
export const deprecationsOf = (schema) =>
  new Map(
    Object.values(schema.getTypeMap())
      .flatMap(placesOf)
      .filter(([, { deprecationReason }]) => typeof deprecationReason === "string")
      .map(([place, { deprecationReason }]) => [place, { day: dayOf(deprecationReason) }]),
  );
