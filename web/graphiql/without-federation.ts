import type { IntrospectionQuery, IntrospectionType } from "graphql";

/** A router's own: _service, _entities, and the types that only they have. */
const isRouters = (name: string): boolean => /^_(?!_)/.test(name);

const without = (type: IntrospectionType): IntrospectionType => {
  if (type.kind !== "OBJECT") return type;
  return { ...type, fields: type.fields.filter(({ name }) => !isRouters(name)) };
};

/** The schema as those see it who ask this server: what only a federation's router asks for is left out. */
export const withoutFederation = (introspection: IntrospectionQuery): IntrospectionQuery => {
  const { __schema: schema } = introspection;
  const types = schema.types.filter(({ name }) => !isRouters(name)).map(without);
  return { ...introspection, __schema: { ...schema, types } };
};
