import { Field } from "type-graphql";

type FieldArguments = Parameters<typeof Field>;

/**
 * A field that a getter answers. As Field, but type-graphql does not come to see that it is a getter: it would put a
 * resolver before it, which for each value checks the parent's class and passes an empty chain of middlewares. That was
 * half of the time of a page; GraphQL reads a getter by itself. The class must have simpleResolvers, and the getter must
 * not answer with a promise.
 */
export const GetterField =
  (type: FieldArguments[0], options: FieldArguments[1] = {}): MethodDecorator =>
  (target, key) =>
    Field(type, options)(target, key);
